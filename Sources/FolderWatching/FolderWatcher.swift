/// Tells what changes below folders. Another system's way of telling it conforms to this, and is named in
/// ``FolderWatching/makeWatcher(ignoring:)``.
public protocol FolderWatcher: Sendable {
    /// What happens below the watched folders; ends when the watcher stops. One loop may read them.
    var events: AsyncStream<FolderEvent> { get }
    /// Watches a folder and the folders below it, those that links lead to included. Blocks while they are walked.
    ///
    /// - Parameter id: what events call it; watching another folder under it replaces the first.
    func watch(_ path: String, as id: Int64)
    /// Forgets a folder; events that are under way may still come.
    func unwatch(_ id: Int64)
    /// Ends the events. Nothing can be watched afterwards.
    func stop()
}

/// Something that happened below a watched folder.
public struct FolderEvent: Sendable, Equatable {
    /// What happened. Paths begin with that of the watched folder.
    public enum Kind: Sendable, Equatable {
        /// Folders came or went, or something else changed that is no file's content.
        case changed
        /// A file was made. Whether it is complete is not known: nothing more may come of it, as of a link.
        case made(String)
        /// A file is being written: it is not to be read before it is closed.
        case writing(String)
        /// A file was written and closed, moved or removed: whatever is at its path is complete.
        case written(String)
        /// Changes were missed, as the sentence says: the folder has to be compared as a whole.
        case missed(String)
        /// The folder can't be watched, or not all of it, as the sentence says: it has to be compared now and then.
        case unwatched(String)
    }

    /// The id that the folder was watched as.
    public let folder: Int64
    /// What happened.
    public let kind: Kind

    /// An event of a folder.
    public init(folder: Int64, kind: Kind) {
        self.folder = folder
        self.kind = kind
    }
}

/// Names that no event is about.
public struct IgnoredNames: Sendable {
    /// Folders that are not watched.
    public let isFolderIgnored: @Sendable (String) -> Bool
    /// Files whose changes don't matter.
    public let isFileIgnored: @Sendable (String) -> Bool

    /// Both get a name without the folders before it.
    public init(
        folders: @escaping @Sendable (String) -> Bool, files: @escaping @Sendable (String) -> Bool
    ) {
        isFolderIgnored = folders
        isFileIgnored = files
    }
}

/// The watcher of the system that the program was built for.
public enum FolderWatching {
    /// - Returns: nil if the system has none that is known, or none is left.
    public static func makeWatcher(ignoring names: IgnoredNames) -> (any FolderWatcher)? {
        #if canImport(Glibc)
            InotifyWatcher(ignoring: names)
        #else
            nil
        #endif
    }
}
