internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// Records in a file of SQLite, vectors in files of the collections' folders: all below the data folder.
struct LocalStorage: Storage {
    let data: DataDirectory

    func openCatalogue(_ access: VectorFile.Access) async throws -> any Catalogue {
        try await data.openCatalogue(access)
    }

    func makeVectors(
        of record: CollectionRecord, metric: Metric, index: IndexSettings
    ) async throws -> any VectorStore {
        let folder = data.vectors(of: record)
        do {
            return try await Blocking.run {
                try DurableFile.makeFolder(folder)
                return LocalVectorStore(
                    try LocalVectors.create(
                        in: folder, dimension: record.dimension, metric: metric, settings: index))
            }
        } catch VectorFileError.exists(let path) {
            throw EngineError.storageDamaged("\(path) has vectors that the catalogue does not know.")
        }
    }

    func openVectors(
        of record: CollectionRecord, identity: String, metric: Metric, index: IndexSettings,
        access: VectorFile.Access, live: () async throws -> [VectorEntry]
    ) async throws -> any VectorStore {
        try await LocalVectorStore.open(
            in: data.vectors(of: record), identity: identity, metric: metric, settings: index,
            access: access, live: live)
    }

    /// They are in the collection's folder alone.
    func removeVectors(of collection: Int64) async throws {}

    func removeVectors(of record: CollectionRecord) async throws {
        try await Blocking.run { [data] in
            let folder = data.vectors(of: record)
            try LocalVectors.remove(in: folder)
            // One that still has something in it stays: vectors of a newer catalogue were put aside there.
            if record.storeNumber > 0 { rmdir(folder) }
        }
    }

    func footprint(of record: CollectionRecord) async -> VectorFootprint? {
        await Blocking.run { [data] in
            guard let file = LocalVectors.vectorFile(in: data.vectors(of: record)),
                let signature = FileSignature(path: file)
            else { return nil }
            return VectorFootprint(
                bytes: Int(signature.size),
                modified: Date(timeIntervalSince1970: Double(signature.modified) / 1e9))
        }
    }
}
