extension Migrations {
    /// Jobs whose collection was deleted: another collection may have its name by now.
    static let deletedCollections = """
        ALTER TABLE jobs ADD COLUMN collection_deleted INTEGER NOT NULL DEFAULT 0;
        """
}
