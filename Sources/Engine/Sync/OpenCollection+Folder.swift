internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON

extension OpenCollection {
    /// Whether a folder differs from the one that the collection's files came from.
    ///
    /// - Parameters:
    ///   - records: of all its files.
    ///   - replaces: whether a different folder may replace it.
    /// - Throws: ``EngineError/otherFolder(collection:has:asked:)`` if it may not.
    func isOtherFolder(_ directory: String, _ records: [FileRecord], replaces: Bool) throws -> Bool {
        // An interrupted replacement continues.
        guard let own = record.directory, own != directory, !Self.isSame(own, directory) else {
            return record.isReplacingFolder
        }
        // If nothing came from the old folder, nothing can be lost.
        if !replaces, !records.isEmpty {
            throw EngineError.otherFolder(collection: name, has: own, asked: directory)
        }
        return true
    }

    /// Whether two paths lead to the same folder, for example through a link.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }
}

extension CollectionRecord {
    private static let places = "sync_places"
    private static let replacing = "replacing_folder"

    /// Whether another folder is replacing the first: until a sync completes, images of both are there.
    var isReplacingFolder: Bool {
        get { statistics[Self.replacing] == true }
        set { statistics[Self.replacing] = newValue ? true : nil }
    }

    /// Links and mount points below the folder at the last sync.
    var syncPlaces: Set<String> {
        get {
            guard case .array(let paths)? = statistics[Self.places] else { return [] }
            return Set(paths.compactMap(\.stringValue))
        }
        set {
            statistics[Self.places] = newValue.isEmpty ? nil : .array(newValue.sorted().map { .string($0) })
        }
    }
}
