extension Migrations {
    /// What is odd about a picture that is kept all the same; nil for nearly all.
    static let third = "ALTER TABLE images ADD COLUMN mark TEXT;"
}
