internal import LookalikeCatalogue

/// The folders of a sync, by the place of their root in it.
struct SyncFolders: Sendable {
    /// With their ids.
    let roots: [RootRecord]
    /// Whether the sync is of several roots, some of which may have been left out.
    let areSeveral: Bool

    /// Where a file of a root is.
    func path(_ path: String, below place: Int) -> String { "\(roots[place].path)/\(path)" }

    /// As reports name a file: below its root, or with its root's path where there are several.
    func shown(_ path: String, below place: Int) -> String {
        areSeveral ? self.path(path, below: place) : path
    }
}
