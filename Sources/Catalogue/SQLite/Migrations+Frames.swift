extension Migrations {
    /// Images that are one of several in their file, and which files a collection takes several images of. Both are JSON.
    static let frames = """
        ALTER TABLE images ADD COLUMN frame TEXT;
        ALTER TABLE collections ADD COLUMN frames TEXT;
        """
}
