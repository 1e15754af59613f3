import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeVectors
import TestSupport
import Testing

/// Near-identical results are one, and results come in other orders than by score.
@Suite(.timeLimit(.minutes(10))) struct FoldingTests {
    /// Groups of images: the members of one differ by a fraction of a degree, groups by 20.
    private static func filled(groups: Int, members: Int) async throws -> (
        TemporaryFolder, Engine, OpenCollection
    ) {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.createCollection(
            named: "c", CollectionOptions(model: .none, dimension: 3))
        var images: [IncomingImage] = []
        for member in 0..<members {
            for group in 0..<groups {
                let angle = (Double(group) * 20 + Double(member) * 0.01) * .pi / 180
                images.append(
                    IncomingImage(
                        id: "\(group)-\(member)", vector: [Float(cos(angle)), Float(sin(angle)), 0],
                        name: "image \(groups - group)"))
            }
        }
        _ = try await engine.put(images, in: collection)
        return (data, engine, collection)
    }

    private static func ids(_ page: SearchPage) -> [String] { page.answer.matches.map(\.image.id) }

    @Test func groupsBecomeOneResultEach() async throws {
        let (_, engine, collection) = try await Self.filled(groups: 9, members: 150)
        var options = PageOptions(size: 4)
        options.isFolded = true
        var page = try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        #expect(Self.ids(page) == ["0-0", "1-0", "2-0", "3-0"])
        let copies = try #require(page.copies)
        #expect(copies.map(\.count) == [149, 149, 149, 149])
        #expect(copies[1].ids == (1...ImageCopies.mostIDs).map { "1-\($0)" })
        page = try await engine.page(collection, after: try #require(page.next), size: 4)
        #expect(Self.ids(page) == ["4-0", "5-0", "6-0", "7-0"])
        page = try await engine.page(collection, after: try #require(page.next), size: 4)
        #expect(Self.ids(page) == ["8-0"] && page.next == nil)
    }

    @Test func copiesThatComeLaterAreNoResultsOfTheirOwn() async throws {
        let (_, engine, collection) = try await Self.filled(groups: 9, members: 3)
        var options = PageOptions(size: 3)
        options.isFolded = true
        let first = try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        _ = try await engine.put([IncomingImage(id: "new", vector: [1, 0.0001, 0])], in: collection)
        let second = try await engine.page(collection, after: try #require(first.next), size: 3)
        #expect(Self.ids(second) == ["3-0", "4-0", "5-0"])
    }

    @Test func theThresholdSaysWhatIsNearIdentical() async throws {
        let (_, engine, collection) = try await Self.filled(groups: 9, members: 2)
        var options = PageOptions(size: 20)
        (options.isFolded, options.foldThreshold) = (true, 0.93)
        // 20 degrees are within it, 40 are not.
        let together = try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        #expect(Self.ids(together) == ["0-0", "2-0", "4-0", "6-0", "8-0"])
        #expect(together.copies?.map(\.count) == [3, 3, 3, 3, 1])
    }

    @Test func anotherMetricNeedsAThreshold() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.createCollection(
            named: "c", CollectionOptions(model: .none, dimension: 2, metric: .l2))
        _ = try await engine.put(
            [[0, 0], [0, 0.1], [3, 0]].enumerated().map { IncomingImage(id: "\($0)", vector: $1) },
            in: collection)
        var options = PageOptions(size: 5)
        options.isFolded = true
        await #expect(throws: EngineError.self) {
            try await engine.page(collection, for: .vector([0, 0]), options: options)
        }
        let pair = try await engine.search(collection, for: .item("0"), options: SearchOptions(topK: 1))
        options.foldThreshold = Double(try #require(pair.matches.first).score) - 0.001
        let page = try await engine.page(collection, for: .vector([0, 0]), options: options)
        #expect(Self.ids(page) == ["0", "2"])
    }

    @Test func namesAreSortedInsideTheCutOff() async throws {
        let (_, engine, collection) = try await Self.filled(groups: 9, members: 1)
        var options = PageOptions(size: 2, SearchOptions(threshold: 0.45))
        options.order = .name
        var page = try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        // 0, 20, 40 and 60 degrees; their names are image 9 to image 6.
        #expect(page.answer.matches.map(\.image.name) == ["image 6", "image 7"])
        page = try await engine.page(collection, after: try #require(page.next), size: 2)
        #expect(page.answer.matches.map(\.image.name) == ["image 8", "image 9"] && page.next == nil)
        (options.isReversed, options.among, options.size) = (true, 3, 10)
        page = try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        #expect(page.answer.matches.map(\.image.name) == ["image 9", "image 8", "image 7"])
    }

    @Test func numbersInNamesAreNumbers() async throws {
        let (_, engine, collection) = try await Self.filled(groups: 12, members: 1)
        var options = PageOptions(size: 20, SearchOptions(threshold: -1))
        options.order = .name
        let page = try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        #expect(page.answer.matches.map(\.image.name) == (1...12).map { "image \($0)" })
    }

    @Test func filesAreSortedByWhenTheyWereModified() async throws {
        let world = try await World()
        for (seed, name) in [(1, "a.jpg"), (2, "b.jpg"), (3, "c.jpg")] { try world.draw(UInt64(seed), name) }
        for (name, day) in [("a.jpg", 2), ("b.jpg", 3), ("c.jpg", 1)] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(day) * 86_400)],
                ofItemAtPath: "\(world.pictures.path)/\(name)")
        }
        try await world.sync()
        var options = PageOptions(size: 2, SearchOptions(threshold: -1))
        options.order = .date
        let query = Query.image(try TestPicture.jpeg(seed: 1))
        let page = try await world.engine.page(world.collection, for: query, options: options)
        #expect(page.answer.matches.map(\.image.name) == ["b.jpg", "a.jpg"])
        let next = try #require(page.next)
        let last = try await world.engine.page(world.collection, after: next, size: 2)
        #expect(last.answer.matches.map(\.image.name) == ["c.jpg"])
        options.isReversed = true
        let oldest = try await world.engine.page(world.collection, for: query, options: options)
        #expect(oldest.answer.matches.map(\.image.name) == ["c.jpg", "a.jpg"])
    }

    @Test func sortedResultsAreFoldedToo() async throws {
        let (_, engine, collection) = try await Self.filled(groups: 5, members: 4)
        var options = PageOptions(size: 3, SearchOptions(threshold: -1))
        (options.isFolded, options.order) = (true, .name)
        var page = try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        #expect(Self.ids(page) == ["4-0", "3-0", "2-0"])
        #expect(page.copies?.map(\.count) == [3, 3, 3])
        page = try await engine.page(collection, after: try #require(page.next), size: 3)
        #expect(Self.ids(page) == ["1-0", "0-0"] && page.next == nil)
        options.among = PageOptions.mostSortedAndFolded + 1
        await #expect(throws: EngineError.self) {
            try await engine.page(collection, for: .vector([1, 0, 0]), options: options)
        }
    }
}
