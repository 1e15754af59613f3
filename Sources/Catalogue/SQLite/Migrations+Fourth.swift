extension Migrations {
    /// The identity of a collection's model, and how often a job was resumed after a crash.
    static let fourth = """
        ALTER TABLE collections ADD COLUMN model_identity TEXT;
        ALTER TABLE jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
        """
}
