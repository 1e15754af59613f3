public import Foundation
internal import LookalikeEngine

/// How a collection is brought up to date with a folder.
public struct FolderSync: Sendable, Equatable {
    /// Embeds every image again, changed or not.
    public var embedsAll = false
    /// Compares every file by its content, rather than by size, times and inode, and tries broken ones again.
    public var readsAll = false
    /// Only finds out what would be done.
    public var isDryRun = false
    /// Removes images even where all of them are gone, all below a link or a mount point, or more than half of ten or
    /// more: the folder may only look empty, since its disk is not mounted.
    public var allowsRemovals = false
    /// Takes the folder in place of the only one that the collection has, whose images go.
    public var replacesFolder = false
    /// Makes the folder one more of the collection's folders; the images of the others stay.
    public var addsFolder = false

    /// Only what changed, and no removals in bulk.
    public init() {}
}

/// How far a sync is.
public struct SyncProgress: Sendable, Equatable {
    /// Files that are done and on the disk, of those that have to be read.
    public let done: Int
    /// Files that have to be read: new ones and changed ones.
    public let total: Int
    /// Files a second since it began.
    public let rate: Double
    /// Nil while nothing is known of it.
    public let secondsLeft: Double?
}

/// What a sync found and did. In a dry run ``added`` and ``changed`` count files that differ by their metadata.
public struct SyncSummary: Sendable, Equatable {
    /// A file, and in a sentence what is wrong with it.
    public struct Problem: Sendable, Equatable {
        /// Below the folder; empty for what is wrong with the folder as a whole.
        public let path: String
        /// What is wrong, for people.
        public let detail: String
    }

    /// Image files in the folders.
    public let total: Int
    /// Folders of the collection that were missing, as those of disks that are not mounted: their images are kept as they
    /// are.
    public let offlineFolders: [URL]
    /// Files that are as they were at the last sync.
    public let unchanged: Int
    /// Files that the collection did not have.
    public let added: Int
    /// Files with other contents than at the last sync.
    public let changed: Int
    /// The same bytes under another path.
    public let renamed: Int
    /// Images whose files are gone.
    public let removed: Int
    /// Broken images that this sync found; they are not tried again until their file changes.
    public let failed: Int
    /// Files that are not images.
    public let passedBy: Int
    /// Images that can be found afterwards, in the whole collection.
    public let indexed: Int
    /// What could not be read; the first hundred.
    public let problems: [Problem]
    /// How long the sync took.
    public let seconds: Double
}

extension FolderSync {
    func options(_ configuration: EngineConfiguration) -> SyncOptions {
        var options = SyncOptions(
            force: embedsAll, full: readsAll, dryRun: isDryRun, batchSize: configuration.maximumBatch)
        (options.allowRemovals, options.replaceFolder) = (allowsRemovals, replacesFolder)
        options.addsRoot = addsFolder
        return options
    }
}

extension SyncProgress {
    init(_ progress: Job.Progress) {
        self.init(
            done: progress.done, total: progress.total, rate: progress.rate, secondsLeft: progress.secondsLeft
        )
    }
}

extension SyncSummary {
    init(_ report: SyncReport) {
        self.init(
            total: report.total,
            offlineFolders: report.roots.filter { $0.state == .offline }
                .map { URL(fileURLWithPath: $0.path, isDirectory: true) },
            unchanged: report.unchanged, added: report.added, changed: report.changed,
            renamed: report.renamed, removed: report.removed, failed: report.failed,
            passedBy: report.passedBy, indexed: report.indexed,
            problems: report.problems.map { Problem(path: $0.path, detail: $0.detail) },
            seconds: report.seconds)
    }
}
