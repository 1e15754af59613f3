internal import Catalogue
internal import Embedding
internal import Foundation
internal import JSON

/// A batch that is being received: pictures go to the disk as they come, so that a large one needs no memory, and one
/// that is accepted is done whatever happens to the process.
///
/// One that is neither started nor discarded is removed with the object.
public actor Batch {
    private let engine: Engine
    private let collection: String
    private let id = UUID().uuidString.lowercased()
    private let folder: SpoolFolder
    private let file: SpoolFile
    private var count = 0
    private var isOver = false

    fileprivate init(_ engine: Engine, _ collection: String) throws {
        self.engine = engine
        self.collection = collection
        folder = SpoolFolder(engine.data, id)
        try folder.begin()
        file = try SpoolFile(creating: folder.items)
    }

    deinit {
        // What can't be removed is removed at the next start: it is marked as being received.
        if !isOver { Blocking.begin { [folder] in try? folder.remove() } }
    }

    /// How many pictures there are so far.
    public var total: Int { count }

    /// Takes a picture; not decoded yet.
    ///
    /// - Returns: its id.
    /// - Throws: ``EngineError/invalidImageID(_:)``, ``EngineError/storageFull``.
    @discardableResult
    public func add(_ item: BatchItem) async throws -> String {
        let key = try Engine.validKey(item.key)
        try await append(BatchHeader(key: key, item.options), item.bytes)
        return key
    }

    /// Takes note of one that can't be a picture, such as text that is no base64: it will be among the results.
    public func add(problem: String, key: String?) async throws {
        try await append(BatchHeader(key: key ?? "", PutOptions(), problem: problem), [])
    }

    private func append(_ header: BatchHeader, _ bytes: [UInt8]) async throws {
        let file = file
        try await Blocking.run { try file.append(header, bytes) }
        count += 1
    }

    /// Accepts the batch: it is remembered when the call returns, and worked on when its turn comes. Waits where too
    /// many wait already.
    ///
    /// - Throws: ``/Embedding/EmbeddingError/overloaded(retryAfter:)`` after the wait; nothing is kept then.
    public func start() async throws -> Job {
        let (file, folder) = (file, folder)
        let acceptance = SpoolFolder.Acceptance(collection: collection, total: count)
        do {
            try await Blocking.run {
                try file.sync()
                try folder.accept(acceptance)
            }
            isOver = true
            return try await engine.startBatch(id, in: collection, total: count)
        } catch {
            await discard()
            throw error
        }
    }

    /// Removes what was received.
    public func discard() async {
        isOver = true
        // What can't be removed is removed at the next start, or is an orphan where it was accepted.
        try? await Blocking.run { [folder] in try folder.remove() }
    }
}

extension Engine {
    /// Begins to receive a batch of pictures for a collection.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)`` and ``EngineError/modelReplaced(_:)``: what can't be
    ///   embedded is not accepted.
    public func newBatch(in collection: Collection) async throws -> Batch {
        try checkWritable()
        _ = try await embedder.model(of: collection)
        return try await Blocking.run { [self] in try Batch(self, collection.name) }
    }

    /// - Parameter known: a job of before a restart, which goes on.
    func startBatch(
        _ id: String, in collection: String, total: Int, as known: JobRecord? = nil
    ) async throws -> Job {
        let place = try await batches.enter(isPatient: known != nil)
        do {
            return try await jobs.start(
                kind: BatchRun.kind, collection: collection, parameters: [:], total: total, as: known, id: id,
                state: .queued
            ) { [self] context in
                defer { place.leave() }
                return try await work(on: context)
            }
        } catch {
            place.leave()
            throw error
        }
    }

    /// Works on a batch until it is done. While it can't be, for a reason that is no fault of its pictures, it waits
    /// without a place among those that are worked on: nothing that was accepted is given up.
    private func work(on context: JobContext) async throws -> [String: JSONValue] {
        defer { problems.set(.job, context.id, nil) }
        var patience = Patience()
        while true {
            do {
                return try await batches.run { try await BatchRun(engine: self, context: context).run() }
            } catch let error as BatchRun.Postponed {
                problems.set(
                    .job, context.id, "The batch \(context.id) waits and goes on by itself: \(error.reason)")
            } catch let error as CatalogueError {
                // The work can't even be noted.
                problems.set(
                    .job, context.id, "The batch \(context.id) waits and goes on by itself: \(error)")
            }
            try await patience.wait()
        }
    }
}
