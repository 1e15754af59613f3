import Foundation
import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

/// A catalogue as the first version left it is taken over whole: three pictures, of which the last is broken.
@Suite(.timeLimit(.minutes(10))) struct MigrationTests {
    private func open() throws -> (TemporaryFolder, SQLiteCatalogue) {
        let folder = try TemporaryFolder()
        let file = URL(fileURLWithPath: "\(Fixtures.folder)/catalogue-1.sqlite")
        let path = try folder.write([UInt8](Data(contentsOf: file)), to: "catalogue.sqlite")
        return (folder, try SQLiteCatalogue(path: path))
    }

    @Test func recordsAndAttributesAreKept() async throws {
        let (folder, catalogue) = try open()
        defer { withExtendedLifetime(folder) {} }
        let collection = try #require(try await catalogue.collection(named: "old"))
        #expect(collection.model == "tiny" && collection.dimension == 192 && collection.indexKind == "flat")
        #expect(collection.preparation == .standard && collection.settings.isEmpty)
        let images = try await catalogue.images(in: collection.recordID, after: 0, limit: 10)
        #expect(images.map(\.id) == ["a", "b", "c"])
        #expect(images[0].attributes == ["colour": "red", "size": 3] && images[0].category == nil)
        #expect(images[0].vector == 0 && images[2].state == .failed)
        #expect(images.allSatisfy { $0.mark == nil })
        // Its folder is its first root.
        #expect(collection.roots.map(\.path) == ["/pictures"])
        #expect(images.map(\.root) == [1, 1, 1].map { Int64($0) } && collection.roots[0].id == 1)
        #expect(
            try await catalogue.counts(in: collection.recordID) == ImageCounts(ready: 2, failed: 1, bytes: 30)
        )
    }

    @Test func filtersAndNewThingsWork() async throws {
        let (folder, catalogue) = try open()
        defer { withExtendedLifetime(folder) {} }
        let collection = try #require(try await catalogue.collection(named: "old"))
        let red = AttributeFilter(["colour": ["red"]])
        // The third is broken, and had its attributes in the index.
        #expect(try await catalogue.recordIDs(matching: red, in: collection.recordID) == [1])
        #expect(
            try await catalogue.recordIDs(
                matching: AttributeFilter(["size": [3, 4]]), in: collection.recordID) == [1, 2])
        var broken = try await catalogue.images(recordIDs: [3])[0]
        (broken.state, broken.vector, broken.mark) = (.ready, 2, "A part is missing.")
        try await catalogue.apply([.put(broken)], updating: nil)
        #expect(try await catalogue.images(recordIDs: [3])[0].mark == "A part is missing.")
        #expect(try await catalogue.recordIDs(matching: red, in: collection.recordID) == [1, 3])
        #expect(try await catalogue.reserveRecordIDs(1).lowerBound == 4)
        let cats = CategoryRecord(id: 1, name: "cats", createdAt: someDay)
        try await catalogue.apply([], categories: [.create(cats)], of: collection.recordID, updating: nil)
        #expect(try await catalogue.categories(in: collection.recordID) == [cats])
    }
}
