internal import LookalikeCatalogue

/// Which images of a collection have which contents. They are looked up in the catalogue when they are needed, or all read
/// at once where most are needed.
struct ContentTable: Sendable {
    private let catalogue: any Catalogue
    private let collection: Int64
    private var contents: [Int64: ContentRecord] = [:]
    private var firsts: [String: Int64] = [:]

    init(of collection: OpenCollection) {
        (catalogue, self.collection) = (collection.catalogue, collection.recordID)
    }

    /// Reads all.
    mutating func readAll() async throws {
        for content in try await catalogue.contents(in: collection) {
            contents[content.recordID] = content
            if firsts[content.key] == nil { firsts[content.key] = content.recordID }
        }
    }

    /// The record ids of the first image of each content, as far as they were read, ascending.
    var readImages: [Int64] { firsts.values.sorted() }

    /// The contents of images, by record id; without those that are not in the collection.
    func contents(of images: some Sequence<Int64>) async throws -> [Int64: ContentRecord] {
        var found: [Int64: ContentRecord] = [:]
        var missing: Set<Int64> = []
        for image in images {
            if let content = contents[image] { found[image] = content } else { missing.insert(image) }
        }
        if missing.isEmpty { return found }
        for content in try await catalogue.contents(ofImages: missing.sorted(), in: collection) {
            found[content.recordID] = content
        }
        return found
    }

    /// The first image of the collection with each of these content keys, by key; without those that no image has.
    func firstImages(with keys: some Sequence<String>) async throws -> [String: ContentRecord] {
        var found: [String: ContentRecord] = [:]
        var missing: Set<String> = []
        for key in keys {
            if let content = firsts[key].flatMap({ contents[$0] }) {
                found[key] = content
            } else {
                missing.insert(key)
            }
        }
        if missing.isEmpty { return found }
        for content in try await catalogue.firstImages(with: missing.sorted(), in: collection) {
            found[content.key] = content
        }
        return found
    }
}
