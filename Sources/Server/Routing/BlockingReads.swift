internal import Catalogue
internal import Engine
internal import Vectors

// The engine's reads of files and of the catalogue, on threads that may block. Asynchronous code gets these instead
// of the engine's own methods of the same name: the compiler prefers them and requires `await`.

extension Engine {
    func collection(named name: String) async throws -> Collection {
        try await openCollection(named: name)
    }

    func collectionRecords() async throws -> [CollectionRecord] {
        try await blocking { try self.collectionRecords() }
    }

    func createCollection(
        named name: String, model: String?, metric: Metric, indexKind: String, directory: String?
    ) async throws -> Collection {
        try await blocking {
            try self.createCollection(
                named: name, model: model, metric: metric, indexKind: indexKind, directory: directory)
        }
    }

    func indexedCount() async throws -> Int {
        try await blocking { try self.indexedCount() }
    }

    func image(_ key: String, in collection: Collection) async throws -> ImageRecord {
        try await blocking { try self.image(key, in: collection) }
    }

    func image(number: Int64, in collection: Collection) async throws -> ImageRecord {
        try await blocking { try self.image(number: number, in: collection) }
    }

    func images(
        inCategory id: Int64, of collection: Collection, after: Int64 = 0, limit: Int
    ) async throws -> [ImageRecord] {
        try await blocking { try self.images(inCategory: id, of: collection, after: after, limit: limit) }
    }

    func counts(in collection: Collection) async throws -> ImageCounts {
        try await blocking { try self.counts(in: collection) }
    }

    /// Zero images if there is no collection.
    func counts(in collection: Collection?) async throws -> ImageCounts {
        guard let collection else { return ImageCounts() }
        return try await counts(in: collection)
    }

    func newNumber(in collection: Collection) async throws -> Int64 {
        try await blocking { try self.newNumber(in: collection) }
    }
}

extension ServedCollection {
    func servingModel(of collection: Collection?) async -> String? {
        // Known without reading the models' folders.
        if let collection { return collection.record.model }
        return await engine.blocking { self.servingModel(of: nil) }
    }

    func servingDimension(of collection: Collection?) async -> Int? {
        if let collection { return collection.record.dimension }
        return await engine.blocking { self.servingDimension(of: nil) }
    }

    func modelOfNew() async throws -> String {
        try await engine.blocking { try self.modelOfNew() }
    }

    func isInstalled(_ model: String?) async -> Bool {
        guard let model else { return false }
        return await engine.blocking { self.isInstalled(model) }
    }
}
