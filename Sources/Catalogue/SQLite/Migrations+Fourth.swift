extension Migrations {
    /// Which network made a collection's vectors, beside its name; how often a job was taken up by a process that ended.
    static let fourth = """
        ALTER TABLE collections ADD COLUMN model_identity TEXT;
        ALTER TABLE jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
        """
}
