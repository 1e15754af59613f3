/// The program's version.
public enum Version {
    /// Such as `1.2.3` (Semantic Versioning).
    public static let current = "0.1.0"
}
