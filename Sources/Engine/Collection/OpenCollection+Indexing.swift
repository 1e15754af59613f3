internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
public import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

extension OpenCollection {
    /// Builds or extends the index in the background, if that is worthwhile and not already happening. Meanwhile
    /// searches are exact, or scan what the index lacks.
    func keepIndexUp() {
        // A reader builds nothing.
        guard access == .readWrite, state.vectors.needsUpkeep, beginIndexing() else { return }
        Task {
            // The next change tries again.
            var problem: String?
            do { try await indexNow(.inBackground) } catch { problem = "\(error)" }
            noteIndexing(problem ?? indexProblem)
            if endIndexing(), problem == nil { keepIndexUp() }
        }
    }

    private func noteIndexing(_ problem: String?) {
        let text = problem.map {
            "The index of '\(name)' can't be made, so that its searches are exact: \($0)"
        }
        if isDeleted || !isGone { problems.set(.indexing, name, isDeleted ? nil : text) }
    }

    /// Builds and extends the index until it is complete.
    ///
    /// - Throws: ``/LookalikeVectors/VectorFileError``; searches are exact then.
    func indexNow(_ work: UpkeepWork) async throws {
        defer { changed() }
        try await vectors.upkeep(work) { [weak self] in self?.isGone ?? true }
    }

    /// The kind of the index, and how well it performs.
    public var indexStatistics: IndexStatistics { state.vectors.statistics }
    /// Why the index can't be used or built; nil if it can. Searches are exact without it.
    public var indexProblem: String? { state.vectors.indexProblem.map { "\($0)" } }
}

extension Engine {
    /// Builds a collection's index now, on all cores, and measures it.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)``, ``EngineError/storageFull``.
    public func index(_ collection: OpenCollection) async throws -> IndexStatistics {
        try checkWritable()
        try collection.checkNotDeleted()
        do {
            // After any build that runs in the background.
            try await collection.indexNow(.now)
        } catch let error as any VectorStoreError {
            throw error.kind == .full ? EngineError.storageFull : EngineError.storageDamaged("\(error)")
        }
        return collection.indexStatistics
    }
}

extension IndexSettings {
    /// From a record; its parameters were checked when they were set.
    init(_ record: CollectionRecord) {
        let kind = IndexKind(rawValue: record.indexKind) ?? .auto
        // Parameters of another version that this one refuses leave the defaults: the index only costs time.
        self = (try? IndexSettings(checking: kind, record.indexParameters)) ?? IndexSettings()
    }

    /// - Throws: ``EngineError/invalidIndexParameters(_:)``.
    init(checking kind: IndexKind, _ parameters: [String: JSONValue]) throws(EngineError) {
        let known: Set = ["m", "ef_construction", "ef_search", "lists", "nprobe", "latency_ms"]
        if let unknown = parameters.keys.sorted().first(where: { !known.contains($0) }) {
            throw .invalidIndexParameters(
                "there is no parameter '\(unknown)'; there are \(known.sorted().joined(separator: ", ")).")
        }
        var object = parameters
        object["kind"] = .string(kind.rawValue)
        do {
            self = try JSONDecoder().decode(IndexSettings.self, from: JSONEncoder().encode(object))
        } catch {
            throw .invalidIndexParameters("its parameters are numbers, all but latency_ms whole ones.")
        }
        if let problem { throw .invalidIndexParameters(problem) }
    }
}
