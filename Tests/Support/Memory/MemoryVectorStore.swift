public import Foundation
public import LookalikeVectors
internal import Synchronization

/// Vectors in memory, with the labels of their images. They end with the process; until then nothing is ever damaged.
public final class MemoryVectorStore: VectorStore {
    public enum Failure: Error, Equatable {
        /// The dimension of vectors that there are can't be changed.
        case notEmpty
        /// See ``MemoryVectorStore/setPublishing(_:)``.
        case unpublishable
    }

    struct Stored: Sendable {
        let id: Int64
        let vector: [Float]
        /// Nil if they were never given.
        var labels: ImageLabels?
    }

    private struct State {
        /// By reference, published or not.
        var stored: [Int64: Stored] = [:]
        var nextReference: Int64 = 0
        /// Ids that a newer catalogue gave.
        var newer: ClosedRange<Int64>?
        var lastWrite: Date?
        var isPublishable = true
        /// Whose labels are about to change.
        var noted: Set<VectorEntry> = []
        var view: MemoryVectorView

        mutating func append(
            _ ids: [Int64], _ vectors: [Float], _ labels: [ImageLabels]?
        ) throws -> [VectorEntry] {
            let dimension = view.dimension
            guard vectors.count == ids.count * dimension else {
                throw IndexError.dimensionMismatch(dimension: dimension, valueCount: vectors.count)
            }
            if let place = vectors.firstIndex(where: { !$0.isFinite }) {
                throw IndexError.notFinite(vector: place / dimension, component: place % dimension)
            }
            return ids.enumerated().map { place, id in
                let vector = Array(vectors[place * dimension..<(place + 1) * dimension])
                let entry = VectorEntry(id: id, reference: nextReference)
                stored[entry.reference] = Stored(id: id, vector: vector, labels: labels?[place])
                nextReference += 1
                lastWrite = Date()
                return entry
            }
        }

        mutating func show(_ entry: VectorEntry) {
            guard let found = stored[entry.reference] else {
                view.visible[entry.id] = nil
                view.missing.insert(entry.id)
                return
            }
            view.visible[entry.id] = MemoryVectorView.Visible(
                reference: entry.reference, vector: found.vector, labels: found.labels)
            view.missing.remove(entry.id)
        }

        mutating func show(only live: [VectorEntry]) {
            view = MemoryVectorView(metric: view.metric, dimension: view.dimension)
            view.hasNotes = !noted.isEmpty
            for entry in live { show(entry) }
        }
    }

    public let identity = UUID().uuidString
    private let state: Mutex<State>

    public init(dimension: Int, metric: Metric) {
        state = Mutex(State(view: MemoryVectorView(metric: metric, dimension: dimension)))
    }

    public var dimension: Int { state.withLock { $0.view.dimension } }
    public var location: String { "memory" }
    /// When vectors were last added; nil if none were.
    public var lastWrite: Date? { state.withLock { $0.lastWrite } }
    public var view: any VectorView { state.withLock { $0.view } }
    public var labels: (any LabelStore)? { self }

    /// Whether vectors can be published, and labels changed, from now on, as on a disk or a network that fails and comes back.
    public func setPublishing(_ isPossible: Bool) { state.withLock { $0.isPublishable = isPossible } }

    // MARK: Writing

    public func append(ids: [Int64], vectors: [Float]) async throws -> [VectorEntry] {
        try state.withLock { try $0.append(ids, vectors, nil) }
    }

    public func publish(_ live: [VectorEntry]) async throws {
        try state.withLock { state in
            guard state.isPublishable else { throw Failure.unpublishable }
            state.show(only: live)
        }
    }

    public func publish(adding added: [VectorEntry], removing removed: [Int64]) async throws {
        try state.withLock { state in
            guard state.isPublishable else { throw Failure.unpublishable }
            for id in removed {
                state.view.visible[id] = nil
                state.view.missing.remove(id)
            }
            for entry in added { state.show(entry) }
        }
    }

    public func reset(dimension: Int) async throws {
        try state.withLock { state in
            if dimension == state.view.dimension { return }
            guard state.view.count == 0 else { throw Failure.notEmpty }
            (state.stored, state.noted) = ([:], [])
            state.view = MemoryVectorView(metric: state.view.metric, dimension: dimension)
        }
    }

    // MARK: Reading

    public func vectors(of entries: [VectorEntry]) async throws -> [Int64: [Float]] {
        state.withLock { state in
            entries.reduce(into: [:]) { $0[$1.id] = state.stored[$1.reference]?.vector }
        }
    }

    public func verify() async throws -> VectorVerification {
        VectorVerification(damaged: view.damagedIDs, codesMissing: 0)
    }

    // MARK: Upkeep

    public var isWorthCompacting: Bool { state.withLock { $0.stored.count > 2 * $0.view.count } }

    public func compact(keeping live: [VectorEntry]) async throws -> Bool {
        state.withLock { state in
            let kept = Set(live.map(\.reference))
            state.stored = state.stored.filter { reference, stored in
                kept.contains(reference) || state.newer?.contains(stored.id) ?? false
            }
            state.show(only: live)
            return state.newer != nil
        }
    }

    public func noteNewerVectors(from given: Int64) async throws -> Int64? {
        state.withLock { state in
            let last = state.stored.values.map(\.id).filter { $0 >= given }.max()
            if let last { state.newer = given...last }
            return last
        }
    }

    public func setIndex(_ settings: IndexSettings) async {}
    public func upkeep(_ work: UpkeepWork, isCancelled: @escaping @Sendable () -> Bool) async throws {}
    public func republish() async {}
    public func tidy() async throws -> [String] { [] }
}

extension MemoryVectorStore: LabelStore {
    public func append(
        ids: [Int64], vectors: [Float], labels: [ImageLabels]
    ) async throws -> [VectorEntry] {
        try state.withLock { try $0.append(ids, vectors, labels) }
    }

    public func noteRelabelling(_ entries: [VectorEntry]) async throws {
        state.withLock { state in
            state.noted.formUnion(entries)
            state.view.hasNotes = !state.noted.isEmpty
        }
    }

    public func relabel(_ labels: [VectorEntry: ImageLabels]) async throws {
        try state.withLock { state in
            guard state.isPublishable else { throw Failure.unpublishable }
            for (entry, labels) in labels {
                state.noted.remove(entry)
                state.stored[entry.reference]?.labels = labels
                if state.view.visible[entry.id]?.reference == entry.reference { state.show(entry) }
            }
            state.view.hasNotes = !state.noted.isEmpty
        }
    }

    public func unsettled() async throws -> [VectorEntry] {
        state.withLock { state in
            let unlabelled = state.view.visible.filter { $0.value.labels == nil }.map {
                VectorEntry(id: $0.key, reference: $0.value.reference)
            }
            return Array(state.noted.union(unlabelled))
        }
    }
}
