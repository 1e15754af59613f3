import Foundation
import LookalikeCatalogue
import LookalikeJSON
import Synchronization
import TestSupport
import Testing

/// A kind of catalogue; every test of this target runs against each.
enum Driver: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, memory

    var testDescription: String { rawValue }

    /// Opens the catalogue that a folder stands for, making it where there is none.
    func open(_ folder: TemporaryFolder) throws -> any Catalogue {
        switch self {
        case .sqlite: try SQLiteCatalogue(path: folder.path + "/catalogue.sqlite")
        case .memory:
            Self.inMemory.withLock { catalogues in
                let catalogue = catalogues[folder.path] ?? MemoryCatalogue()
                catalogues[folder.path] = catalogue
                return catalogue
            }
        }
    }

    /// By the paths of the folders that they stand for: opening one again gives the same.
    private static let inMemory = Mutex<[String: MemoryCatalogue]>([:])
}

/// Whole seconds: what every database keeps exactly.
let someDay = Date(timeIntervalSince1970: 1_750_000_000)

/// An empty catalogue with one collection.
struct Scene {
    let folder: TemporaryFolder
    let catalogue: any Catalogue
    let collection: CollectionRecord

    init(_ driver: Driver) async throws {
        folder = try TemporaryFolder()
        catalogue = try driver.open(folder)
        collection = try await catalogue.create(.sample("products"))
    }

    /// Stores images with these ids, which get record ids 1, 2, …
    @discardableResult
    func add(_ ids: String..., adjust: (inout ImageRecord) -> Void = { _ in }) async throws -> [ImageRecord] {
        let recordIDs = try await catalogue.reserveRecordIDs(ids.count)
        let images = zip(recordIDs, ids).map { recordID, id in
            var image = ImageRecord.sample(recordID, id, in: collection)
            adjust(&image)
            return image
        }
        try await catalogue.apply(images.map(ImageChange.put), updating: nil)
        return images
    }

    func ids() async throws -> [String: Int64] {
        let images = try await catalogue.images(in: collection.recordID, after: 0, limit: 1_000)
        return Dictionary(uniqueKeysWithValues: images.map { ($0.id, $0.recordID) })
    }
}

extension CollectionRecord {
    static func sample(_ name: String) -> CollectionRecord {
        CollectionRecord(
            name: name, model: "tiny", dimension: 192, metric: "cosine", indexKind: "flat",
            roots: [RootRecord(path: "/pictures", addedAt: someDay)], vectorStore: "first", createdAt: someDay
        )
    }
}

extension ImageRecord {
    static func sample(_ recordID: Int64, _ id: String, in collection: CollectionRecord) -> ImageRecord {
        ImageRecord(
            recordID: recordID, collection: collection.recordID, id: id, source: .file, path: id + ".jpg",
            root: collection.roots.first?.id, name: id + ".jpg",
            mediaType: "image/jpeg", width: 64, height: 48, bytes: 1_000, contentHash: "hash of \(id)",
            attributes: [:], state: .ready,
            signature: FileSignature(size: 1_000, modified: 1, changed: 2, inode: .max), vector: recordID - 1,
            createdAt: someDay, updatedAt: someDay)
    }
}
