/// Something in the data folder that the catalogue does not know, because the catalogue was lost or replaced by an
/// older one, or because somebody put files there. An orphan is never removed without being asked to.
public struct Orphan: Sendable, Codable, Equatable {
    /// What it is, judged by its place in the data folder.
    public enum Kind: String, Sendable, Codable {
        /// The folder of a collection.
        case collection
        /// Uploaded images of a collection that the catalogue knows.
        case uploads
        /// A vector file of a collection that the catalogue knows, newer than the one in use.
        case vectors
        /// The images of a batch that was accepted.
        case batch
        /// Nothing that Lookalike made.
        case foreign
    }

    /// Its path below the data folder.
    public let id: String
    /// Decides what adopting it means.
    public let kind: Kind
    /// The collection that it was, or is for; nil where nothing says.
    public let collection: String?
    /// Images in it whose bytes are there.
    public let items: Int
    /// Of all its files.
    public let bytes: Int
}

/// What became of an orphan that was adopted.
public struct Adoption: Sendable, Codable, Equatable {
    /// Where its images are now.
    public let collection: String
    /// Images that were taken into the collection.
    public let images: Int
    /// Vectors without an image, taken as they were.
    public let vectors: Int
    /// Images that could not be read.
    public let failed: Int
    /// Vectors that may be of images whose bytes are not there: they were not taken.
    public let left: Int
    /// The folder that the collection was synced with, to be synced again; nil where there was none.
    public let directory: String?
    /// All its folders.
    public let roots: [String]
}
