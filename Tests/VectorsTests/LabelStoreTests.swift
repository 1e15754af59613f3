import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// What a vector store that keeps labels promises, of every kind of store that does.
@Suite(.timeLimit(.minutes(5))) struct LabelStoreTests {
    private static let drivers: [StoreDriver] = [.memory]

    /// A store, and what it was told.
    private struct LabelScene {
        let folder: Scratch
        let store: any VectorStore
        let labels: any LabelStore
        var known: [Int64: (entry: VectorEntry, vector: [Float], labels: ImageLabels)] = [:]
        var random: Random

        init(_ driver: StoreDriver, seed: UInt64 = 1) throws {
            folder = try Scratch()
            store = try driver.make(in: folder, dimension: 3, metric: .l2)
            labels = try #require(store.labels)
            random = Random(seed)
        }

        mutating func draw() -> ImageLabels {
            var labels = ImageLabels(category: [nil, 1, 2, 3].randomElement(using: &random)!)
            labels.attributes["price"] = [nil, 1, 2.5, "2", .null].randomElement(using: &random)!
            labels.attributes["kind"] = [nil, "shoe", "boot"].randomElement(using: &random)!
            return labels
        }

        mutating func put(_ ids: [Int64]) async throws {
            let vectors = ids.map { _ in random.gaussians(3) }
            let drawn = ids.map { _ in draw() }
            let entries = try await labels.append(ids: ids, vectors: vectors.flatMap { $0 }, labels: drawn)
            #expect(entries.map(\.id) == ids)
            try await store.publish(adding: entries, removing: [])
            for (place, id) in ids.enumerated() { known[id] = (entries[place], vectors[place], drawn[place]) }
        }

        mutating func relabel(_ ids: [Int64]) async throws {
            var changed: [VectorEntry: ImageLabels] = [:]
            for id in ids {
                let drawn = draw()
                guard let entry = known[id]?.entry else { continue }
                known[id]?.labels = drawn
                changed[entry] = drawn
            }
            try await labels.noteRelabelling(Array(changed.keys))
            try await labels.relabel(changed)
        }
    }

    private static let filters: [LabelFilter] = [
        LabelFilter(),
        LabelFilter(attributes: .values("kind", ["shoe", "hat"])),
        LabelFilter(attributes: .values("price", [1, "2"])),
        LabelFilter(attributes: .exists("price")),
        LabelFilter(attributes: .not(.exists("price"))),
        LabelFilter(
            attributes: .range(
                "price",
                AttributeRange(above: .init(1, isIncluded: false), below: .init(3, isIncluded: true))!)),
        LabelFilter(attributes: .any([.values("price", [.null]), .not(.values("kind", ["boot"]))])),
        LabelFilter(categories: [1, 3]),
        LabelFilter(categories: []),
        LabelFilter(attributes: .values("kind", ["boot"]), categories: [2]),
    ]

    /// New and replaced vectors, labels changed alone, removals and compactions, in turn.
    @Test(arguments: drivers)
    func aFilterIsTheIDsThatItSelects(_ driver: StoreDriver) async throws {
        var scene = try LabelScene(driver)
        for round in 0..<12 as Range<Int64> {
            try await scene.put((0..<12).map { ($0 * 5 + round * 7) % 40 })
            try await scene.relabel((0..<40).filter { ($0 + round) % 6 == 0 })
            let removed = scene.known.keys.filter { ($0 + round) % 9 == 0 }
            for id in removed { scene.known[id] = nil }
            try await scene.store.publish(adding: [], removing: removed)
            if round % 4 == 3 {
                _ = try await scene.store.compact(keeping: scene.known.values.map(\.entry))
            }
            try await check(&scene)
        }
    }

    private func check(_ scene: inout LabelScene) async throws {
        let view = scene.store.view
        let labels = try #require(view.labels)
        #expect(try await scene.labels.unsettled().isEmpty)
        let query = scene.random.gaussians(3)
        let excluded = IDSet([3, 5, 8, 1_000])
        var selected = 0
        for filter in Self.filters {
            let ids = scene.known.filter { filter.isSatisfied(by: $0.value.labels) }.keys
            selected += ids.count
            #expect(try await labels.count(where: filter, excluding: []) == ids.count)
            #expect(
                try await labels.count(where: filter, excluding: excluded)
                    == ids.count { !excluded.contains($0) })
            for k in [3, 100] {
                let request = SearchRequest(k: k, excluding: excluded)
                var byIDs = request
                byIDs.allowed = IDSet(ids)
                let found = try await labels.search(query, request, where: filter)[0]
                #expect(try await view.search(query, byIDs)[0] == found)
                var near = request
                near.minimumScore = found.last?.score
                #expect(try await labels.search(query, near, where: filter)[0] == found)
            }
        }
        #expect(selected > scene.known.count)
        await #expect(throws: IndexError.invalidResultCount(0)) {
            try await labels.search(query, SearchRequest(k: 0), where: LabelFilter())
        }
    }

    private static let red = LabelFilter(attributes: .values("colour", ["red"]))
    private static let labelledRed = ImageLabels(attributes: ["colour": "red"])

    private func red(_ view: any VectorView) async throws -> [Int64]? {
        guard let labels = view.labels else { return nil }
        return try await labels.search([0, 0, 0], SearchRequest(k: 10), where: Self.red)[0].map(\.id)
    }

    @Test(arguments: drivers)
    func aViewKeepsItsLabels(_ driver: StoreDriver) async throws {
        let scene = try LabelScene(driver)
        let entries = try await scene.labels.append(
            ids: [1, 2], vectors: [1, 0, 0, 0, 2, 0], labels: [Self.labelledRed, ImageLabels()])
        try await scene.store.publish(entries)
        let before = scene.store.view
        try await scene.labels.noteRelabelling(entries)
        try await scene.labels.relabel([entries[0]: ImageLabels(), entries[1]: Self.labelledRed])
        #expect(try await red(before) == [1])
        #expect(try await red(scene.store.view) == [2])
    }

    /// Between the note and the change searches are better given ids.
    @Test(arguments: drivers)
    func whatIsNotedIsUnsettledUntilItIsRelabelled(_ driver: StoreDriver) async throws {
        let scene = try LabelScene(driver)
        let entries = try await scene.labels.append(
            ids: [1, 2, 3], vectors: [1, 0, 0, 0, 2, 0, 0, 0, 3],
            labels: [Self.labelledRed, Self.labelledRed, ImageLabels()])
        try await scene.store.publish(entries)
        try await scene.labels.noteRelabelling([entries[0], entries[2]])
        #expect(Set(try await scene.labels.unsettled()) == [entries[0], entries[2]])
        #expect(scene.store.view.labels == nil)
        try await scene.store.publish(entries)
        #expect(scene.store.view.labels == nil)
        try await scene.labels.relabel([entries[0]: ImageLabels()])
        #expect(try await scene.labels.unsettled() == [entries[2]])
        #expect(scene.store.view.labels == nil)
        // Gone meanwhile: its labels do not matter, and the note ends.
        try await scene.store.publish(adding: [], removing: [3])
        _ = try await scene.store.compact(keeping: Array(entries.prefix(2)))
        try await scene.labels.relabel([entries[2]: Self.labelledRed])
        #expect(try await scene.labels.unsettled() == [])
        #expect(try await red(scene.store.view) == [2])
    }

    @Test(arguments: drivers)
    func aNewVectorBringsItsOwnLabels(_ driver: StoreDriver) async throws {
        let scene = try LabelScene(driver)
        let first = try await scene.labels.append(ids: [1], vectors: [1, 0, 0], labels: [Self.labelledRed])
        try await scene.store.publish(first)
        let second = try await scene.labels.append(ids: [1], vectors: [0, 1, 0], labels: [ImageLabels()])
        #expect(try await red(scene.store.view) == [1])
        // What has not been published can be relabelled.
        try await scene.labels.noteRelabelling(second)
        try await scene.labels.relabel([second[0]: ImageLabels(attributes: ["colour": "blue"])])
        #expect(try await red(scene.store.view) == [1])
        try await scene.store.publish(second)
        #expect(try await red(scene.store.view) == [])
        let blue = LabelFilter(attributes: .values("colour", ["blue"]))
        #expect(try await scene.store.view.labels?.count(where: blue, excluding: []) == 1)
    }

    /// As where vectors were stored before labels were kept.
    @Test(arguments: drivers)
    func vectorsWithoutLabelsAreUnsettledOncePublished(_ driver: StoreDriver) async throws {
        let scene = try LabelScene(driver)
        let entries = try await scene.store.append(ids: [1, 2], vectors: [1, 0, 0, 0, 1, 0])
        #expect(try await scene.labels.unsettled() == [])
        try await scene.store.publish([entries[0]])
        #expect(try await scene.labels.unsettled() == [entries[0]])
        #expect(scene.store.view.labels == nil)
        try await scene.labels.relabel([entries[0]: Self.labelledRed])
        #expect(try await red(scene.store.view) == [1])
    }

    @Test func filesTakeIDs() throws {
        let folder = try Scratch()
        let store = try StoreDriver.local.make(in: folder, dimension: 3, metric: .l2)
        #expect(store.labels == nil && store.view.labels == nil)
    }
}
