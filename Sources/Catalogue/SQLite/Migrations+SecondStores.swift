extension Migrations {
    /// A collection's second vector store, while its model changes. `store_number` says which store is in use. A vector of
    /// the second store counts as long as its image's record has the reference `beside`.
    static let secondStores = """
        ALTER TABLE collections ADD COLUMN store_number INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE second_stores (
            collection_id INTEGER PRIMARY KEY REFERENCES collections(id) ON DELETE CASCADE,
            phase TEXT NOT NULL,
            store TEXT NOT NULL,
            details TEXT NOT NULL DEFAULT '{}',
            created_at REAL NOT NULL
        );
        CREATE TABLE second_vectors (
            image_id INTEGER PRIMARY KEY REFERENCES images(id) ON DELETE CASCADE,
            vector INTEGER NOT NULL,
            beside INTEGER NOT NULL
        );
        """
}
