public import LookalikeCatalogue

/// Options of a sync.
public struct SyncOptions: Sendable, Equatable {
    /// Embeds every image again, changed or not.
    public var force: Bool
    /// Compares files by MD5 instead of size, times and inode; retries broken images.
    public var full: Bool
    /// Only reports what would change.
    public var dryRun: Bool
    /// Removes images even if so many are missing that the folder may only appear empty.
    public var allowRemovals = false
    /// Replaces the collection's only root by another folder; the old folder's images are removed.
    public var replaceFolder = false
    /// Makes the folder one more root of the collection.
    public var addsRoot = false
    /// Paths of files that are being written: they are left out, and records of them stay as they are.
    public var unsettled: Set<String> = []
    /// Which files several images are taken of; nil takes the collection's. For a dry run: else set the collection's.
    public var frames: FrameOptions?
    /// Most images in one run of the network.
    public var batchSize: Int

    /// By default, only changed files are embedded, and what changed is written.
    public init(force: Bool = false, full: Bool = false, dryRun: Bool = false, batchSize: Int = 32) {
        self.force = force
        self.full = full
        self.dryRun = dryRun
        self.batchSize = batchSize
    }
}

/// The result of a sync. In a dry run, `added` and `changed` count files whose metadata differ.
public struct SyncReport: Sendable, Codable, Equatable {
    /// The collection's name.
    public var collection: String
    /// The path of the folder; of the first one where it was compared with several roots.
    public var directory: String
    /// How each root fared.
    public var roots: [SyncedRoot] = []
    /// Image files in the folders.
    public var total = 0
    /// Unchanged files, including broken ones.
    public var unchanged = 0
    /// Files indexed for the first time.
    public var added = 0
    /// Known files embedded again, most of them because their bytes changed.
    public var changed = 0
    /// The same bytes under another path.
    public var renamed = 0
    /// Unchanged images whose damaged vector was recomputed.
    public var healed = 0
    /// Images removed because their files are gone.
    public var removed = 0
    /// Found broken by this sync.
    public var failed = 0
    /// Found broken earlier and unchanged since; a full sync retries them.
    public var knownBroken = 0
    /// All images of the collection that can be found after the sync.
    public var indexed = 0
    /// Files that are not images, by their extension or their bytes.
    public var passedBy = 0
    /// The most frequent of them.
    public var passedByKinds: [PassedBy.Kind] = []
    /// Frames and pages that this sync took out of files with several, such as videos; nil if there were none. The other
    /// numbers count files.
    public var frames: Int?
    /// Broken images found by this sync and files that could not be read; the first hundred. Where several roots were
    /// synced, the paths begin with that of the root.
    public var problems: [SyncProblem] = []
    /// Images that this sync indexed although a part of them is missing.
    public var marked = 0
    /// The first hundred of them, with a remark about the missing part.
    public var marks: [SyncProblem] = []
    /// How long the sync took.
    public var seconds: Double = 0
    /// Whether it was a dry run: nothing was written.
    public var dryRun: Bool

    enum CodingKeys: String, CodingKey {
        case collection, directory, roots, total, unchanged, added, changed, renamed, healed, removed, failed,
            indexed,
            problems, marked, marks, frames
        case knownBroken = "known_broken"
        case passedBy = "passed_by"
        case passedByKinds = "passed_by_kinds"
        case seconds
        case dryRun = "dry_run"
    }

    static let maximumProblems = 100

    mutating func note(_ problem: SyncProblem) {
        if problems.count < Self.maximumProblems { problems.append(problem) }
    }
}
