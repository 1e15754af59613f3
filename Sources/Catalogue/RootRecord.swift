public import Foundation

/// A root of a collection: a folder whose images the collection has. The paths of its images are relative to it.
public struct RootRecord: Sendable, Equatable {
    /// Unique in the catalogue and never reused; 0 until the catalogue has given one.
    public var id: Int64
    /// Absolute.
    public var path: String
    /// When it became a root of the collection.
    public var addedAt: Date
    /// When a sync of it last ended; nil if none ever did.
    public var lastSync: Date?
    /// Whether the folder was missing when it was last looked at, as one whose disk is not mounted.
    public var isOffline: Bool
    /// Links and mount points below the folder at the last sync, relative to it: what is below them can disappear at
    /// once.
    public var places: Set<String>
    /// Whether its path was replaced by another: until a sync completes, images of both folders are there.
    public var isReplacing: Bool

    /// By default, a root that no sync has looked at.
    public init(
        id: Int64 = 0, path: String, addedAt: Date, lastSync: Date? = nil, isOffline: Bool = false,
        places: Set<String> = [], isReplacing: Bool = false
    ) {
        self.id = id
        self.path = path
        self.addedAt = addedAt
        self.lastSync = lastSync
        self.isOffline = isOffline
        self.places = places
        self.isReplacing = isReplacing
    }
}

/// The roots of collections. ``CollectionRecord/roots`` has those of one collection.
public protocol RootCatalogue: Sendable {
    /// Adds a root to a collection. Images of files that have no root become images of this one.
    ///
    /// - Returns: the root with its id. Throws ``CatalogueError/duplicate(_:)`` if the collection has a root of this path.
    func addRoot(_ root: RootRecord, to collection: Int64) async throws(CatalogueError) -> RootRecord
    /// Stores all fields of roots but their ids and when they were added. Unknown roots are ignored.
    func updateRoots(_ roots: [RootRecord]) async throws(CatalogueError)
    /// Removes a root of a collection and the images that still belong to it.
    func removeRoot(_ id: Int64, of collection: Int64) async throws(CatalogueError)
    /// All images of a root that came from files, by the bytes of their paths.
    func files(ofRoot root: Int64, in collection: Int64) async throws(CatalogueError) -> [FileRecord]
    /// How many images each root of a collection has, broken ones among them, by the root's id; roots without images
    /// are left out.
    func imageCounts(ofRootsIn collection: Int64) async throws(CatalogueError) -> [Int64: Int]
}
