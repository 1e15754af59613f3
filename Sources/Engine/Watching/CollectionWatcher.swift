internal import Foundation
public import LookalikeFolderWatching

/// Keeps collections up to date with their roots while it runs: a change below a root is followed by a sync of it within a
/// second or two. Files that are being written are waited for, and roots that come back are synced.
///
/// ```swift
/// await CollectionWatcher(engine: engine, collections: .all) { print($0.text) }.run()
/// ```
public struct CollectionWatcher: Sendable {
    private let watch: Watch
    private let makeWatcher: @Sendable () -> (any FolderWatcher)?

    /// - Parameters:
    ///   - engine: it must not be read-only.
    ///   - watcher: makes what tells of changes; nil takes the system's.
    ///   - log: called from any thread.
    public init(
        engine: Engine, collections: WatchedCollections,
        watcher: (@Sendable () -> (any FolderWatcher)?)? = nil,
        log: @escaping @Sendable (WatchNote) -> Void
    ) {
        watch = Watch(engine: engine, collections: collections, log: log)
        makeWatcher =
            watcher ?? {
                let names = IgnoredNames(folders: FileNameKind.isSystemFolder) { FileNameKind($0) == .other }
                return FolderWatching.makeWatcher(ignoring: names)
            }
    }

    /// How often is looked what is due; in between nothing is done.
    private static let step: Duration = .milliseconds(100)

    /// Watches until the task is cancelled.
    public func run() async {
        guard let watcher = makeWatcher() else {
            await watch.note(
                WatchNote(
                    text:
                        "Folders can't be watched here: the system gives no watcher (fs.inotify.max_user_instances). They are compared now and then.",
                    isWarning: true))
            return await run(with: nil)
        }
        defer { watcher.stop() }
        await run(with: watcher)
    }

    private func run(with watcher: (any FolderWatcher)?) async {
        await withDiscardingTaskGroup { group in
            if let watcher {
                group.addTask { for await event in watcher.events { await watch.note(event) } }
            }
            while !Task.isCancelled {
                await watch.refreshIfDue(watcher)
                for work in await watch.due() { group.addTask { await watch.sync(work) } }
                // Cancellation ends the wait early, and the loop checks for it.
                try? await Task.sleep(for: Self.step)
            }
            group.cancelAll()
        }
    }
}
