internal import GRDB

/// The vector file that a collection used when the catalogue still recorded it.
public struct EarlierVectorFile: Sendable, Equatable {
    /// The record id of the collection.
    public let collection: Int64
    /// The number in the file's name.
    public let generation: Int
    /// Identity of the file.
    public let identity: String
}

extension SQLiteCatalogue {
    /// The vector files recorded by an earlier version, until ``forgetEarlierVectorFiles()``.
    public func earlierVectorFiles() async throws(CatalogueError) -> [EarlierVectorFile] {
        try await read {
            try Row.fetchAll(
                $0, sql: "SELECT collection_id, generation, identity FROM earlier_vector_files ORDER BY 1"
            ).map { EarlierVectorFile(collection: $0[0], generation: $0[1], identity: $0[2]) }
        }
    }

    /// Call after the vector store has taken the files over.
    public func forgetEarlierVectorFiles() async throws(CatalogueError) {
        try await write { try $0.execute(sql: "DELETE FROM earlier_vector_files") }
    }
}
