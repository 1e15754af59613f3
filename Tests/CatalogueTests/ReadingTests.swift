import Foundation
import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReadingTests {
    @Test(arguments: Driver.allCases)
    func picturesComeInTheOrderOfTheIDsAsked(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a", "b", "c")
        #expect(try await scene.catalogue.images(recordIDs: [3, 99, 1]).map(\.id) == ["c", "a"])
    }

    @Test(arguments: Driver.allCases)
    func pagesFollowEachOther(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("c", "b", "a")
        let first = try await scene.catalogue.images(in: scene.collection.recordID, after: 0, limit: 2)
        let second = try await scene.catalogue.images(
            in: scene.collection.recordID, after: first[1].recordID, limit: 2)
        #expect((first + second).map(\.id) == ["c", "b", "a"])
    }

    @Test(arguments: Driver.allCases)
    func vectorsComeByTheirReferences(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a", "b", "c") { $0.vector = 10 - $0.recordID }
        await #expect(
            try scene.catalogue.vectors(in: scene.collection.recordID) == [
                VectorRecord(recordID: 3, reference: 7), VectorRecord(recordID: 2, reference: 8),
                VectorRecord(recordID: 1, reference: 9),
            ])
    }

    @Test(arguments: Driver.allCases)
    func filesComeByTheBytesOfTheirPaths(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        // Two ways to write é are two files; upper case comes before lower; a slash between a hyphen and letters.
        try await scene.add("é", "e\u{301}", "b/c", "b-c", "bc", "Z")
        try await scene.add("upload") { ($0.source, $0.path) = (.upload, nil) }
        let paths = try await scene.catalogue.files(in: scene.collection.recordID).map { Array($0.path.utf8) }
        #expect(paths == ["Z", "b-c", "b/c", "bc", "e\u{301}", "é"].map { Array(($0 + ".jpg").utf8) })
    }

    @Test(arguments: Driver.allCases)
    func countsFollowEveryChange(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let images = try await scene.add("a", "b", "c")
        func counts() async throws -> ImageCounts {
            try await scene.catalogue.counts(in: scene.collection.recordID)
        }
        #expect(try await counts() == ImageCounts(ready: 3, failed: 0, bytes: 3_000))
        var broken = images[1]
        (broken.state, broken.vector, broken.bytes) = (.failed, nil, 10)
        try await scene.catalogue.apply([.put(broken), .delete(recordID: 1)], updating: nil)
        #expect(try await counts() == ImageCounts(ready: 1, failed: 1, bytes: 1_010))
        try await scene.catalogue.apply([.put(images[1])], updating: nil)
        #expect(try await counts() == ImageCounts(ready: 2, failed: 0, bytes: 2_000))
    }

    @Test(arguments: Driver.allCases)
    func contentsAreFoundByHash(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("file")
        try await scene.add("broken") { ($0.state, $0.vector) = (.failed, nil) }
        try await scene.add("upload") { ($0.source, $0.path) = (.upload, nil) }
        let recordID = scene.collection.recordID
        #expect(
            try await scene.catalogue.readyImage(contentHash: "hash of file", in: recordID)?.id == "file")
        #expect(try await scene.catalogue.readyImage(contentHash: "hash of broken", in: recordID) == nil)
        let hashes = ["hash of file", "hash of upload", "of nobody"]
        #expect(try await scene.catalogue.uploads(among: hashes, in: recordID) == ["hash of upload"])
        #expect(try await scene.catalogue.uploads(among: hashes, in: recordID + 1) == [])
    }

    @Test(arguments: Driver.allCases)
    func idsAreGivenOnce(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let catalogue = scene.catalogue
        let ranges = try await withThrowingTaskGroup(of: Range<Int64>.self) { group in
            for count in 1...20 { group.addTask { try await catalogue.reserveRecordIDs(count) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let recordIDs = ranges.flatMap { Array($0) }
        #expect(recordIDs.count == 210 && Set(recordIDs).count == 210)
        // Also where what they were for is gone.
        let last = try await scene.catalogue.reserveRecordIDs(1).lowerBound
        let reopened = try driver.open(scene.folder)
        #expect(try await reopened.reserveRecordIDs(1).lowerBound > last)
    }

    @Test(arguments: Driver.allCases)
    func idsOfAnotherCatalogueArePassed(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        _ = try await scene.catalogue.reserveRecordIDs(3)
        try await scene.catalogue.passRecordIDs(1_000)
        #expect(try await scene.catalogue.reserveRecordIDs(2).lowerBound > 1_000)
        let end = try await scene.catalogue.endOfRecordIDs()
        #expect(end > 1_002)
        // It never goes back.
        try await scene.catalogue.passRecordIDs(10)
        #expect(try await scene.catalogue.endOfRecordIDs() >= end)
        #expect(try await scene.catalogue.reserveRecordIDs(1).lowerBound > 1_002)
    }

    @Test(arguments: Driver.allCases)
    func readersSeeWholeChangesOnly(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let images = try await scene.add("a", "b")
        let catalogue = scene.catalogue
        let collection = scene.collection
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<50 as Range<Int64> {
                    var (first, second) = (images[0], images[1])
                    (first.vector, second.vector) = (2 * round, 2 * round + 1)
                    try await catalogue.apply([.put(first), .put(second)], updating: nil)
                }
            }
            group.addTask {
                for _ in 0..<200 {
                    let vectors = try await catalogue.vectors(in: collection.recordID).map(\.reference)
                    #expect(vectors.count == 2 && vectors[1] == vectors[0] + 1)
                }
            }
            try await group.waitForAll()
        }
    }
}
