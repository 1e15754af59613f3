internal import GRDB

/// The schema, step by step: a step that has been released never changes.
enum Migrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 collections and images") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("2 categories, vectors of clients, jobs") { database in
            try database.execute(sql: second)
        }
        migrator.registerMigration("3 marks of images") { database in
            try database.execute(sql: third)
        }
        migrator.registerMigration("4 identities of models, attempts of jobs") { database in
            try database.execute(sql: fourth)
        }
        migrator.registerMigration("5 references of vectors") { database in
            try database.execute(sql: fifth)
        }
        migrator.registerMigration("6 roots of collections") { database in
            try database.execute(sql: roots)
        }
        migrator.registerMigration("7 second stores of vectors") { database in
            try database.execute(sql: secondStores)
        }
        migrator.registerMigration("8 duplicates") { database in
            try database.execute(sql: duplicates)
        }
        migrator.registerMigration("9 frames of files") { database in
            try database.execute(sql: frames)
        }
        migrator.registerMigration("10 jobs of deleted collections") { database in
            try database.execute(sql: deletedCollections)
        }
        return migrator
    }

    /// Marks the file as ours ("LKLK"), so that databases of other programs are never written to.
    static let applicationID: Int32 = 0x4C4B_4C4B

    private static let first = """
        PRAGMA application_id = \(applicationID);
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
        -- Has all that opening a collection reads, in its order.
        CREATE INDEX images_row ON images(collection_id, vector_row) WHERE vector_row IS NOT NULL;
        -- Has all that a sync compares with the folder, in its order.
        CREATE INDEX images_file ON images(
            collection_id, path, file_size, file_modified, file_changed, file_inode, state) WHERE source = 'file';
        -- Ids are given out before their rows exist, and never twice.
        CREATE TABLE id_sequence (next INTEGER NOT NULL);
        INSERT INTO id_sequence VALUES (1);
        \(countsOfImages)
        \(attributesOfImages)
        """

    /// Updated by triggers, so that no request counts a hundred thousand rows.
    private static let countsOfImages = """
        CREATE TABLE image_counts (
            collection_id INTEGER PRIMARY KEY REFERENCES collections(id) ON DELETE CASCADE,
            ready INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        );
        CREATE TRIGGER collections_count AFTER INSERT ON collections BEGIN
            INSERT INTO image_counts VALUES (new.id, 0, 0, 0);
        END;
        CREATE TRIGGER images_count_insert AFTER INSERT ON images BEGIN
            UPDATE image_counts SET ready = ready + (new.state = 'ready'), failed = failed + (new.state <> 'ready'),
                bytes = bytes + new.bytes WHERE collection_id = new.collection_id;
        END;
        CREATE TRIGGER images_count_delete AFTER DELETE ON images BEGIN
            UPDATE image_counts SET ready = ready - (old.state = 'ready'), failed = failed - (old.state <> 'ready'),
                bytes = bytes - old.bytes WHERE collection_id = old.collection_id;
        END;
        CREATE TRIGGER images_count_update AFTER UPDATE OF state, bytes ON images
        WHEN old.state <> new.state OR old.bytes <> new.bytes BEGIN
            UPDATE image_counts SET ready = ready + (new.state = 'ready') - (old.state = 'ready'),
                failed = failed + (new.state <> 'ready') - (old.state <> 'ready'),
                bytes = bytes + new.bytes - old.bytes WHERE collection_id = new.collection_id;
        END;
        """

    /// One row per attribute, updated by triggers, so that a filter is a look-up. Texts and numbers are stored as
    /// they are; other values as a blob of their JSON text, which equals no text and no number.
    private static let attributesOfImages = """
        CREATE TABLE image_attributes (
            collection_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            value NOT NULL,
            image_id INTEGER NOT NULL,
            PRIMARY KEY (collection_id, name, value, image_id)
        ) WITHOUT ROWID;
        CREATE INDEX image_attributes_image ON image_attributes(image_id);
        CREATE TRIGGER images_attributes_insert AFTER INSERT ON images WHEN new.attributes <> '{}' BEGIN
            \(insertAttributes)
        END;
        CREATE TRIGGER images_attributes_update AFTER UPDATE OF attributes ON images
        WHEN old.attributes <> new.attributes BEGIN
            DELETE FROM image_attributes WHERE image_id = old.id;
            \(insertAttributes)
        END;
        CREATE TRIGGER images_attributes_delete AFTER DELETE ON images WHEN old.attributes <> '{}' BEGIN
            DELETE FROM image_attributes WHERE image_id = old.id;
        END;
        """

    static let insertAttributes = """
        INSERT INTO image_attributes SELECT new.collection_id, a.key,
            CASE WHEN a.type IN ('text', 'integer', 'real') THEN a.value
                WHEN a.type IN ('array', 'object') THEN CAST(a.value AS BLOB) ELSE CAST(a.type AS BLOB) END, new.id
        FROM json_each(new.attributes) AS a;
        """
}
