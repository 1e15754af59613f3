internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeFolderWatching
internal import LookalikeWorkThreads

/// What a ``CollectionWatcher`` knows of the roots that it watches.
actor Watch {
    /// One sync that is due.
    struct Work: Sendable {
        let collection: String
        let roots: [Int64]
        let unsettled: Set<String>
    }

    private let engine: Engine
    private let collections: WatchedCollections
    private let log: @Sendable (WatchNote) -> Void
    private var roots: [Int64: WatchedRoot] = [:]
    /// Collections that it syncs just now.
    private var syncing: Set<String> = []
    private var lastRefresh: ContinuousClock.Instant?
    /// The last failure of a collection's sync, so that it is told once.
    private var failures: [String: String] = [:]

    /// How often is looked which roots there are.
    private static let refreshInterval: Duration = .seconds(2)
    /// Until a sync is tried again that failed for another reason than its folder.
    private static let retry: Duration = .seconds(30)

    init(engine: Engine, collections: WatchedCollections, log: @escaping @Sendable (WatchNote) -> Void) {
        self.engine = engine
        self.collections = collections
        self.log = log
    }

    func note(_ note: WatchNote) { log(note) }

    func note(_ event: FolderEvent) {
        guard roots[event.folder] != nil else { return }
        roots[event.folder]?.note(event.kind, at: .now)
        switch event.kind {
        case .missed(let sentence), .unwatched(let sentence): log(WatchNote(text: sentence, isWarning: true))
        case .changed, .made, .writing, .written: break
        }
    }

    // MARK: Which roots there are

    /// Looks which roots there are, and which of their folders.
    func refreshIfDue(_ watcher: (any FolderWatcher)?) async {
        if let lastRefresh, .now - lastRefresh < Self.refreshInterval { return }
        lastRefresh = .now
        do {
            let records = try await engine.collectionRecords().filter { collections.contains($0.name) }
            await take(records, watcher)
        } catch {
            fail("", "\(error)")
        }
    }

    private func take(_ records: [CollectionRecord], _ watcher: (any FolderWatcher)?) async {
        let known = records.flatMap { record in record.roots.map { (record, $0) } }
        let ids = Set(known.map(\.1.id))
        for id in roots.keys where !ids.contains(id) {
            roots[id] = nil
            watcher?.unwatch(id)
        }
        let found = await Blocking.run { known.map { RootFolder.Identity(readable: $0.1.path) } }
        for ((record, root), folder) in zip(known, found) {
            let collection = record.name
            var watched = roots[root.id] ?? WatchedRoot(root, of: collection, record.frames, at: .now)
            // Files of another kind are wanted, or not wanted any more.
            if watched.frames != record.frames {
                watched.frames = record.frames
                watched.note(.changed, at: .now)
            }
            let isChanged = watched.folder != folder || watched.root.path != root.path
            watched.root = root
            if watched.folder != folder, folder == nil {
                log(
                    WatchNote(
                        text: "The folder \(root.path) of '\(collection)' is away; its images are kept.",
                        isWarning: true))
            }
            watched.folder = folder
            roots[root.id] = watched
            if isChanged || folder == nil && !root.isOffline {
                await follow(root, in: collection, folder, watcher)
            }
        }
    }

    /// Watches a root whose folder came, and notes whether it is there.
    private func follow(
        _ root: RootRecord, in collection: String, _ folder: RootFolder.Identity?,
        _ watcher: (any FolderWatcher)?
    ) async {
        if folder != nil, let watcher {
            roots[root.id]?.isWhole = true
            await Blocking.run { watcher.watch(root.path, as: root.id) }
        } else {
            roots[root.id]?.isWhole = false
            watcher?.unwatch(root.id)
        }
        // What happened before it was watched.
        roots[root.id]?.note(.changed, at: .now)
        do { try await engine.lookAtRoots(of: engine.collection(named: collection)) } catch {
            fail(collection, "\(error)")
        }
    }

    // MARK: Syncs

    /// The syncs that are due, one for each collection.
    func due() async -> [Work] {
        let now = ContinuousClock.now
        await settle(at: now)
        let due = roots.values.filter { $0.isDue(at: now) && !syncing.contains($0.collection) }
        return Dictionary(grouping: due, by: \.collection).map { collection, due in
            syncing.insert(collection)
            for watched in due { roots[watched.root.id]?.begin() }
            let unsettled = roots.values.filter { $0.collection == collection }.map(\.unsettled)
            return Work(
                collection: collection, roots: due.map(\.root.id),
                unsettled: unsettled.reduce(into: []) { $0.formUnion($1) })
        }
    }

    private func settle(at now: ContinuousClock.Instant) async {
        for (id, watched) in roots where watched.hasOpenFiles {
            let paths = Array(watched.unsettled)
            let sizes = await Blocking.run {
                Dictionary(uniqueKeysWithValues: paths.map { ($0, RootFolder.size($0)) })
            }
            roots[id]?.settle(at: now) { sizes[$0] ?? nil }
        }
    }

    func sync(_ work: Work) async {
        let begin = ContinuousClock.now
        var (pause, isAgain): (Duration, Bool) = (.zero, false)
        do {
            let collection = try await engine.collection(named: work.collection)
            var options = SyncOptions(batchSize: engine.configuration.maximumBatch)
            options.unsettled = work.unsettled
            // All roots: a file may have moved from one to another.
            let report = try await engine.sync(collection, options: options)
            tell(report)
            // At least half of the time is left to others, however much changes.
            pause = .now - begin
        } catch EngineError.syncRunning {
            (pause, isAgain) = (.seconds(1), true)
        } catch is CancellationError {
            isAgain = true
        } catch EngineError.unknownCollection {
            // It was deleted; the next look finds its roots gone.
        } catch EngineError.removalsRefused(let refusal) {
            // The next change, or a sync by hand, tries again.
            fail(work.collection, "\(EngineError.removalsRefused(refusal))")
        } catch EngineError.folderUnreadable {
            // The next look tells that it is away, or back.
        } catch {
            fail(work.collection, "\(error)")
            (pause, isAgain) = (Self.retry, true)
        }
        syncing.remove(work.collection)
        for id in work.roots {
            let isWhole = roots[id]?.isWhole ?? true
            // Nothing tells what changes in a root that is not watched.
            let rest = isWhole ? pause : max(pause, max(WatchedRoot.interval, (.now - begin) * 10))
            roots[id]?.rest(rest, isAgain: isAgain || !isWhole, from: .now)
        }
    }

    private func tell(_ report: SyncReport) {
        if let refused = report.roots.first(where: { $0.state == .refused }) {
            fail(report.collection, refused.detail ?? "The folder \(refused.path) was not synced.")
        } else {
            failures[report.collection] = nil
        }
        let counts = [
            ("added", report.added), ("changed", report.changed), ("renamed", report.renamed),
            ("removed", report.removed), ("failed", report.failed),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        if counts.isEmpty { return }
        log(
            WatchNote(
                text:
                    "'\(report.collection)' has \(report.indexed) images: \(counts.joined(separator: ", ")).",
                isWarning: false))
    }

    private func fail(_ collection: String, _ sentence: String) {
        guard failures[collection] != sentence else { return }
        failures[collection] = sentence
        log(WatchNote(text: sentence, isWarning: true))
    }
}
