import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SearchTests {
    private func world(_ count: Int = 40) async throws -> World {
        let world = try await World()
        for seed in 0..<count {
            _ = try await world.engine.put(
                TestPicture.jpeg(seed: UInt64(seed)), as: "\(seed)", name: nil,
                attributes: ["parity": seed.isMultiple(of: 2) ? "even" : "odd", "n": .int(seed)],
                in: world.collection)
        }
        return world
    }

    @Test func theFirstFiveAreThoseOfFifteen() async throws {
        let world = try await world()
        for seed in 0..<5 as Range<UInt64> {
            let subject = try Query.image(TestPicture.jpeg(seed: seed + 500))
            let five = try await world.engine.search(world.collection, for: subject, options: .init(topK: 5))
            let fifteen = try await world.engine.search(
                world.collection, for: subject, options: .init(topK: 15))
            #expect(five.matches.map(\.image.recordID) == fifteen.matches.prefix(5).map(\.image.recordID))
            #expect(five.matches.map(\.score) == fifteen.matches.prefix(5).map(\.score))
            #expect(fifteen.matches.map(\.score) == fifteen.matches.map(\.score).sorted(by: >))
            #expect(fifteen.compared == 40)
        }
    }

    @Test func aFilterGivesAsManyAsThereAre() async throws {
        let world = try await world()
        let subject = try Query.image(TestPicture.jpeg(seed: 1))
        func count(_ k: Int, _ filter: [String: [JSONValue]]) async throws -> [Int] {
            let options = SearchOptions(topK: k, filter: AttributeFilter(filter))
            let answer = try await world.engine.search(world.collection, for: subject, options: options)
            return [answer.matches.count, answer.compared]
        }
        #expect(try await count(15, ["parity": ["even"]]) == [15, 20])
        #expect(try await count(100, ["parity": ["even"]]) == [20, 20])
        #expect(try await count(5, ["n": [3, 4, 5], "parity": ["odd"]]) == [2, 2])
        #expect(try await count(5, ["n": [99]]) == [0, 0])
    }

    @Test func aPictureOfTheCollectionIsNotItsOwnMatch() async throws {
        let world = try await world(10)
        let answer = try await world.engine.search(
            world.collection, for: .item("3"), options: .init(topK: 100))
        #expect(answer.matches.count == 9 && answer.compared == 9)
        #expect(!answer.matches.map(\.image.id).contains("3"))
        let odd = SearchOptions(topK: 100, filter: AttributeFilter(["parity": ["odd"]]))
        let even = SearchOptions(topK: 100, filter: AttributeFilter(["parity": ["even"]]))
        #expect(try await world.engine.search(world.collection, for: .item("3"), options: odd).compared == 4)
        #expect(
            try await world.engine.search(world.collection, for: .item("3"), options: even).compared == 5)
    }

    @Test func thresholdsCut() async throws {
        let world = try await world(10)
        let subject = try Query.image(TestPicture.jpeg(seed: 3))
        let answer = try await world.engine.search(
            world.collection, for: subject, options: SearchOptions(topK: 10, threshold: 0.9999))
        #expect(answer.matches.map(\.image.id) == ["3"])
    }

    @Test func whatIsNotThereIsSaid() async throws {
        let world = try await world(1)
        await #expect(throws: EngineError.unknownImage("x", collection: "products")) {
            _ = try await world.engine.search(world.collection, for: .item("x"), options: .init())
        }
        for vector in [
            [1, 2, 3], [], Array(repeating: 1, count: 384), Array(repeating: Float.nan, count: 192),
        ] as [[Float]] {
            await #expect(throws: EngineError.self) {
                _ = try await world.engine.search(world.collection, for: .vector(vector), options: .init())
            }
        }
        await #expect(throws: EngineError.self) {
            let subject = Query.vector(Array(repeating: 1, count: 192))
            _ = try await world.engine.search(world.collection, for: subject, options: .init(topK: 0))
        }
        await #expect(throws: EngineError.unknownCollection("x")) {
            try await world.engine.collection(named: "x")
        }
    }

    @Test func aCollectionWhoseModelIsGoneNamesIt() async throws {
        let data = try TemporaryFolder()
        do { _ = try await TestEngine.make(data.path).createCollection(named: "c") }
        let engine = try await TestEngine.make(data.path) { $0.modelFolders = [] }
        let collection = try await engine.collection(named: "c")
        await #expect(throws: EngineError.modelNotInstalled(model: "tiny", collection: "c")) {
            let subject = try Query.image(TestPicture.jpeg(seed: 1))
            _ = try await engine.search(collection, for: subject, options: .init())
        }
    }

    @Test func searchesAreWholeWhilePicturesComeAndGo() async throws {
        let world = try await world(30)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for seed in 0..<20 { try await world.engine.deleteImage("\(seed)", in: world.collection) }
            }
            group.addTask {
                for _ in 0..<60 {
                    let vector = Query.vector(Array(repeating: 1, count: 192))
                    let answer = try await world.engine.search(
                        world.collection, for: vector, options: .init(topK: 10))
                    #expect(answer.matches.count == 10)
                }
            }
            try await group.waitForAll()
        }
    }
}
