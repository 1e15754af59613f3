import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import Synchronization
import TestSupport
import Testing

/// However an image comes in, it is treated the same.
@Suite(.timeLimit(.minutes(10))) struct IntakeTests {
    private struct Lost: Error {}

    @Test func severalComeInTogetherOrNotAtAll() async throws {
        let world = try await World()
        let (engine, collection) = (world.engine, world.collection)
        var read = IncomingImage(id: "read", name: "read.jpg", category: .named("Shoes")) {
            try TestPicture.jpeg(seed: 2)
        }
        read.externalID = 7
        let outcomes = try await engine.put(
            [
                IncomingImage(id: "sent", bytes: try TestPicture.jpeg(seed: 1)), read,
                IncomingImage(id: "vector", vector: [Float](repeating: 0.5, count: 192)),
            ], in: collection)
        #expect(outcomes.map(\.image.id) == ["sent", "read", "vector"])
        #expect(outcomes.map(\.image.source) == [.upload, .upload, .vector])
        #expect(outcomes[1].image.externalID == 7 && outcomes[1].image.category != nil)
        #expect(try await world.finds(1, "sent"))
        #expect(try await world.finds(2, "read"))
        let whole = IncomingImage(id: "new", bytes: try TestPicture.jpeg(seed: 3))
        await #expect(throws: PictureError.self) {
            _ = try await engine.put([whole, IncomingImage(id: "b", bytes: [1, 2, 3])], in: collection)
        }
        await #expect(throws: EngineError.self) {
            _ = try await engine.put([whole, IncomingImage(id: "b", vector: [1])], in: collection)
        }
        await #expect(throws: Lost.self) {
            _ = try await engine.put(
                [whole, IncomingImage(id: "b", name: nil) { throw Lost() }], in: collection)
        }
        #expect(collection.count == 3)
        await #expect(throws: EngineError.unknownImage("new", collection: "products")) {
            _ = try await engine.image("new", in: collection)
        }
    }

    @Test func aBatchReadsItsImagesAndTakesNoVectors() async throws {
        let world = try await World()
        let batch = try await world.engine.newBatch(in: world.collection)
        try await batch.add(IncomingImage(id: "a", name: "a.jpg") { try TestPicture.jpeg(seed: 1) })
        await #expect(throws: EngineError.self) {
            try await batch.add(IncomingImage(id: "v", vector: [Float](repeating: 0.5, count: 192)))
        }
        await #expect(throws: Lost.self) {
            try await batch.add(IncomingImage(id: "b", name: nil) { throw Lost() })
        }
        let job = try await world.engine.jobs.finished(try await batch.start().id)
        #expect(job.batchReport?.results.map(\.imageID) == ["a"])
        #expect(try await world.finds(1, "a"))
    }

    /// Written before `IncomingImage` was there.
    @Test func aBatchOfTheProgramBeforeIsDone() async throws {
        let data = try TemporaryFolder()
        do { _ = try await World(data: data) }
        let headers = [
            #"{"key":"a","category":{"unchanged":{}},"copies":true}"#,
            #"""
            {"attributes":{"n":1},"category":{"named":{"_0":"Shoes"}},"code":"ab-1","copies":false,"externalID":7,
             "key":"b","name":"b.jpg"}
            """#,
            #"{"key":"c","category":{"none":{}},"copies":true,"problem":"It is no picture."}"#,
        ]
        var items: [UInt8] = []
        for (seed, header) in headers.enumerated() {
            let bytes = seed == 2 ? [] : try TestPicture.jpeg(seed: UInt64(seed))
            for count in [header.utf8.count, bytes.count] {
                withUnsafeBytes(of: UInt64(count).littleEndian) { items += Array($0) }
            }
            items += Array(header.utf8) + bytes
        }
        let id = UUID().uuidString.lowercased()
        try data.write(items, to: "jobs/\(id)/items")
        try data.write(
            Array(#"{"collection":"products","total":3}"#.utf8), to: "jobs/\(id)/accepted.json")
        let engine = try await TestEngine.make(data.path)
        let adopted = try await engine.adoptOrphan("jobs/\(id)")
        #expect(adopted.images == 2 && adopted.failed == 1)
        let collection = try await engine.collection(named: "products")
        #expect(try await engine.image("a", in: collection).name == "a")
        let image = try await engine.image("b", in: collection)
        #expect(image.name == "b.jpg" && image.attributes == ["n": 1])
        #expect(image.externalID == 7 && image.code == "ab-1")
        let shoes = try #require(engine.category(named: "Shoes", in: collection))
        #expect(image.category == shoes.id)
    }

    /// A run of the network that fails concerns one image: the others go on, and it is not remembered as broken.
    @Test func oneRunThatFailsStopsNoOtherImage() async throws {
        let (data, pictures) = (try TemporaryFolder(), try TemporaryFolder())
        let backend = FailingBackend()
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data.path
        configuration.modelFolders = [Fixtures.models]
        configuration.defaultModel = "tiny"
        let engine = try await Engine(configuration, purpose: "a test", backend: backend, builtIn: [])
        let collection = try await engine.createCollection(named: "c")
        let files = try (0..<4 as Range<UInt64>).map {
            try pictures.write(TestPicture.jpeg(seed: $0), to: "\($0).jpg")
        }

        backend.failNext()
        var (places, failed) = ([Int](), 0)
        let model = try await engine.embedder.model(named: "tiny")
        try await engine.embedder.embed(files: files, with: model) { place, outcome in
            places.append(place)
            if case .unreadable = outcome { failed += 1 }
        }
        #expect(places == [0, 1, 2, 3] && failed == 1)

        backend.failNext()
        let report = try await engine.sync(collection, directory: pictures.path)
        #expect(report.added == 3 && report.failed == 0 && report.problems.count == 1)
        #expect(try await engine.sync(collection, directory: pictures.path).added == 1)

        backend.failNext()
        let imported = try await engine.importImages(
            2, into: collection, progress: { _ in },
            item: { place in
                IncomingImage(id: "import \(place)", name: nil) {
                    try TestPicture.jpeg(seed: 10 + UInt64(place))
                }
            })
        #expect(imported.added == 1 && imported.failed == 1)

        // A batch has accepted its images: it tries again.
        backend.failNext()
        let batch = try await engine.newBatch(in: collection)
        for seed in 20..<22 as Range<UInt64> {
            try await batch.add(IncomingImage(id: "\(seed)", bytes: TestPicture.jpeg(seed: seed)))
        }
        #expect(try await engine.jobs.finished(try await batch.start().id).batchReport?.indexed == 2)
        #expect(collection.count == 7)
    }
}

/// A network in Swift of which single runs fail.
private final class FailingBackend: EmbeddingBackend {
    let nativePrecision = Precision.f32
    private let failures = Mutex(0)

    func failNext() { failures.withLock { $0 += 1 } }

    fileprivate func takesFailure() -> Bool {
        failures.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }

    func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork {
        FailingNetwork(backend: self, inputCount: model.inputCount, dimension: model.dimension)
    }
}

private struct FailingNetwork: EmbeddingNetwork {
    let backend: FailingBackend
    let inputCount: Int
    let dimension: Int
    let batchSizes = [1]
    let precision = Precision.f32

    /// Means of neighbours, which tell the tests' pictures apart.
    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        if backend.takesFailure() { throw .inferenceFailed(model: "failing", detail: "this once") }
        let width = inputCount / dimension
        return inputs.map { input in
            (0..<dimension).map { input[($0 * width)..<(($0 + 1) * width)].reduce(0, +) / Float(width) }
        }
    }
}
