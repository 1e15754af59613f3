import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// What scores are worth.
@Suite(.timeLimit(.minutes(10))) struct LikenessTests {
    /// Forty vectors of clients around four directions, each with its group as an attribute.
    private func groups(in engine: Engine, metric: Metric = .cosine) async throws -> OpenCollection {
        let options = CollectionOptions(model: .none, dimension: 4, metric: metric)
        let collection = try await engine.createCollection(named: "groups", options)
        let images = (0..<40).map { number in
            var vector = [Float](repeating: 0.1 + Float(number % 7) / 50, count: 4)
            vector[number % 4] = 1
            return IncomingImage(
                id: "\(number)", vector: vector, attributes: ["group": .int(number % 4)])
        }
        _ = try await engine.put(images, in: collection)
        return collection
    }

    private func answer(_ engine: Engine, _ collection: OpenCollection) async throws -> SearchAnswer {
        try await engine.search(collection, for: .item("0"), options: SearchOptions(topK: 3))
    }

    @Test func `Labels teach a scale, which answers have from then on`() async throws {
        let data = try TemporaryFolder()
        let scale: LikenessScale
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await groups(in: engine)
            #expect(try await answer(engine, collection).likeness == nil)
            scale = try await engine.calibrate(collection, by: .attribute("group"))
            #expect(scale.method == .labels && scale.images == 40)
            #expect(scale.likeness(of: 0.99) > 0.8)
            #expect(scale.likeness(of: 0.3) < 0.2)
            #expect(try await answer(engine, collection).likeness?.images == 40)
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "groups")
        let kept = try #require(await engine.likeness(in: collection))
        #expect(abs(kept.likeness(of: 0.9) - scale.likeness(of: 0.9)) < 0.001)
        try await engine.forgetCalibration(of: collection)
        #expect(await engine.likeness(in: collection) == nil)
    }

    @Test func `Images of files also teach what copies score`() async throws {
        let world = try await World()
        for seed in 0..<24 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let scale = try await world.engine.calibrate(world.collection, by: nil)
        #expect(scale.method == .neighbours)
        let copies = try #require(scale.samePicture)
        #expect(copies > 0.5 && copies <= 1)
    }

    /// What another model's scores are worth is another question.
    @Test func `A scale counts for the vectors that it was measured with`() async throws {
        let world = try await World.migrating(try OtherModels())
        try await world.upload(1...22)
        _ = try await world.engine.calibrate(try await world.now(), by: nil)
        #expect(await world.engine.likeness(in: try await world.now())?.images == 22)
        _ = try await world.engine.migrate(world.collection, to: "small")
        #expect(await world.engine.likeness(in: try await world.now()) == nil)
        _ = try await world.engine.rollBackMigration(of: try await world.now())
        #expect(await world.engine.likeness(in: try await world.now())?.images == 22)
    }

    @Test func `Too few images, labels or another metric are refused`() async throws {
        let engine = try await TestEngine.make(try TemporaryFolder().path)
        let collection = try await groups(in: engine)
        await #expect(throws: EngineError.self) {
            _ = try await engine.calibrate(collection, by: .attribute("colour"))
        }
        await #expect(throws: EngineError.self) {
            _ = try await engine.calibrate(collection, by: .categories)
        }
        let few = try await engine.createCollection(
            named: "few", CollectionOptions(model: .none, dimension: 2))
        await #expect(throws: EngineError.self) { _ = try await engine.calibrate(few, by: nil) }
        #expect(await engine.likeness(in: collection) == nil)
    }

    @Test func `Distances have no likeness`() async throws {
        let engine = try await TestEngine.make(try TemporaryFolder().path)
        let collection = try await groups(in: engine, metric: .l2)
        await #expect(throws: EngineError.self) {
            _ = try await engine.calibrate(collection, by: .attribute("group"))
        }
    }

    @Test func `The built-in model brings a scale`() async throws {
        let engine = try await TestEngine.make(try TemporaryFolder().path, hasBuiltIn: true) {
            $0.defaultModel = "lookalike-small"
        }
        let collection = try await engine.createCollection(named: "photos")
        let scale = try #require(await engine.likeness(in: collection))
        #expect(scale.problem == nil)
        let threshold = try #require(scale.suggestedThreshold)
        #expect((0.6...0.75).contains(threshold))
        #expect(scale.band(of: 0.99) == .samePicture)
        #expect(scale.band(of: 0.8) == .sameThing)
        #expect(scale.band(of: 0.5) == .unrelated)
    }
}
