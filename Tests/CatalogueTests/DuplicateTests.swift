import Foundation
import LookalikeCatalogue
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DuplicateTests {
    @Test(arguments: Driver.allCases)
    func contentsAreThoseOfReadyImages(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a", "b") { $0.contentHash = "same" }
        try await scene.add("c") { $0.state = .failed }
        try await scene.add("v") { $0.contentHash = "" }
        let contents = try await scene.catalogue.contents(in: scene.collection.recordID)
        #expect(contents.map(\.recordID) == [1, 2, 4])
        #expect(contents.map(\.key) == ["same", "same", "#4"])
        let (catalogue, owner) = (scene.catalogue, scene.collection.recordID)
        #expect(try await catalogue.contentCount(in: owner) == 2)
        func sorted(_ contents: [ContentRecord]) -> [ContentRecord] {
            contents.sorted { $0.recordID < $1.recordID }
        }
        let (first, second) = (
            ContentRecord(recordID: 1, key: "same"), ContentRecord(recordID: 2, key: "same")
        )
        let vector = ContentRecord(recordID: 4, key: "#4")
        #expect(
            sorted(try await catalogue.contents(ofImages: [4, 3, 2, 9], in: owner)) == [second, vector])
        #expect(
            sorted(try await catalogue.firstImages(with: ["same", "#4", "#2", "other"], in: owner))
                == [first, vector])
        #expect(try await catalogue.firstImages(with: ["same", "#4"], in: owner + 1).isEmpty)
        #expect(try await catalogue.contents(ofImages: [1], in: owner + 1).isEmpty)
    }

    @Test(arguments: Driver.allCases)
    func whatWasNotComparedIsListedOncePerContent(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, owner) = (scene.catalogue, scene.collection.recordID)
        try await scene.add("v") { $0.contentHash = "" }
        try await scene.add("b", "a") { $0.contentHash = "same" }
        try await scene.add("c")
        try await scene.add("d") { $0.state = .failed }
        let all = try await catalogue.uncomparedContents(in: owner)
        #expect(all.map(\.recordID) == [1, 2, 4])
        #expect(all.map(\.key) == ["#1", "same", "hash of c"])
        try await catalogue.add(pairs: [], compared: ["same", "#1"], in: owner)
        #expect(try await catalogue.uncomparedContents(in: owner).map(\.key) == ["hash of c"])
    }

    @Test(arguments: Driver.allCases)
    func hashesAreReadFromWhereReadingEnded(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let catalogue = scene.catalogue
        func put(_ content: String, _ byte: UInt8) async throws {
            try await catalogue.put([FingerprintRecord(content: content, hash: [byte], bytes: [byte])])
        }
        func read(after last: Int64?) async throws -> ([String: [UInt8]], Int64) {
            let read = try await catalogue.fingerprintHashes(after: last)
            return (
                Dictionary(read.hashes.map { ($0.content, $0.hash) }, uniquingKeysWith: { $1 }), read.last
            )
        }
        let images = try await scene.add("a", "b", "c")
        #expect(try await read(after: nil) == ([:], 0))
        try await put("hash of a", 1)
        try await put("hash of b", 2)
        let (all, last) = try await read(after: nil)
        #expect(all == ["hash of a": [1], "hash of b": [2]])
        // The same again is nothing new; another one of the same content is.
        try await put("hash of a", 1)
        #expect(try await read(after: last) == ([:], last))
        try await put("hash of a", 3)
        try await put("hash of c", 4)
        let (new, end) = try await read(after: last)
        #expect(new == ["hash of a": [3], "hash of c": [4]])
        #expect(try await catalogue.forgetFingerprints() == 0)
        try await catalogue.apply([.delete(recordID: images[0].recordID)], updating: nil)
        #expect(try await catalogue.forgetFingerprints() == 1)
        #expect(try await read(after: end).0.isEmpty)
        #expect(try await read(after: nil).0 == ["hash of b": [2], "hash of c": [4]])
    }

    @Test(arguments: Driver.allCases)
    func fingerprintsAndImagesAreCounted(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        #expect(try await scene.catalogue.fingerprintCounts() == (0, 0))
        let images = try await scene.add("a", "b", "c")
        try await scene.catalogue.put([
            FingerprintRecord(content: "hash of a", hash: [1], bytes: [1]),
            FingerprintRecord(content: "other", hash: [2], bytes: [2]),
            FingerprintRecord(content: "hash of b", hash: [], bytes: [3]),
        ])
        #expect(try await scene.catalogue.fingerprintCounts() == (2, 3))
        try await scene.catalogue.apply([.delete(recordID: images[2].recordID)], updating: nil)
        #expect(try await scene.catalogue.fingerprintCounts() == (2, 2))
        #expect(try await scene.catalogue.forgetFingerprints() == 1)
        #expect(try await scene.catalogue.fingerprintCounts() == (1, 2))
    }

    @Test(arguments: Driver.allCases)
    func fingerprintsComeWithTheirImagesAndGoAfterThem(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let print = FingerprintRecord(content: "hash of a", hash: [1, 2], bytes: [3, 4, 5])
        let plain = FingerprintRecord(content: "hash of b", hash: [], bytes: [6])
        let images = try await scene.add("a", "b")
        try await scene.catalogue.apply([.fingerprint(print)], updating: nil)
        try await scene.catalogue.put([plain])
        let catalogue = try driver.open(scene.folder)
        #expect(
            try await catalogue.fingerprints(of: ["hash of a", "hash of b", "other"])
                == ["hash of a": [3, 4, 5], "hash of b": [6]])
        #expect(try await catalogue.fingerprintHashes(after: nil).hashes.map(\.content) == ["hash of a"])
        try await catalogue.apply([.delete(recordID: images[0].recordID)], updating: nil)
        try await catalogue.forgetFingerprints()
        #expect(try await catalogue.fingerprints(of: ["hash of a", "hash of b"]) == ["hash of b": [6]])
        #expect(try await catalogue.fingerprintHashes(after: nil).hashes.isEmpty)
    }

    @Test(arguments: Driver.allCases)
    func pairsAreKeptUntilTheyAreForgotten(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let owner = scene.collection.recordID
        #expect(try await !scene.catalogue.hasComparedContents(in: owner))
        let pair = DuplicatePairRecord("b", "a", kind: .edited, score: 0.5)
        let other = DuplicatePairRecord("b", "c", kind: .near, score: 1)
        try await scene.catalogue.add(pairs: [other, pair], compared: ["a", "b"], in: owner)
        try await scene.catalogue.add(pairs: [pair], compared: ["b", "c"], in: owner)
        let catalogue = try driver.open(scene.folder)
        #expect(pair.first == "a" && pair.second == "b")
        #expect(try await catalogue.duplicatePairs(in: owner) == [pair, other])
        #expect(try await catalogue.hasComparedContents(in: owner))
        try await catalogue.forgetDuplicates(in: owner)
        #expect(try await catalogue.duplicatePairs(in: owner).isEmpty)
        #expect(try await !catalogue.hasComparedContents(in: owner))
    }

    @Test(arguments: Driver.allCases)
    func decisionsAreListedLatestFirstAndGoWithTheCollection(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let owner = scene.collection.recordID
        let first = DuplicateDecisionRecord(
            id: "1", choice: .keep, contents: ["b", "a"], kept: ["x, \"y\""], decidedAt: someDay)
        let second = DuplicateDecisionRecord(
            id: "2", choice: .later, contents: ["c"], kept: [], decidedAt: someDay.addingTimeInterval(5))
        try await scene.catalogue.put(first, in: owner)
        try await scene.catalogue.put(second, in: owner)
        #expect(first.contents == ["a", "b"])
        #expect(try await driver.open(scene.folder).duplicateDecisions(in: owner) == [second, first])
        try await scene.catalogue.deleteDecision("2", in: owner)
        #expect(try await scene.catalogue.duplicateDecisions(in: owner) == [first])
        try await scene.catalogue.deleteCollection(owner)
        #expect(try await scene.catalogue.duplicateDecisions(in: owner).isEmpty)
        // Work that ends after its collection has no effect.
        try await scene.catalogue.add(pairs: [], compared: ["a"], in: owner)
        #expect(try await !scene.catalogue.hasComparedContents(in: owner))
    }
}
