import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DuplicateTests {
    private func open() async throws -> (TemporaryFolder, Engine, OpenCollection) {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        return await (
            data, engine,
            try engine.createCollection(named: "c", CollectionOptions(model: .none, dimension: 2))
        )
    }

    /// Directions in degrees: two within three degrees of each other are duplicates.
    private func add(_ degrees: [Double], _ engine: Engine, _ collection: OpenCollection) async throws {
        let images = degrees.enumerated().map { number, angle in
            let radians = angle * .pi / 180
            return IncomingImage(
                id: "\(number)", vector: [Float(cos(radians)), Float(sin(radians))],
                attributes: ["event": .string(number % 2 == 0 ? "even" : "odd")])
        }
        _ = try await engine.put(images, in: collection)
    }

    @Test func whoWentAwayBeforeTheirTurnStoresNothing() async throws {
        let (folder, engine, collection) = try await open()
        defer { withExtendedLifetime(folder) {} }
        var image = IncomingImage(id: "a", vector: [1, 0])
        image.duplicates = .report
        let writing = Task { [image] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await engine.put(image, in: collection)
        }
        await #expect(throws: CancellationError.self) { try await writing.value }
        #expect(try await engine.images(in: collection, after: 0, limit: 10).isEmpty)
        #expect(try await engine.put(image, in: collection).isNew)
    }

    @Test func manyWhoAskForGroupsGetTheSame() async throws {
        let (folder, engine, collection) = try await open()
        // Each of many readers opens the catalogue, which has to be there still.
        defer { withExtendedLifetime(folder) {} }
        try await add((0..<400).map { Double($0 / 2) }, engine, collection)
        let totals = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await engine.nearDuplicateGroups(in: collection, threshold: 0.999_99, limit: 10).total
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(totals == [200])
    }

    @Test func whoGoesAwayEndsTheScanOnlyForThemselves() async throws {
        let (_, engine, collection) = try await open()
        try await add((0..<3_000).map { Double($0) / 10 }, engine, collection)
        let leaving = Task { try await engine.nearDuplicateGroups(in: collection, threshold: 0.99, limit: 1) }
        let staying = Task { try await engine.nearDuplicateGroups(in: collection, threshold: 0.99, limit: 1) }
        leaving.cancel()
        #expect(try await staying.value.total == 1)
        // After all have gone, the next one begins anew.
        let alone = Task { try await engine.nearDuplicateGroups(in: collection, threshold: 0.98, limit: 1) }
        alone.cancel()
        // Cancelled or, where it was quicker, done: the next one is the same.
        _ = try? await alone.value
        #expect(try await engine.nearDuplicateGroups(in: collection, threshold: 0.98, limit: 1).total == 1)
    }

    private let threshold = 0.9986  // of 3°

    @Test func pairsComeInPages() async throws {
        let (_, engine, collection) = try await open()
        let degrees = [0, 1, 2, 50, 51, 90, 120, 1.5, 52.5, 180]
        try await add(degrees, engine, collection)
        var expected: [[String]] = []
        for a in degrees.indices {
            let later = degrees.indices.filter { $0 > a && abs(degrees[$0] - degrees[a]) < 3 }
            let sorted = later.sorted { abs(degrees[$0] - degrees[a]) < abs(degrees[$1] - degrees[a]) }
            expected += sorted.map { ["\(a)", "\($0)"] }
        }
        for (limit, scanning) in [(100, 100), (2, 100), (1, 3), (3, 1)] {
            var found: [[String]] = []
            var cursor: DuplicateCursor?
            var pages = 0
            repeat {
                pages += 1
                try #require(pages < 1_000)
                let page = try await engine.nearDuplicates(
                    in: collection, threshold: threshold, from: cursor, limit: limit, scanning: scanning)
                #expect(page.pairs.count <= limit)
                found += page.pairs.map { [$0.first.id, $0.second.id] }
                cursor = page.next
            } while cursor != nil
            #expect(found.map { Set($0) } == expected.map { Set($0) })
        }
        let even = try await engine.nearDuplicates(
            in: collection, threshold: threshold, matching: AttributeFilter(["event": ["even"]]), limit: 100)
        #expect(
            even.pairs.map { [$0.first.id, $0.second.id] }
                == expected.filter { $0.allSatisfy { Int($0)! % 2 == 0 } })
    }

    @Test func groupsHangTogether() async throws {
        let (_, engine, collection) = try await open()
        // 0–2–4–6° hang together although 0° and 6° are no pair.
        try await add([0, 90, 2, 45, 6, 91, 4, 170], engine, collection)
        let all = try await engine.nearDuplicateGroups(in: collection, threshold: threshold, limit: 10)
        #expect(all.total == 2 && all.groups.map { $0.map(\.id) } == [["0", "2", "4", "6"], ["1", "5"]])
        let second = try await engine.nearDuplicateGroups(
            in: collection, threshold: threshold, offset: 1, limit: 10)
        #expect(second.total == 2 && second.groups.map { $0.map(\.id) } == [["1", "5"]])
        // What was found before is not said again after a change.
        try await engine.deleteImage("5", in: collection)
        let after = try await engine.nearDuplicateGroups(in: collection, threshold: threshold, limit: 10)
        #expect(after.total == 1)
    }

    @Test func aPictureWithManyCopiesHasAllItsPairs() async throws {
        let (_, engine, collection) = try await open()
        try await add(Array(repeating: 10, count: 300), engine, collection)
        var options = 0
        var cursor: DuplicateCursor?
        var pages = 0
        repeat {
            pages += 1
            try #require(pages < 1_000)
            let page = try await engine.nearDuplicates(
                in: collection, threshold: 0.9999, from: cursor, limit: 10_000)
            options += page.pairs.count
            cursor = page.next
        } while cursor != nil
        #expect(options == 300 * 299 / 2)
        let one = try await engine.nearDuplicates(
            of: "7", in: collection, threshold: 0.9999, offset: 290, limit: 50)
        #expect(one.matches.count == 9)
    }

    @Test func copiesAreToldByTheirBytes() async throws {
        let world = try await World()
        func put(_ seed: UInt64, _ id: String, _ event: String, _ rule: CopyRule = .store) async throws
            -> PutOutcome
        {
            var image = IncomingImage(
                id: id, bytes: try TestPicture.jpeg(seed: seed), attributes: ["event": .string(event)])
            image.copies = rule
            return try await world.engine.put(image, in: world.collection)
        }
        _ = try await put(1, "a", "x")
        _ = try await put(2, "b", "x")
        _ = try await put(1, "c", "y")
        _ = try await put(1, "d", "x")
        let image = try await world.engine.image("a", in: world.collection)
        let filter = AttributeFilter(["event": ["x"]])
        #expect(try await world.engine.exactCopies(of: image, in: world.collection).map(\.id) == ["c", "d"])
        #expect(
            try await world.engine.exactCopies(of: image, in: world.collection, matching: filter).map(\.id)
                == ["d"])
        let all = try await world.engine.exactDuplicates(in: world.collection, limit: 10)
        #expect(all.map { $0.images.map(\.id) } == [["a", "c", "d"]])
        let ofEvent = try await world.engine.exactDuplicates(
            in: world.collection, matching: filter, limit: 10)
        #expect(ofEvent.map { $0.images.map(\.id) } == [["a", "d"]])
        #expect(
            try await world.engine.exactDuplicates(
                in: world.collection, after: image.contentHash, limit: 10
            ).isEmpty)
        let copy = try await put(2, "e", "x", .answerExisting)
        #expect(copy.isCopy && !copy.isNew && copy.image.id == "b")
        #expect(world.collection.count == 4)
    }

    @Test func ofManyCopiesAtOnceOneIsKept() async throws {
        let world = try await World()
        let bytes = try TestPicture.jpeg(seed: 5)
        var image = IncomingImage(bytes: bytes)
        image.copies = .answerExisting
        let outcomes = try await withThrowingTaskGroup(of: PutOutcome.self) { [image] group in
            for _ in 0..<40 {
                group.addTask { try await world.engine.put(image, in: world.collection) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0.isNew } == 1 && outcomes.count { $0.isCopy } == 39)
        #expect(Set(outcomes.map(\.image.recordID)).count == 1 && world.collection.count == 1)
    }
}
