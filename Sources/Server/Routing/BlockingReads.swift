internal import LookalikeCatalogue
internal import LookalikeEngine

extension Engine {
    /// No images where there is no collection.
    func counts(in collection: OpenCollection?) async throws -> ImageCounts {
        guard let collection else { return ImageCounts() }
        return try await counts(in: collection)
    }
}

// Reads of the models' folders, on threads that may block. Asynchronous code gets these rather than the engine's own of the
// same name: the compiler prefers them there, and asks for the `await`.

extension ServedCollection {
    func servingModel(of collection: OpenCollection?) async -> String? {
        // Known without reading the models' folders.
        if let collection { return collection.record.model }
        return await engine.blocking { self.servingModel(of: nil) }
    }

    func servingDimension(of collection: OpenCollection?) async -> Int? {
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
