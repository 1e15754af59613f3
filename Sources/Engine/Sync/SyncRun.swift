internal import Foundation
internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeWorkThreads

/// One sync of a collection with its roots, or with one of them. Meanwhile searches use the previous state. If it is
/// stopped, committed work is kept, and the next sync continues from there.
struct SyncRun {
    let collection: OpenCollection
    /// The folder of the root to sync; nil means all roots.
    let directory: String?
    let embedder: Embedder
    let options: SyncOptions
    /// See ``EngineConfiguration/removalShare``.
    let removalShare: Double
    /// Called for images once they are durable.
    let progress: @Sendable (Job.Progress) -> Void

    /// Which files several images are taken of.
    var frames: FrameOptions { options.frames ?? collection.record.frames }

    /// What a video counts in the window: two of them at a time, with pictures beside them.
    private static let videoWeight = 60 << 20
    /// What a file that may have several pages counts at least: each of its pages may be large, however small the file is.
    private static let pagesWeight = 20 << 20
    private static let window = Intake.Window(count: 96, bytes: 128 << 20)
    private static let commitSize = 256
    private static let commitInterval: Duration = .seconds(1)

    /// The work to do, determined without reading file contents.
    struct Preparation: Sendable {
        let roots: [RootPlan]
        /// Whether the sync is of several roots, some of which may have been left out.
        let areSeveral: Bool
        /// Ids of images whose vectors are damaged.
        let damaged: [Int64]
        let begin: ContinuousClock.Instant
        var report: SyncReport
    }

    /// - Parameter prepared: the result of a recent ``prepare()``; nil calls it.
    /// - Throws: as ``prepare()``; ``EmbeddingError`` where the model can't be used, `CancellationError`.
    func run(_ prepared: Preparation? = nil) async throws -> SyncReport {
        let clock = ContinuousClock()
        do {
            let prepared = if let prepared { prepared } else { try await prepare() }
            var report = prepared.report
            if options.dryRun {
                report.describe(prepared.roots, indexed: collection.count)
            } else {
                try await carryOut(prepared, clock, &report)
            }
            report.seconds = (clock.now - prepared.begin).seconds
            return report
        } catch {
            // For a cancelled task, report the cancellation and not its side effects.
            throw Task.isCancelled ? CancellationError() : error
        }
    }

    private func carryOut(
        _ prepared: Preparation, _ clock: ContinuousClock, _ report: inout SyncReport
    ) async throws {
        let roots = prepared.roots
        let missing = roots.flatMap(\.missing)
        let counter = FrameCounter(progress)
        let contents = SyncContents(missing: missing)
        let folders = SyncFolders(
            roots: try await collection.take(roots), areSeveral: prepared.areSeveral)
        var commit = SyncCommit(
            collection: collection, folders: folders, missing: missing, contents: contents)
        do {
            report.healed = try await Healer(collection: collection, embedder: embedder).heal(
                prepared.damaged)
            let candidates = roots.flatMap(\.plan.candidates)
            if !candidates.isEmpty {
                let reader = SyncReader(
                    collection: collection, folders: folders, embedder: embedder,
                    model: try await embedder.model(of: collection), contents: contents, options: options,
                    counter: counter, frames: frames)
                try await work(candidates, reader, &commit, clock)
            }
            try Task.checkCancellation()
            try await spare(&commit, prepared, &report)
            let places = zip(folders.roots, roots).map { ($0.id, $1.places) }
            try await commit.finish(places: Dictionary(uniqueKeysWithValues: places))
        } catch {
            // Keep and show finished work. The original error is thrown; anything that can't be written now is found
            // by the next sync.
            try? await commit.write()
            try? await commit.publish()
            throw error
        }
        commit.describe(in: &report)
        for (place, root) in folders.roots.enumerated() { report.identify(root, at: roots[place].path) }
        report.indexed = collection.count
        await collection.compactIfWorthwhile(afterSync: true)
    }

    /// Keeps the records of roots of which too much would be removed: files of the same size turned out not to be the
    /// missing ones. New files are stored by now.
    ///
    /// - Throws: ``EngineError/removalsRefused(_:)`` if there is no other root.
    private func spare(
        _ commit: inout SyncCommit, _ prepared: Preparation, _ report: inout SyncReport
    ) async throws {
        let (missing, options) = (commit.missing, options)
        for root in prepared.roots {
            guard let refusal = await Blocking.run({ root.refusal(options, lost: missing) }) else { continue }
            if !prepared.areSeveral { throw EngineError.removalsRefused(refusal) }
            commit.spare(Set(root.missing.map(\.recordID)))
            report.note(root.refused(refusal))
        }
    }

    private func work(
        _ candidates: [SyncPlan.Candidate], _ reader: SyncReader, _ commit: inout SyncCommit,
        _ clock: ContinuousClock
    ) async throws {
        var meter = ProgressMeter(total: candidates.count, begin: clock.now)
        reader.counter.show(meter.progress(at: clock.now))
        var lastCommit = clock.now
        var gathered = 0
        let limits = embedder.limits
        let takesPages = frames.pages
        // Larger files are not read.
        let files = ListedImages(candidates.count) { (candidate: SyncPlan.Candidate) in
            let path = candidate.file.path
            if FileNameKind(path) == .video { return Self.videoWeight }
            let size = Int(candidate.file.signature.size)
            if size > limits.maximumBytes(named: path) { return 0 }
            return takesPages && FileNameKind.mayHavePages(path) ? max(size, Self.pagesWeight) : size
        } item: {
            candidates[$0]
        }
        try await Intake(window: Self.window, isOrdered: false).run(files) { candidate, _ in
            try await reader.outcome(of: candidate)
        } each: { _, outcome in
            commit.add(outcome)
            gathered += 1
            try Task.checkCancellation()
            let isLast = meter.done + gathered == candidates.count
            if isLast || commit.pending >= Self.commitSize || clock.now - lastCommit > Self.commitInterval {
                try await commit.write()
                lastCommit = clock.now
                meter.done += gathered
                gathered = 0
                reader.counter.show(meter.progress(at: lastCommit))
            }
        }
    }
}

extension SyncReport {
    fileprivate mutating func describe(_ roots: [RootPlan], indexed: Int) {
        let candidates = roots.flatMap(\.plan.candidates)
        added = candidates.count { $0.known.isEmpty }
        changed = candidates.count - added
        removed = roots.reduce(0) { $0 + $1.plan.missingFiles }
        self.indexed = indexed
    }

    /// Notes the id of a root that was added.
    fileprivate mutating func identify(_ root: RootRecord, at path: String) {
        for place in roots.indices where roots[place].path == path { roots[place].id = root.id }
    }
}
