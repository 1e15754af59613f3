internal import LookalikeCatalogue

/// Which images of a collection have which contents. They are looked up in the catalogue when they are needed, or all read
/// at once where most are needed.
struct ContentTable: Sendable {
    private let catalogue: any Catalogue
    private let collection: Int64
    private var keys: [Int64: String] = [:]
    private var firsts: [String: Int64] = [:]

    init(of collection: OpenCollection) {
        (catalogue, self.collection) = (collection.catalogue, collection.recordID)
    }

    /// Reads all.
    mutating func readAll() async throws {
        for content in try await catalogue.contents(in: collection) {
            keys[content.recordID] = content.key
            if firsts[content.key] == nil { firsts[content.key] = content.recordID }
        }
    }

    /// The record ids of the first image of each content, as far as they were read, ascending.
    var readImages: [Int64] { firsts.values.sorted() }

    /// The content keys of images, by record id; without those that are not in the collection.
    func keys(of images: some Sequence<Int64>) async throws -> [Int64: String] {
        var found: [Int64: String] = [:]
        var missing: Set<Int64> = []
        for image in images {
            if let key = keys[image] { found[image] = key } else { missing.insert(image) }
        }
        if missing.isEmpty { return found }
        let read = try await catalogue.contentKeys(ofImages: missing.sorted(), in: collection)
        return found.merging(read) { $1 }
    }

    /// Those of the contents that an image of the collection has, with the record id of the first one.
    func firstImages(with contents: some Sequence<String>) async throws -> [String: Int64] {
        var found: [String: Int64] = [:]
        var missing: Set<String> = []
        for content in contents {
            if let image = firsts[content] { found[content] = image } else { missing.insert(content) }
        }
        if missing.isEmpty { return found }
        let read = try await catalogue.firstImages(with: missing.sorted(), in: collection)
        return found.merging(read) { $1 }
    }
}
