extension Migrations {
    /// A remark about an image that is kept despite a problem; nil for nearly all.
    static let third = "ALTER TABLE images ADD COLUMN mark TEXT;"
}
