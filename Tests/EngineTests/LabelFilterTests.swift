import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// A filter gives the same answer whether the vector store applies it or takes the ids that it selects.
@Suite(.timeLimit(.minutes(10))) struct LabelFilterTests {
    /// Engines that do the same: vectors in files, which take ids, and in memory, which take filters.
    private struct Pair {
        let data: (local: TemporaryFolder, memory: TemporaryFolder)
        let storage = MemoryStorage()
        let local: Engine
        let memory: Engine

        init() async throws {
            data = (try TemporaryFolder(), try TemporaryFolder())
            local = try await TestEngine.make(data.local.path)
            memory = try await TestEngine.make(data.memory.path, storage: storage)
            let options = CollectionOptions(model: .none, dimension: 3, metric: .l2)
            for engine in [local, memory] { _ = try await engine.createCollection(named: "c", options) }
        }

        func both(_ change: (Engine, OpenCollection) async throws -> Void) async throws {
            for engine in [local, memory] { try await change(engine, engine.collection(named: "c")) }
        }

        /// Images of eight categories and of none, with prices, kinds and gaps.
        func fill() async throws {
            let images = (0..<90).map { number in
                var image = IncomingImage(
                    id: "\(number)",
                    vector: [Float(number * 37 % 90), Float(number * 11 % 23), Float(number % 8) * 4])
                image.attributes = ["price": .int(number % 10)]
                if number % 3 > 0 { image.attributes?["kind"] = number % 3 == 1 ? "shoe" : "boot" }
                image.category = number < 80 ? .named("category \(number % 8)") : .none
                return image
            }
            try await both { engine, collection in _ = try await engine.put(images, in: collection) }
        }
    }

    private static func range(_ lower: JSONValue, _ upper: JSONValue) -> AttributeFilter {
        .range(
            "price",
            AttributeRange(above: .init(lower, isIncluded: true), below: .init(upper, isIncluded: false))!)
    }

    private static let filters: [AttributeFilter?] = [
        nil, range(2, 5), .values("kind", ["shoe", "hat"]), .not(.values("kind", ["shoe"])), .exists("kind"),
        .all([.not(.exists("kind")), range(0, 7)]), .any([.values("price", [9]), .values("kind", ["boot"])]),
        .values("missing", [1]), .all([]),
    ]

    private static let choices: [@Sendable (inout SearchOptions) -> Void] = [
        { _ in }, { $0.categories = [1, 4] }, { $0.categories = [] }, { $0.categories = [2, 77] },
        { $0.nearestCategories = 2 },
        {
            $0.nearestCategories = 1
            $0.categories = [1, 2, 3]
        },
        { $0.offset = 3 },
        {
            $0.offset = 5
            $0.nearestCategories = 3
        },
        { $0.threshold = -900 }, { $0.excluded = [1, 2, 3, 40] },
    ]

    /// All that a search answers, for every filter with every other option.
    private func answers(_ engine: Engine, _ collection: OpenCollection) async throws -> [String] {
        var lines: [String] = []
        for query in [Query.vector([20, 5, 7]), .item("7")] {
            for filter in Self.filters {
                for choose in Self.choices {
                    var options = SearchOptions(topK: 7, filter: filter)
                    choose(&options)
                    let answer = try await engine.search(collection, for: query, options: options)
                    lines.append(
                        answer.matches.map { "\($0.image.id): \($0.score)" }.joined(separator: ", ")
                            + " of \(answer.compared), \(answer.searchedCategories ?? [])"
                            + " \(answer.nearestCategories ?? [])")
                }
            }
        }
        return lines
    }

    private func expectSameAnswers(_ pair: Pair) async throws {
        let expected = try await answers(pair.local, pair.local.collection(named: "c"))
        let asked = await pair.storage.catalogue.selectionCount
        let found = try await answers(pair.memory, pair.memory.collection(named: "c"))
        for (found, expected) in zip(found, expected) { #expect(found == expected) }
        #expect(found.count == expected.count && Set(found).count > 80)
        #expect(await pair.storage.catalogue.selectionCount == asked, "ids were looked up")
    }

    @Test func answersAreTheSame() async throws {
        let pair = try await Pair()
        try await pair.fill()
        try await expectSameAnswers(pair)
        // Labels change without the vector, with it, and in one write with the image.
        try await pair.both { engine, collection in
            for number in stride(from: 0, to: 90, by: 4) {
                _ = try await engine.label(
                    "\(number)", attributes: ["price": .int(number % 7), "kind": "boot"], in: collection)
            }
            for number in stride(from: 1, to: 90, by: 9) {
                _ = try await engine.label(
                    "\(number)", attributes: nil, category: .named("category \(number % 5)"), in: collection)
            }
            for number in stride(from: 2, to: 90, by: 13) {
                let image = IncomingImage(id: "\(number)", vector: [Float(number), 1, 2])
                _ = try await engine.put([image], in: collection)
            }
            var image = IncomingImage(id: "7", vector: [20, 4, 4], attributes: ["kind": "shoe"])
            image.category = .none
            _ = try await engine.put([image], in: collection)
        }
        try await expectSameAnswers(pair)
        try await pair.both { engine, collection in
            for id in ["0", "33", "80"] { try await engine.deleteImage(id, in: collection) }
            #expect(try await engine.deleteImages(matching: Self.range(6, 7), in: collection) > 0)
        }
        try await expectSameAnswers(pair)
    }

    /// Another of the same id has none of its images.
    @Test func aDeletedCategoryHasNoImages() async throws {
        let pair = try await Pair()
        try await pair.fill()
        try await pair.both { engine, collection in
            _ = try await engine.deleteCategory(4, in: collection)
            _ = try await engine.createCategory("again", id: 4, in: collection)
            _ = try await engine.label("9", attributes: nil, category: .id(4), in: collection)
        }
        try await expectSameAnswers(pair)
        let collection = try await pair.memory.collection(named: "c")
        var options = SearchOptions(topK: 50)
        options.categories = [4]
        let answer = try await pair.memory.search(collection, for: .vector([0, 0, 0]), options: options)
        #expect(answer.matches.map(\.image.id) == ["9"] && answer.compared == 1)
    }

    @Test func duplicatesAreThoseOfTheFilter() async throws {
        let pair = try await Pair()
        try await pair.fill()
        var found: [[String]] = []
        try await pair.both { engine, collection in
            let filter = AttributeFilter.not(.values("kind", ["boot"]))
            let page = try await engine.nearDuplicates(
                in: collection, threshold: -30, matching: filter, limit: 500)
            #expect(page.pairs.count > 5)
            found.append(page.pairs.map { "\($0.first.id) \($0.second.id) \($0.score)" })
        }
        #expect(found[0] == found[1])
    }

    /// What the store could not be told is right all the same, and told later: by the next write, or at the opening.
    @Test(arguments: [false, true])
    func labelsThatTheStoreWasNotToldOf(reopens: Bool) async throws {
        let pair = try await Pair()
        try await pair.fill()
        pair.storage.setPublishing(false)
        try await pair.both { engine, collection in
            _ = try await engine.label("5", attributes: ["kind": "shoe"], in: collection)
            _ = try await engine.deleteCategory(2, in: collection)
        }
        #expect(pair.memory.problems.all.map(\.kind) == [.publishing])
        let collection = try await pair.memory.collection(named: "c")
        #expect(collection.view.labels == nil)
        let expected = try await answers(pair.local, pair.local.collection(named: "c"))
        #expect(try await answers(pair.memory, collection) == expected)
        pair.storage.setPublishing(true)
        if reopens {
            let engine = try await TestEngine.make(try TemporaryFolder().path, storage: pair.storage)
            let opened = try await engine.collection(named: "c")
            #expect(opened.view.labels != nil)
            #expect(try await answers(engine, opened) == expected)
        } else {
            try await pair.both { engine, collection in
                _ = try await engine.put([IncomingImage(id: "90", vector: [1, 2, 3])], in: collection)
            }
            #expect(pair.memory.problems.all.isEmpty)
            try await expectSameAnswers(pair)
        }
    }

    /// A change that is not committed leaves labels as they were, also those that the store was told would change.
    @Test func whatIsNotCommittedChangesNoLabels() async throws {
        let pair = try await Pair()
        try await pair.fill()
        await pair.storage.catalogue.setCommitting(false)
        let collection = try await pair.memory.collection(named: "c")
        await #expect(throws: CatalogueError.failed("It is away.")) {
            try await pair.memory.label("5", attributes: ["kind": "hat"], in: collection)
        }
        await pair.storage.catalogue.setCommitting(true)
        try await expectSameAnswers(pair)
        // The next write tells the store that nothing changed: it is given filters again.
        try await pair.both { engine, collection in
            _ = try await engine.put([IncomingImage(id: "90", vector: [1, 2, 3])], in: collection)
        }
        #expect(collection.view.labels != nil)
        try await expectSameAnswers(pair)
    }
}
