internal import GRDB

extension Migrations {
    /// Shared by the five systems: categories with prototypes, vectors from clients, jobs. From here on
    /// `image_attributes` has ready images only, so that filters need not read `images`.
    static let second = """
        ALTER TABLE collections ADD COLUMN index_parameters TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE collections ADD COLUMN preparation TEXT NOT NULL DEFAULT 'standard';
        ALTER TABLE collections ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE collections ADD COLUMN statistics TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE collections ADD COLUMN next_category INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE images ADD COLUMN category_id INTEGER;
        ALTER TABLE images ADD COLUMN external_id INTEGER;
        ALTER TABLE images ADD COLUMN code TEXT;
        CREATE UNIQUE INDEX images_external ON images(collection_id, external_id) WHERE external_id IS NOT NULL;
        CREATE UNIQUE INDEX images_code ON images(collection_id, code) WHERE code IS NOT NULL;
        CREATE INDEX images_category ON images(collection_id, category_id, id)
            WHERE category_id IS NOT NULL AND vector_row IS NOT NULL;
        \(categories)
        \(attributesOfReadyImages)
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            collection TEXT NOT NULL,
            state TEXT NOT NULL,
            done INTEGER NOT NULL,
            total INTEGER NOT NULL,
            parameters TEXT NOT NULL,
            result TEXT,
            error TEXT,
            created_at REAL NOT NULL,
            finished_at REAL
        ) WITHOUT ROWID;
        CREATE INDEX jobs_order ON jobs(created_at);
        """

    /// `sum` holds as many doubles as a vector has numbers, in the machine's (little-endian) order.
    private static let categories = """
        CREATE TABLE categories (
            collection_id INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
            id INTEGER NOT NULL,
            name TEXT NOT NULL,
            count INTEGER NOT NULL DEFAULT 0,
            sum BLOB NOT NULL DEFAULT x'',
            created_at REAL NOT NULL,
            PRIMARY KEY (collection_id, id)
        );
        CREATE UNIQUE INDEX categories_name ON categories(collection_id, name);
        """

    private static let attributesOfReadyImages = """
        DROP TRIGGER images_attributes_insert;
        DROP TRIGGER images_attributes_update;
        DELETE FROM image_attributes WHERE image_id IN (SELECT id FROM images WHERE state <> 'ready');
        CREATE TRIGGER images_attributes_insert AFTER INSERT ON images
        WHEN new.attributes <> '{}' AND new.state = 'ready' BEGIN
            \(insertAttributes)
        END;
        CREATE TRIGGER images_attributes_update AFTER UPDATE OF attributes, state ON images
        WHEN old.attributes <> new.attributes OR old.state <> new.state BEGIN
            DELETE FROM image_attributes WHERE image_id = old.id;
            \(insertAttributes.dropLast()) WHERE new.state = 'ready';
        END;
        """
}
