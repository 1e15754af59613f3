internal import LookalikeCatalogue
internal import LookalikeFolderWatching

/// A root that is being watched: what changed, and when it is to be synced.
struct WatchedRoot: Sendable {
    /// Changes are collected for as long as they come this close together…
    static let quiet: Duration = .milliseconds(300)
    /// …but no longer than this.
    static let patience: Duration = .seconds(1)
    /// A file that was made and never closed, such as a link, counts as complete when its size has been the same for this
    /// long.
    static let stable: Duration = .seconds(2)
    /// The same of one that has nothing in it, and of one that was written: it will be closed.
    static let patienceWithWriters: Duration = .seconds(60)
    /// How often a root is compared as a whole that can't be watched.
    static let interval: Duration = .seconds(60)

    let collection: String
    var root: RootRecord
    /// Which files are read beside pictures.
    var frames: FrameOptions
    /// What its path led to when its folder was given to the watcher; nil while it is missing.
    var folder: RootFolder.Identity?
    /// Whether all its folders are watched.
    var isWhole = true
    /// When the first change came that no sync has seen, and the last.
    private(set) var changes: (first: ContinuousClock.Instant, last: ContinuousClock.Instant)?
    /// Not synced before.
    private(set) var notBefore: ContinuousClock.Instant
    private var writing: [String: OpenFile] = [:]

    private struct OpenFile {
        var size: Int64?
        let isWritten: Bool
        /// When the size last changed, or bytes were written.
        var changed: ContinuousClock.Instant
    }

    init(
        _ root: RootRecord, of collection: String, _ frames: FrameOptions, at now: ContinuousClock.Instant
    ) {
        self.root = root
        self.frames = frames
        self.collection = collection
        notBefore = now
    }

    /// The files that are not complete.
    var unsettled: Set<String> { Set(writing.keys) }

    mutating func note(_ kind: FolderEvent.Kind, at now: ContinuousClock.Instant) {
        if let path = kind.path, !frames.takes(path) { return }
        switch kind {
        // A sync before it is complete would find nothing new.
        case .made(let path): return open(path, isWritten: false, at: now)
        case .writing(let path): return open(path, isWritten: true, at: now)
        case .written(let path): writing[path] = nil
        case .unwatched: isWhole = false
        case .changed, .missed: break
        }
        changes = (changes?.first ?? now, now)
    }

    private mutating func open(_ path: String, isWritten: Bool, at now: ContinuousClock.Instant) {
        writing[path] = OpenFile(size: writing[path]?.size, isWritten: isWritten, changed: now)
    }

    /// Whether it is to be synced now.
    func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard let changes, folder != nil, now >= notBefore else { return false }
        return now - changes.last >= Self.quiet || now - changes.first >= Self.patience
    }

    /// A sync begins that sees all changes till now.
    mutating func begin() { changes = nil }

    /// A sync has ended.
    ///
    /// - Parameters:
    ///   - pause: until the next may begin.
    ///   - isAgain: whether the next is due whether something changes or not.
    mutating func rest(_ pause: Duration, isAgain: Bool, from now: ContinuousClock.Instant) {
        notBefore = now + pause
        if isAgain { changes = changes ?? (now, now) }
    }

    /// Notes which open files have become complete although nobody closed them, such as links. Blocks.
    ///
    /// - Parameter size: of the file at a path; nil if there is none.
    mutating func settle(at now: ContinuousClock.Instant, size: (String) -> Int64?) {
        for (path, known) in writing {
            let found = size(path)
            if found != known.size {
                writing[path] = OpenFile(size: found, isWritten: known.isWritten, changed: now)
            } else if now - known.changed >= patience(with: known) {
                writing[path] = nil
                changes = changes ?? (now, now)
            }
        }
    }

    private func patience(with file: OpenFile) -> Duration {
        file.isWritten || file.size == 0 ? Self.patienceWithWriters : Self.stable
    }

    var hasOpenFiles: Bool { !writing.isEmpty }
}

extension FolderEvent.Kind {
    /// Of the file that it is about; nil for others.
    fileprivate var path: String? {
        switch self {
        case .made(let path), .writing(let path), .written(let path): path
        case .changed, .missed, .unwatched: nil
        }
    }
}
