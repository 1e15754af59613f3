/// How a sync is done.
public struct SyncOptions: Sendable, Equatable {
    /// Embeds every picture again, changed or not.
    public var force: Bool
    /// Reads every file and compares its MD5, instead of trusting size, times and inode; tries broken ones again.
    public var full: Bool
    /// Only finds out what would be done.
    public var dryRun: Bool
    /// Removes images even where so many have gone that the folder may only look empty.
    public var allowRemovals = false
    /// Takes another folder in place of the collection's own, whose images go.
    public var replaceFolder = false
    /// The largest batch given to the network.
    public var batchSize: Int

    public init(force: Bool = false, full: Bool = false, dryRun: Bool = false, batchSize: Int = 32) {
        self.force = force
        self.full = full
        self.dryRun = dryRun
        self.batchSize = batchSize
    }
}

/// What a sync found and did. In a dry run `added` and `changed` count files that differ by their metadata.
public struct SyncReport: Sendable, Codable, Equatable {
    public var collection: String
    public var directory: String
    /// Picture files in the folder.
    public var total = 0
    /// Known and as they were, broken ones that did not change among them.
    public var unchanged = 0
    public var added = 0
    public var changed = 0
    /// The same bytes under another path.
    public var renamed = 0
    /// Unchanged, but with a vector that was damaged: made anew.
    public var healed = 0
    public var removed = 0
    /// Found broken by this sync.
    public var failed = 0
    /// Found broken before and not changed since; a full sync tries them again.
    public var knownBroken = 0
    /// All pictures of the collection that can be found afterwards.
    public var indexed = 0
    /// Files that are no pictures, by their endings or their bytes.
    public var passedBy = 0
    /// The most frequent of them.
    public var passedByKinds: [PassedBy.Kind] = []
    /// Broken pictures that this sync found, and what could not be read; the first hundred.
    public var problems: [SyncProblem] = []
    /// Pictures that this sync indexed although a part of them is missing.
    public var marked = 0
    /// The first hundred of them, with what is missing.
    public var marks: [SyncProblem] = []
    public var seconds: Double = 0
    public var dryRun: Bool

    enum CodingKeys: String, CodingKey {
        case collection, directory, total, unchanged, added, changed, renamed, healed, removed, failed,
            indexed,
            problems, marked, marks
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
