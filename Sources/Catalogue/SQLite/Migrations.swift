internal import GRDB

/// The schema, step by step: a step that has been released never changes.
enum Migrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 collections and images") { database in
            try database.execute(sql: first)
        }
        return migrator
    }

    private static let first = """
        CREATE TABLE collections (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            model TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            metric TEXT NOT NULL,
            index_kind TEXT NOT NULL,
            directory TEXT,
            generation INTEGER NOT NULL DEFAULT 0,
            vector_identity TEXT,
            created_at REAL NOT NULL,
            last_sync REAL
        );
        CREATE TABLE images (
            id INTEGER PRIMARY KEY,
            collection_id INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            source TEXT NOT NULL,
            path TEXT,
            name TEXT NOT NULL,
            media_type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            content_hash TEXT NOT NULL,
            attributes TEXT NOT NULL DEFAULT '{}',
            state TEXT NOT NULL,
            error TEXT,
            file_size INTEGER,
            file_modified INTEGER,
            file_changed INTEGER,
            file_inode INTEGER,
            vector_row INTEGER,
            created_at REAL NOT NULL,
            updated_at REAL NOT NULL
        );
        CREATE UNIQUE INDEX images_key ON images(collection_id, key);
        CREATE INDEX images_hash ON images(collection_id, content_hash);
        CREATE INDEX images_order ON images(collection_id, id);
        -- Ids are given out before their rows exist, and never twice.
        CREATE TABLE id_sequence (next INTEGER NOT NULL);
        INSERT INTO id_sequence VALUES (1);
        """
}
