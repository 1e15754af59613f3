internal import Foundation
internal import LookalikeCatalogue

/// The uploaded images that a copy of the catalogue refers to, compared with those that were copied.
struct KeptUploads {
    /// Paths of uploads that the catalogue refers to and that were not copied.
    private(set) var missing: [String] = []
    /// Paths of copied ones that it does not refer to, and that came after it or had gone before it.
    private(set) var unused: Set<String> = []
    private(set) var collections = 0

    private static let page = 5_000

    /// - Parameters:
    ///   - catalogue: the copy's path.
    ///   - copied: paths below the data folder.
    ///   - passing: those of them that came or went while the catalogue was copied.
    init(
        _ catalogue: String, _ data: DataDirectory, copied: Set<String>, passing: Set<String>
    ) async throws {
        // Nothing is known of an older version's records: all that was copied is kept.
        guard let opened = try SQLiteCatalogue.ofThisVersion(catalogue) else { return }
        for record in try await opened.collections() {
            collections += 1
            try await compare(record.recordID, opened, data, copied, passing)
        }
    }

    private mutating func compare(
        _ recordID: Int64, _ catalogue: SQLiteCatalogue, _ data: DataDirectory, _ copied: Set<String>,
        _ passing: Set<String>
    ) async throws {
        let uploads = data.uploads(recordID)
        let prefix = uploads.folder.dropFirst(data.path.count + 1) + "/"
        var unused = passing.filter { $0.hasPrefix(prefix) && !$0.hasPrefix("\(prefix)pending/") }
        var last: Int64 = 0
        while true {
            let images = try await catalogue.images(in: recordID, after: last, limit: Self.page)
            guard let end = images.last else { break }
            last = end.recordID
            for image in images where image.source == .upload && !image.contentHash.isEmpty {
                let path = String(uploads.path(image.contentHash).dropFirst(data.path.count + 1))
                if copied.contains(path) { unused.remove(path) } else { missing.append(path) }
            }
        }
        self.unused.formUnion(unused)
    }
}

extension SQLiteCatalogue {
    /// Opens a catalogue for reading; nil if an older version of Lookalike made it.
    static func ofThisVersion(_ path: String) throws(CatalogueError) -> SQLiteCatalogue? {
        do {
            return try SQLiteCatalogue(path: path, migrates: false)
        } catch {
            if case .outdated = error { return nil }
            throw error
        }
    }
}
