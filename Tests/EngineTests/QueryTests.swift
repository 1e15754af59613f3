import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikePictures
import LookalikeVectors
import TestSupport
import Testing

/// Queries of several parts.
@Suite(.timeLimit(.minutes(10))) struct QueryTests {
    /// Sixty vectors, a degree apart.
    private static func circle() async throws -> (TemporaryFolder, Engine, OpenCollection) {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.createCollection(
            named: "c", CollectionOptions(model: .none, dimension: 2))
        let images = (0..<60).map { number in
            let angle = Double(number) * .pi / 180
            return IncomingImage(id: "\(number)", vector: [Float(cos(angle)), Float(sin(angle))])
        }
        _ = try await engine.put(images, in: collection)
        return (data, engine, collection)
    }

    /// Pictures 0, 1, … of the seeds of their names.
    private static func world(_ count: Int = 12) async throws -> World {
        let world = try await World()
        for seed in 0..<count {
            _ = try await world.engine.put(
                TestPicture.jpeg(seed: UInt64(seed)), as: "\(seed)", name: nil, attributes: nil,
                in: world.collection)
        }
        return world
    }

    @Test func partsPullAndPushByTheirWeights() async throws {
        let (_, engine, collection) = try await Self.circle()
        let cases: [([Query.Part], String)] = [
            ([.init(.item("10")), .init(.item("20"))], "15"),
            ([.init(.item("10"), weight: 4), .init(.item("20"))], "12"),
            ([.init(.item("10"), weight: 2), .init(.item("20"), weight: 0.5)], "12"),
            ([.init(.item("30")), .init(.item("40"), isNegative: true)], "20"),
            ([.init(.vector([1, 0])), .init(.item("30"), weight: 7)], "26"),
            ([.init(.vector([0, 5])), .init(.vector([0.5, 0]))], "45"),
        ]
        for (parts, best) in cases {
            let answer = try await engine.search(
                collection, for: Query(parts), options: SearchOptions(topK: 60))
            #expect(answer.matches.first?.image.id == best, "\(parts)")
            // What the query is made of is no result, liked or not.
            let items = parts.compactMap { if case .item(let id) = $0.source { id } else { nil } }
            #expect(answer.matches.count == 60 - items.count && answer.compared == 60 - items.count)
            #expect(!answer.matches.contains { items.contains($0.image.id) })
        }
    }

    @Test func whatGivesNoQueryIsRefused() async throws {
        let (_, engine, collection) = try await Self.circle()
        let refused: [[Query.Part]] = [
            [], [.init(.item("1"), isNegative: true)], [.init(.item("1"), weight: 0)],
            [.init(.item("1"), weight: -1)], [.init(.item("1")), .init(.item("2"), weight: .infinity)],
            [.init(.vector([1, 0])), .init(.vector([-3, 0]))],
        ]
        for parts in refused {
            let error = await #expect(throws: EngineError.self) {
                _ = try await engine.search(collection, for: Query(parts), options: SearchOptions(topK: 1))
            }
            guard case .invalidQuery = error else {
                Issue.record("\(String(describing: error)) of \(parts)")
                continue
            }
        }
        let error = await #expect(throws: EngineError.self) {
            let query = Query([.init(.item("1")), .init(.vector([1, 2, 3]))])
            _ = try await engine.search(collection, for: query, options: SearchOptions(topK: 1))
        }
        #expect(error?.description.contains("number 2 has 3 numbers") == true)
        await #expect(throws: EngineError.unknownImage("x", collection: "c")) {
            let query = Query([.init(.item("1")), .init(.item("x"), isNegative: true)])
            _ = try await engine.search(collection, for: query, options: SearchOptions(topK: 1))
        }
    }

    /// Pictures, items and vectors together are searched by what the rule makes of their vectors.
    @Test func allKindsOfPartsTogether() async throws {
        let world = try await Self.world()
        let (engine, collection) = (world.engine, world.collection)
        func unit(_ id: String) async throws -> [Double] {
            let vector = try #require(try await world.vector(id)).map(Double.init)
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / norm }
        }
        let query = await Query([
            .init(.image(try TestPicture.jpeg(seed: 1))), .init(.item("2"), weight: 3),
            .init(.vector(try #require(try world.vector("3"))), weight: 0.5, isNegative: true),
            .init(.image(try TestPicture.jpeg(seed: 4)), weight: 1.5, isNegative: true),
        ])
        let (a, b, c, d) = try await (unit("1"), unit("2"), unit("3"), unit("4"))
        let byHand = a.indices.map { i in
            Float(2 * (0.25 * a[i] + 0.75 * b[i]) - (0.25 * c[i] + 0.75 * d[i]))
        }
        let answer = try await engine.search(collection, for: query, options: SearchOptions(topK: 20))
        var options = SearchOptions(topK: 20)
        options.excluded = await [try world.recordID("2")]
        let expected = try await engine.search(collection, for: .vector(byHand), options: options)
        #expect(answer.matches.map(\.image.id) == expected.matches.map(\.image.id))
        for (found, wanted) in zip(answer.matches, expected.matches) {
            #expect(abs(found.score - wanted.score) < 1e-5)
        }
    }

    @Test func whichPictureCannotBeReadIsSaid() async throws {
        let world = try await Self.world(1)
        let query = Query([
            .init(.image(try TestPicture.jpeg(seed: 0))), .init(.item("0")), .init(.image([0, 0, 0])),
        ])
        let error = await #expect(throws: EngineError.self) {
            _ = try await world.engine.search(world.collection, for: query, options: SearchOptions(topK: 1))
        }
        #expect(error?.description.contains("Image 2 of it: This is not an image") == true)
    }

    /// Two pictures side by side: each half finds its own.
    @Test func aRegionFindsWhatIsInIt() async throws {
        let world = try await Self.world()
        let halves = [TestPicture.pixels(seed: 5), TestPicture.pixels(seed: 8)]
        var bytes: [UInt8] = []
        for y in 0..<48 { for half in halves { bytes += half.bytes[3 * 64 * y..<3 * 64 * (y + 1)] } }
        let both = try JPEGEncoder.encode(PixelBuffer(width: 128, height: 48, bytes: bytes), quality: 92)
        for (x, id) in [(0, "5"), (0.5, "8")] {
            let region = try ImageRegion(x: x, y: 0, width: 0.5, height: 1)
            let answer = try await world.engine.search(
                world.collection, for: .image(both, region: region), options: SearchOptions(topK: 1))
            #expect(answer.matches.first?.image.id == id)
            #expect(answer.matches.first.map { $0.score > 0.99 } == true)
        }
        // The cache of embeddings knows a region from the whole.
        let whole = try await world.engine.search(
            world.collection, for: .image(both), options: SearchOptions(topK: 1))
        #expect(whole.matches.first.map { $0.score < 0.99 } == true)
        // As a part, it is weighed like any other.
        let region = try ImageRegion(x: 0.5, y: 0, width: 0.5, height: 1)
        let mixed = Query([.init(.image(both, region: region), weight: 9), .init(.item("5"))])
        let answer = try await world.engine.search(
            world.collection, for: mixed, options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.image.id == "8")
    }

    @Test func everyPartIsOfTheCacheKey() async throws {
        let world = try await Self.world(4)
        let (one, two) = try (TestPicture.jpeg(seed: 1), TestPicture.jpeg(seed: 2))
        let (left, top) = try (
            ImageRegion(x: 0, y: 0, width: 0.5, height: 1), ImageRegion(x: 0, y: 0, width: 1, height: 0.5)
        )
        let vector = try #require(try await world.vector("1"))
        let queries: [Query] = [
            .image(one), .image(two), .image(one, region: left), .image(one, region: top),
            .item("1"), .item("2"), .vector(vector), .vector(vector.map { 2 * $0 }),
            Query([.init(.image(one)), .init(.item("2"))]),
            Query([.init(.image(one)), .init(.item("3"))]),
            Query([.init(.image(one), weight: 2), .init(.item("2"))]),
            Query([.init(.image(one)), .init(.item("2"), weight: 2)]),
            Query([.init(.image(one)), .init(.item("2"), isNegative: true)]),
            Query([.init(.image(one), isNegative: true), .init(.item("2"))]),
            Query([.init(.image(one, region: left)), .init(.item("2"))]),
            Query([.init(.image(one)), .init(.image(two))]),
            Query([.init(.image(one)), .init(.image(two)), .init(.vector(vector))]),
        ]
        func ask(_ query: Query) async throws -> SearchAnswer {
            try await world.engine.cachedSearch(
                world.collection, for: query, options: SearchOptions(topK: 3))
        }
        for (position, query) in queries.enumerated() {
            #expect(try await !ask(query).isCached, "\(position)")
        }
        for (position, query) in queries.enumerated() {
            #expect(try await ask(query).isCached, "\(position)")
        }
        let whole = try ImageRegion(x: 0, y: 0, width: 1, height: 1)
        #expect(try await ask(.image(one, region: whole)).isCached)
    }

    /// Each of two pictures waits in the network for the other: one after the other they would wait for ever.
    @Test func picturesAreEmbeddedTogetherAndCopiesOnce() async throws {
        let data = try TemporaryFolder()
        let meeting = Meeting()
        let backend = FunctionBackend { inputs, dimension throws(EmbeddingError) in
            guard meeting.attend() else {
                throw .inferenceFailed(model: "meeting", detail: "the other picture did not come")
            }
            return inputs.map { Array($0.prefix(dimension)) }
        }
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data.path
        configuration.modelFolders = [Fixtures.models]
        configuration.defaultModel = "tiny"
        configuration.workers = 2
        let engine = try await Engine(configuration, purpose: "a test", backend: backend, builtIn: [])
        let collection = try await engine.createCollection(named: "c")
        meeting.expect(2)
        let (one, two) = try (TestPicture.jpeg(seed: 1), TestPicture.jpeg(seed: 2))
        let query = Query([.init(.image(one)), .init(.image(two)), .init(.image(one), isNegative: true)])
        let answer = try await engine.search(collection, for: query, options: SearchOptions(topK: 1))
        #expect(answer.matches.isEmpty)
        #expect(meeting.visits == 2)
    }
}

/// A place where several threads wait for each other.
private final class Meeting: @unchecked Sendable {
    // Sound: `condition` is locked wherever the others are used.
    private let condition = NSCondition()
    private var expected = 1
    private var present = 0
    private var count = 0

    var visits: Int { condition.withLock { count } }

    func expect(_ number: Int) { condition.withLock { expected = number } }

    /// - Returns: false where the others did not come.
    func attend() -> Bool {
        condition.withLock {
            present += 1
            count += 1
            condition.broadcast()
            let end = Date(timeIntervalSinceNow: 60)
            while present < expected { if !condition.wait(until: end) { return false } }
            return true
        }
    }
}
