extension Migrations {
    /// A collection has several folders, its roots, in place of one; the folder that it had becomes its first root. The
    /// index of files has all that a sync compares with one root, in its order.
    static let roots = """
        CREATE TABLE roots (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            collection_id INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
            path TEXT NOT NULL,
            added_at REAL NOT NULL,
            last_sync REAL,
            is_offline INTEGER NOT NULL DEFAULT 0,
            places TEXT NOT NULL DEFAULT '[]',
            is_replacing INTEGER NOT NULL DEFAULT 0
        );
        CREATE UNIQUE INDEX roots_path ON roots(collection_id, path);
        INSERT INTO roots (collection_id, path, added_at, last_sync, places, is_replacing)
            SELECT id, directory, created_at, last_sync,
                coalesce(json_extract(statistics, '$.sync_places'), '[]'),
                coalesce(json_extract(statistics, '$.replacing_folder'), 0)
            FROM collections WHERE directory IS NOT NULL ORDER BY id;
        UPDATE collections SET statistics = json_remove(statistics, '$.sync_places', '$.replacing_folder');
        ALTER TABLE collections DROP COLUMN directory;
        ALTER TABLE images ADD COLUMN root_id INTEGER;
        UPDATE images SET root_id = (SELECT roots.id FROM roots WHERE roots.collection_id = images.collection_id)
            WHERE source = 'file';
        DROP INDEX images_file;
        CREATE INDEX images_file ON images(
            collection_id, root_id, path, file_size, file_modified, file_changed, file_inode, state)
            WHERE source = 'file';
        """
}
