extension Migrations {
    /// Rows and files of vectors are the vector store's own business: a record keeps the reference that the store gave, which
    /// was the row's number till now. Which file a collection used is kept for the store that takes it over, see
    /// ``SQLiteCatalogue/earlierVectorFiles()``.
    static let fifth = """
        ALTER TABLE images RENAME COLUMN vector_row TO vector;
        ALTER TABLE collections RENAME COLUMN vector_identity TO vector_store;
        CREATE TABLE earlier_vector_files (
            collection_id INTEGER PRIMARY KEY REFERENCES collections(id) ON DELETE CASCADE,
            generation INTEGER NOT NULL,
            identity TEXT NOT NULL
        );
        INSERT INTO earlier_vector_files
            SELECT id, generation, vector_store FROM collections WHERE vector_store IS NOT NULL;
        ALTER TABLE collections DROP COLUMN generation;
        """
}
