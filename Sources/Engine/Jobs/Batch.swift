internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikeWorkThreads

/// A batch that is being received. Images are written to the disk as they arrive, so a large batch needs little
/// memory, and an accepted batch is completed even if the process crashes.
///
/// A batch that is neither started nor discarded is removed with the object.
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

    /// Number of images so far.
    public var total: Int { count }

    /// Adds an image, without decoding it.
    ///
    /// - Returns: its id.
    /// - Throws: ``EngineError/invalidImageID(_:)``, ``EngineError/storageFull``; ``EngineError/invalidVector(_:)`` for
    ///   a client's vector, which needs no batch; what reading the image throws.
    @discardableResult
    public func add(_ image: IncomingImage) async throws -> String {
        let imageID = try Engine.validID(image.id)
        let bytes: [UInt8]
        switch image.content {
        case .bytes(let sent): bytes = sent
        case .reading(let read): bytes = try await Blocking.run(read)
        case .vector: throw EngineError.invalidVector("a batch takes encoded images only")
        }
        try await append(BatchHeader(id: imageID, image), bytes)
        return imageID
    }

    /// Adds an item that can't be an image, such as invalid base64: it will be among the results.
    public func add(problem: String, id: String?) async throws {
        try await append(BatchHeader(id: id ?? "", problem: problem), [])
    }

    private func append(_ header: BatchHeader, _ bytes: [UInt8]) async throws {
        let file = file
        try await Blocking.run { try file.append(header, bytes) }
        count += 1
    }

    /// Accepts the batch. When the call returns, the batch is stored; it is processed when its turn comes. Waits
    /// while too many batches wait.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError/overloaded(retryAfter:)`` after waiting too long; nothing is kept then.
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
    /// Starts to receive a batch of images for a collection.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)`` and ``EngineError/modelReplaced(_:)``: images
    ///   that can't be embedded are not accepted.
    public func newBatch(in collection: OpenCollection) async throws -> Batch {
        try checkWritable()
        _ = try await embedder.model(of: collection)
        return try await Blocking.run { [self] in try Batch(self, collection.name) }
    }

    /// - Parameter known: a job from before a restart, to be continued.
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

    /// Processes a batch until it is done. If something other than its images prevents that, it gives up its place
    /// and waits: nothing that was accepted is lost.
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
                // Not even the problem can be stored.
                problems.set(
                    .job, context.id, "The batch \(context.id) waits and goes on by itself: \(error)")
            }
            try await patience.wait()
        }
    }
}
