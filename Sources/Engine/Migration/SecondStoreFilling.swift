internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeWorkThreads

/// Makes the vectors that a second store lacks. What was made stays, so it can be stopped at any moment; images that
/// change meanwhile are lacking again and found by the next pass.
struct SecondStoreFilling {
    let collection: OpenCollection
    let second: SecondStore
    let embedder: Embedder
    /// The model of the second store; asked for when the first image has to be embedded.
    let model: @Sendable () async throws -> LoadedModel
    /// Called when images are done.
    let report: @Sendable (_ done: Int) async -> Void
    /// Images that can't be embedded, by record id.
    private(set) var unavailable: [Int64: Failure] = [:]
    /// Vectors of the second store that are not outdated, about.
    private(set) var done = 0

    private static let window = Intake.Window(count: 96, bytes: 128 << 20)
    private static let commitSize = 256
    private static let commitInterval: Duration = .seconds(1)

    /// An image that can't be embedded.
    struct Failure: Sendable {
        /// Its record's when that was found.
        let vector: Int64?
        let example: UnavailableImages.Example
    }

    private enum Outcome: Sendable {
        case made(ImageRecord, [Float])
        case unavailable(ImageRecord, UnavailableImages.Example)
    }

    init(
        _ collection: OpenCollection, _ second: SecondStore, _ embedder: Embedder,
        model: @escaping @Sendable () async throws -> LoadedModel,
        report: @escaping @Sendable (_ done: Int) async -> Void
    ) {
        (self.collection, self.second, self.embedder) = (collection, second, embedder)
        (self.model, self.report) = (model, report)
    }

    /// Goes through the images once and embeds those that the second store lacks.
    ///
    /// - Returns: how many were made.
    /// - Throws: ``EngineError``, ``/LookalikeEmbedding/EmbeddingError``, `CancellationError`.
    mutating func pass() async throws -> Int {
        done = try await collection.catalogue.migratedCount(in: collection.recordID)
        await report(done)
        var made: [(image: ImageRecord, vector: [Float])] = []
        var (count, lastCommit) = (0, ContinuousClock.now)
        let images = LackingImages(collection, passingOver: unavailable)
        let (collection, second, embedder, model) = (collection, second, embedder, model)
        let bytes = ImageBytes(collection: collection, limits: embedder.limits)
        try await Intake(window: Self.window, isOrdered: false).run(images) { image, _ in
            try await Self.outcome(of: image, bytes, embedder, model, in: collection)
        } each: { _, outcome in
            try collection.checkNotDeleted()
            switch outcome {
            case .made(let image, let vector): made.append((image, vector))
            case .unavailable(let image, let example):
                unavailable[image.recordID] = Failure(vector: image.vector, example: example)
            }
            if made.count >= Self.commitSize || ContinuousClock.now - lastCommit > Self.commitInterval {
                try await second.add(made, of: collection)
                (count, done, lastCommit) = (count + made.count, done + made.count, .now)
                made = []
                await report(done)
            }
        }
        try await second.add(made, of: collection)
        (count, done) = (count + made.count, done + made.count)
        await report(done)
        return count
    }

    private static func outcome(
        of image: ImageRecord, _ bytes: ImageBytes, _ embedder: Embedder,
        _ model: @Sendable () async throws -> LoadedModel, in collection: OpenCollection
    ) async throws -> Outcome {
        let read = await Blocking.run {
            Result { () throws(ImageBytes.Unavailable) in try bytes.read(image) }
        }
        let content: [UInt8]
        switch read {
        case .success(let bytes): content = bytes
        case .failure(let failure):
            return .unavailable(
                image, .init(id: image.id, reason: failure.reason, detail: failure.detail))
        }
        let model = try await model()
        let made = try await FaultPolicy.patient.attempt {
            try await embedder.embed(
                content, with: model, priority: .bulk, preparation: collection.record.preparation
            ).vector
        }
        return switch made {
        case .success(let vector): .made(image, vector)
        case .failure(let refusal):
            .unavailable(image, .init(id: image.id, reason: .unreadable, detail: refusal.sentence))
        }
    }
}

/// The images that a second store lacks, a page at a time.
private struct LackingImages: ImageSource {
    private let collection: OpenCollection
    private let known: [Int64: SecondStoreFilling.Failure]
    private var page: ArraySlice<ImageRecord> = []
    private var last: Int64 = 0
    private var isAtEnd = false

    init(_ collection: OpenCollection, passingOver known: [Int64: SecondStoreFilling.Failure]) {
        (self.collection, self.known) = (collection, known)
    }

    mutating func next() async throws -> ImageRecord? {
        while true {
            if let image = page.popFirst() {
                // Another vector than before may have come with other bytes.
                if let failure = known[image.recordID], failure.vector == image.vector { continue }
                return image
            }
            if isAtEnd { return nil }
            page = try await collection.catalogue.imagesToMigrate(
                in: collection.recordID, after: last, limit: 500)[...]
            guard let end = page.last?.recordID else {
                isAtEnd = true
                continue
            }
            last = end
        }
    }

    func weight(of image: ImageRecord) -> Int { image.bytes }
}
