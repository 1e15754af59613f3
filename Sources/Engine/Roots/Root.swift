public import LookalikeCatalogue

/// A root of a collection in a list.
public struct Root: Sendable, Equatable {
    /// What the catalogue knows of it. Whether it is offline is as found just now.
    public let record: RootRecord
    /// Its images, broken ones among them.
    public let images: Int
}

/// What a sync did with one root.
public struct SyncedRoot: Sendable, Codable, Equatable {
    /// How a root fared.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// It was compared with the collection.
        case synced
        /// Its folder was not there, or it was empty although the collection has images of it: they stay as they are.
        case offline
        /// So many of its images would have been removed that nothing was done to it.
        case refused
    }

    /// The root's id; 0 if a dry run would make it a root.
    public var id: Int64
    /// The path of its folder.
    public var path: String
    /// Whether it was synced.
    public var state: State
    /// Image files in its folder; 0 if it was not synced.
    public var total: Int
    /// Why it was not synced, in a sentence.
    public var detail: String?
}
