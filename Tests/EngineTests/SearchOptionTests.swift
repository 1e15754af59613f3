import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SearchOptionTests {
    private static func make(_ count: Int = 60) async throws -> (TemporaryFolder, Engine, OpenCollection) {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.createCollection(
            named: "c", CollectionOptions(model: .none, dimension: 2))
        let images = (0..<count).map { number in
            let angle = Double(number) * .pi / 180
            return IncomingImage(
                id: "\(number)", vector: [Float(cos(angle)), Float(sin(angle))],
                attributes: ["tenth": .bool(number % 10 == 0)])
        }
        _ = try await engine.put(images, in: collection)
        return (data, engine, collection)
    }

    private static func ids(
        _ engine: Engine, _ collection: OpenCollection, _ subject: Query = .vector([1, 0]),
        _ adjust: (inout SearchOptions) -> Void = { _ in }
    ) async throws -> [String] {
        var options = SearchOptions(topK: 5)
        adjust(&options)
        return try await engine.search(collection, for: subject, options: options).matches.map(\.image.id)
    }

    @Test func pagesFollowEachOther() async throws {
        let (_, engine, collection) = try await Self.make()
        #expect(try await Self.ids(engine, collection) { $0.offset = 3 } == ["3", "4", "5", "6", "7"])
        #expect(try await Self.ids(engine, collection) { $0.offset = 58 } == ["58", "59"])
        #expect(try await Self.ids(engine, collection) { $0.offset = .max } == [])
        #expect(
            try await Self.ids(engine, collection) {
                $0.offset = 2
                $0.filter = AttributeFilter(["tenth": [true]])
            } == ["20", "30", "40", "50"])
    }

    @Test func excludedOnesMakeRoom() async throws {
        let (_, engine, collection) = try await Self.make()
        let ids = [
            try await engine.image("0", in: collection).recordID,
            try await engine.image("2", in: collection).recordID,
        ]
        #expect(try await Self.ids(engine, collection) { $0.excluded = ids } == ["1", "3", "4", "5", "6"])
        #expect(try await Self.ids(engine, collection, .item("1")) { $0.excluded = ids }.first == "3")
    }

    @Test func whatIsKnownIsNotSearchedAgainUntilAWrite() async throws {
        let (_, engine, collection) = try await Self.make()
        func ask(_ adjust: (inout SearchOptions) -> Void = { _ in }) async throws -> SearchAnswer {
            var options = SearchOptions(topK: 3)
            adjust(&options)
            return try await engine.cachedSearch(collection, for: .vector([1, 0]), options: options)
        }
        #expect(try await !ask().isCached)
        #expect(try await ask().isCached)
        #expect(try await ask().matches.map(\.image.id) == ["0", "1", "2"])
        // Every part of the question counts.
        for adjust in [
            { $0.topK = 4 }, { $0.threshold = 0.5 }, { $0.offset = 1 }, { $0.excluded = [1] },
            { $0.filter = AttributeFilter(["tenth": [true]]) }, { $0.categories = [] },
            { $0.nearestCategories = 1 },
        ] as [(inout SearchOptions) -> Void] {
            #expect(try await !ask(adjust).isCached)
            #expect(try await ask(adjust).isCached)
        }
        let statistics = engine.searchCacheStatistics
        #expect(statistics.hits == 9 && statistics.misses == 8 && statistics.count == 8)
        // Every kind of write counts.
        for write in 0..<4 {
            switch write {
            case 0:
                let image = IncomingImage(id: "new", vector: [1, 0.001])
                _ = try await engine.put(image, in: collection)
            case 1: _ = try await engine.label("0", attributes: ["said": 1], in: collection)
            case 2: try await engine.deleteImage("new", in: collection)
            default: _ = try await engine.createCategory("cat", in: collection)
            }
            let fresh = try await ask()
            let same = try await engine.search(
                collection, for: .vector([1, 0]), options: SearchOptions(topK: 3))
            #expect(!fresh.isCached && fresh.matches.map(\.image) == same.matches.map(\.image))
            #expect(try await ask().isCached)
        }
        // Nor is an answer given again by a collection that was made anew under the same name.
        try await engine.deleteCollection(named: "c")
        let again = try await engine.createCollection(
            named: "c", CollectionOptions(model: .none, dimension: 2))
        let empty = try await engine.cachedSearch(
            again, for: .vector([1, 0]), options: SearchOptions(topK: 3))
        #expect(!empty.isCached && empty.matches.isEmpty)
    }

    /// Swift takes the two spellings of "é" for equal texts.
    @Test func textsThatDifferInBytesAreTwoFilters() async throws {
        let (_, engine, collection) = try await Self.make(1)
        for (id, spelling) in [("composed", "caf\u{E9}"), ("decomposed", "cafe\u{301}")] {
            let image = IncomingImage(id: id, vector: [1, 1], attributes: ["place": .string(spelling)])
            _ = try await engine.put([image], in: collection)
        }
        func ask(_ filter: AttributeFilter) async throws -> [String] {
            try await engine.cachedSearch(
                collection, for: .vector([1, 1]), options: SearchOptions(topK: 3, filter: filter)
            ).matches.map(\.image.id)
        }
        for _ in 0..<2 {
            #expect(try await ask(.values("place", ["caf\u{E9}"])) == ["composed"])
            #expect(try await ask(.values("place", ["cafe\u{301}"])) == ["decomposed"])
            #expect(
                try await ask(.all([.exists("place"), .not(.values("place", ["caf\u{E9}"]))])) == [
                    "decomposed"
                ])
            #expect(try await ask(.exists("place")) == ["composed", "decomposed"])
        }
    }

    @Test func theCacheKeepsWhatWasUsedLast() {
        let cache = LRUCache<Int, String>(maximumWeight: 30)
        for number in 0..<3 { cache.insert("\(number)", for: number, weight: 10) }
        #expect(cache.value(0) == "0")
        cache.insert("3", for: 3, weight: 10)
        #expect([0, 1, 2, 3].map { cache.value($0) } == ["0", nil, "2", "3"])
        cache.insert("2 again", for: 2, weight: 25)
        #expect([0, 2, 3].map { cache.value($0) } == [nil, "2 again", nil])
        cache.insert("too heavy", for: 5, weight: 31)
        #expect(cache.value(5) == nil)
        #expect(cache.statistics.count == 1 && cache.statistics.weight == 25)
        cache.removeAll()
        #expect(cache.value(2) == nil && cache.statistics.weight == 0)
        let brief = LRUCache<Int, Int>(maximumWeight: 10, lifetime: .zero)
        brief.insert(1, for: 1, weight: 1)
        #expect(brief.value(1) == nil)
    }
}
