internal import GRDB

/// The vector file that a collection used when the catalogue still kept such things.
public struct EarlierVectorFile: Sendable, Equatable {
    public let collection: Int64
    /// The number in the file's name.
    public let generation: Int
    /// Of the file.
    public let identity: String
}

extension SQLiteCatalogue {
    /// What a catalogue of an earlier version knew of vector files, until it is forgotten.
    public func earlierVectorFiles() throws(CatalogueError) -> [EarlierVectorFile] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT collection_id, generation, identity FROM earlier_vector_files ORDER BY 1"
            ).map { EarlierVectorFile(collection: $0[0], generation: $0[1], identity: $0[2]) }
        }
    }

    /// The vector store has taken the files over.
    public func forgetEarlierVectorFiles() throws(CatalogueError) {
        try write { try $0.execute(sql: "DELETE FROM earlier_vector_files") }
    }
}
