extension Migrations {
    /// Fingerprints of contents, pairs of duplicates, and decisions about them. They go by contents and not by images, which
    /// come and go.
    static let duplicates = """
        CREATE TABLE fingerprints (
            content TEXT PRIMARY KEY,
            fingerprint BLOB NOT NULL
        );
        -- Apart, so that all hashes are read without the fingerprints.
        CREATE TABLE fingerprint_hashes (
            content TEXT PRIMARY KEY,
            hash BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE duplicate_contents (
            collection_id INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
            content TEXT NOT NULL,
            PRIMARY KEY (collection_id, content)
        ) WITHOUT ROWID;
        CREATE TABLE duplicate_pairs (
            collection_id INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
            first TEXT NOT NULL,
            second TEXT NOT NULL,
            kind TEXT NOT NULL,
            score REAL NOT NULL,
            PRIMARY KEY (collection_id, first, second)
        ) WITHOUT ROWID;
        CREATE TABLE duplicate_decisions (
            id TEXT NOT NULL,
            collection_id INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
            choice TEXT NOT NULL,
            contents TEXT NOT NULL,
            kept TEXT NOT NULL,
            decided_at REAL NOT NULL,
            PRIMARY KEY (collection_id, id)
        ) WITHOUT ROWID;
        """
}
