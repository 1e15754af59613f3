public import LookalikeCatalogue
internal import LookalikeVectors

extension Engine {
    /// Some images of a collection whose bytes it knows, evenly chosen, in the order of their record ids.
    ///
    /// - Parameter count: the most images.
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``, and errors of the vector store.
    public func sample(_ count: Int, of collection: OpenCollection) async throws -> [ImageRecord] {
        let chosen = try await collection.view.sample(count)
        return try await catalogue.images(recordIDs: chosen)
            .filter { $0.source != .vector && $0.state == .ready }
            .sorted { $0.recordID < $1.recordID }
    }
}
