import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// The pages of one search: nothing twice, nothing left out, whatever happens meanwhile.
@Suite(.timeLimit(.minutes(10))) struct PagingTests {
    static let count = 12_000

    /// One of a few hundred directions: most images share theirs with dozens of others.
    private static func vector(_ i: Int) -> [Float] {
        let steps = [i * 7 % 6, i * 5 % 5, i * 3 % 4, i % 3]
        return steps.map { Float($0) - 1.5 }
    }

    private static func filled(
        _ data: String, _ kind: IndexKind = .flat, count: Int = count
    ) async throws -> (Engine, OpenCollection) {
        let engine = try await TestEngine.make(data)
        var options = CollectionOptions(model: .none, dimension: 4)
        options.indexKind = kind
        let collection = try await engine.createCollection(named: "c", options)
        _ = try await engine.put(
            (0..<count).map {
                IncomingImage(id: "\($0)", vector: vector($0), attributes: ["n": .int($0 % 3)])
            },
            in: collection)
        return (engine, collection)
    }

    private static let query = Query.vector([1, 0.9, 0.2, -0.4])

    private static func ids(_ page: SearchPage) -> [String] { page.answer.matches.map(\.image.id) }

    /// - Parameter between: called before each page after the first.
    private static func allPages(
        _ engine: Engine, _ collection: OpenCollection, _ options: PageOptions,
        between: (Int) async throws -> Void = { _ in }
    ) async throws -> [[String]] {
        var page = try await engine.page(collection, for: query, options: options)
        var pages = [ids(page)]
        while let next = page.next {
            try await between(pages.count)
            page = try await engine.page(collection, after: next, size: options.size)
            pages.append(ids(page))
        }
        return pages
    }

    @Test(arguments: [IndexKind.flat, .hnsw, .ivfflat])
    func allPagesAreOneLargeRequest(_ kind: IndexKind) async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await Self.filled(data.path, kind)
        let made = try await engine.index(collection)
        #expect(made.kind.rawValue == kind.rawValue)
        let all = try await engine.search(
            collection, for: Self.query, options: SearchOptions(topK: Self.count)
        ).matches.map(\.image.id)
        #expect(all.count == Self.count)
        let pages = try await Self.allPages(engine, collection, PageOptions(size: 170))
        #expect(pages.dropLast().allSatisfy { $0.count == 170 })
        let union = pages.flatMap { $0 }
        #expect(union.count == Self.count && Set(union) == Set(all))
        // What an index missed on the first page comes on the second.
        let first = Set(pages[0])
        #expect(Array(union.dropFirst(170)) == all.filter { !first.contains($0) })
        if kind == .flat { #expect(union == all) }
    }

    @Test func filtersAndThresholdsEndThePages() async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await Self.filled(data.path, count: 3_000)
        let search = SearchOptions(topK: 3_000, threshold: 0.5, filter: .values("n", [1]))
        let all = try await engine.search(collection, for: Self.query, options: search).matches.map(
            \.image.id)
        #expect(all.count > 50 && all.count < 1_000)
        let pages = try await Self.allPages(engine, collection, PageOptions(size: 7, search))
        #expect(pages.flatMap { $0 } == all)
        #expect(pages.dropLast().allSatisfy { $0.count == 7 })
    }

    @Test func changesBetweenPagesRepeatNothingAndLoseNothing() async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await Self.filled(data.path, count: 2_000)
        var deleted: Set<String> = []
        let pages = try await Self.allPages(engine, collection, PageOptions(size: 90)) { number in
            // One is added that is better than all, one that is worse than most; one of those to come goes.
            let new = [IncomingImage(id: "best-\(number)", vector: [1, 0.9, 0.2, -0.4])]
            _ = try await engine.put(
                new + [IncomingImage(id: "late-\(number)", vector: [-1, -0.9, -0.2, 0.5])], in: collection)
            let gone = "\(number * 83)"
            try await engine.deleteImage(gone, in: collection)
            deleted.insert(gone)
        }
        let given = pages.flatMap { $0 }
        #expect(Set(given).count == given.count)
        let present = Set(try await engine.images(in: collection, after: 0, limit: 10_000).map(\.id))
        #expect(present.subtracting(given).isEmpty)
        #expect(Set(given).subtracting(present).isSubset(of: deleted))
        #expect(pages.dropLast().allSatisfy { $0.count == 90 })
    }

    @Test func theSamePageIsTheSameAgain() async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await Self.filled(data.path, count: 500)
        let options = PageOptions(size: 20)
        let first = try await engine.page(collection, for: Self.query, options: options)
        let cursor = try #require(first.next)
        #expect(try SearchCursor("\(cursor)") == cursor)
        let second = try await engine.page(collection, after: cursor, size: 20)
        _ = try await engine.page(collection, after: try #require(second.next), size: 20)
        let again = try await engine.page(collection, after: cursor, size: 20)
        #expect(Self.ids(again) == Self.ids(second))
        // With the query it is the same page.
        let asked = try await engine.page(collection, for: Self.query, options: options, after: cursor)
        #expect(Self.ids(asked) == Self.ids(second))
    }

    @Test func aSearchThatIsNotKeptGoesOnWithItsQuery() async throws {
        let data = try TemporaryFolder()
        var cursors: [SearchCursor] = []
        var options = PageOptions(size: 40)
        var byDate = options
        byDate.order = .name
        var given: [[String]] = []
        do {
            let (engine, collection) = try await Self.filled(data.path, count: 600)
            for options in [options, byDate] {
                let first = try await engine.page(collection, for: Self.query, options: options)
                let second = try await engine.page(collection, after: try #require(first.next), size: 40)
                given.append(Self.ids(first) + Self.ids(second))
                cursors.append(try #require(second.next))
            }
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        for (place, used) in [options, byDate].enumerated() {
            await #expect(throws: EngineError.cursorExpired) {
                try await engine.page(collection, after: cursors[place], size: 40)
            }
            var page = try await engine.page(
                collection, for: Self.query, options: used, after: cursors[place])
            var all = given[place] + Self.ids(page)
            while let next = page.next {
                page = try await engine.page(collection, after: next, size: 40)
                all += Self.ids(page)
            }
            #expect(all.count == 600 && Set(all).count == 600)
        }
        options.search.threshold = 0.3
        await #expect(throws: EngineError.self) {
            try await engine.page(collection, for: Self.query, options: options, after: cursors[0])
        }
    }

    @Test func cursorsOfSomethingElseAreRefused() async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await Self.filled(data.path, count: 100)
        let page = try await engine.page(collection, for: Self.query, options: PageOptions(size: 10))
        let other = try await engine.createCollection(
            named: "other", CollectionOptions(model: .none, dimension: 4))
        await #expect(throws: EngineError.invalidCursor("it is of another collection")) {
            try await engine.page(other, after: try #require(page.next), size: 10)
        }
        for text in ["", "x", "AAAA", String(repeating: "A", count: 60), "💥"] {
            #expect(throws: EngineError.self) { try SearchCursor(text) }
        }
    }
}
