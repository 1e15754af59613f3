internal import Foundation
internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeWorkThreads

/// One sync of a collection with its folder. Meanwhile searches use the previous state. If it is stopped, committed
/// work is kept, and the next sync continues from there.
struct SyncRun {
    let collection: OpenCollection
    let directory: String
    let embedder: Embedder
    let options: SyncOptions
    /// See ``EngineConfiguration/removalShare``.
    let removalShare: Double
    /// Called for images once they are durable.
    let progress: @Sendable (Job.Progress) -> Void

    private static let window = Intake.Window(count: 96, bytes: 128 << 20)
    private static let commitSize = 256
    private static let commitInterval: Duration = .seconds(1)

    /// The work to do, determined without reading file contents.
    struct Preparation: Sendable {
        var plan: SyncPlan
        /// Records of missing files.
        let missing: [ImageRecord]
        let guardian: RemovalGuard
        let isOtherFolder: Bool
        /// Ids of images whose vectors are damaged.
        let damaged: [Int64]
        /// Links and mount points.
        let places: Set<String>
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
                report.describe(prepared.plan, indexed: collection.count)
                if let refusal = try await check(prepared) {
                    report.note(SyncProblem(path: "", detail: "\(refusal)"))
                }
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

    /// Compares the folder with the records.
    ///
    /// - Throws: ``EngineError/otherFolder(collection:has:asked:)``, ``EngineError/removalsRefused(_:)``,
    ///   ``EngineError/folderUnreadable(path:detail:)``.
    func prepare() async throws -> Preparation {
        let begin = ContinuousClock.now
        let (collection, directory, options) = (collection, directory, options)
        async let walk = Blocking.run { try FolderScan.look(directory) }
        async let damaged =
            options.dryRun
            ? [] : collection.damagedImages(readsAll: options.full || options.force)
        async let known = collection.catalogue.files(in: collection.recordID)
        let (seen, records) = try await (walk, known)
        let isOther = try await Blocking.run {
            try collection.isOtherFolder(directory, records, replaces: options.replaceFolder)
        }
        let scan = try await tellDoubtful(of: seen, records)
        var report = SyncReport(collection: collection.name, directory: directory, dryRun: options.dryRun)
        report.total = scan.files.count
        (report.passedBy, report.passedByKinds) = (scan.passedBy.count, scan.passedBy.kinds())
        for problem in scan.problems { report.note(problem) }
        let bare = await Blocking.run {
            SyncPlan(scan: scan, records: records, readsAll: options.force || options.full)
        }
        let missing = try await collection.catalogue.images(recordIDs: bare.missing.map(\.recordID))
        let ids = bare.hasNewFiles ? try await collection.catalogue.ids(in: collection.recordID) : []
        let plan = await Blocking.run {
            var plan = bare
            if plan.hasNewFiles { plan.assignIDs(taken: ids, freed: missing.map(\.id)) }
            return plan
        }
        report.unchanged = plan.unchanged
        report.knownBroken = plan.unchangedBroken
        let prepared = Preparation(
            plan: plan, missing: missing,
            guardian: RemovalGuard(
                collection: collection.name, directory: directory, share: removalShare,
                places: scan.places.union(collection.record.syncPlaces), records: records),
            isOtherFolder: isOther, damaged: try await damaged, places: scan.places, begin: begin,
            report: report)
        if !options.dryRun, let refusal = try await check(prepared) {
            throw EngineError.removalsRefused(refusal)
        }
        return prepared
    }

    /// Why removals that are certain before any file is read must not happen; nil if they may.
    private func check(_ prepared: Preparation) async throws -> RemovalRefusal? {
        if options.allowRemovals { return nil }
        // Replacing a folder removes its images on purpose, unless the new folder is empty.
        if prepared.isOtherFolder, prepared.report.total > 0 { return nil }
        return await Blocking.run { prepared.guardian.refusal(prepared.plan.certainlyLost) }
    }

    /// Opens files that neither their name nor an earlier walk identifies.
    private func tellDoubtful(of scan: FolderScan, _ records: [FileRecord]) async throws -> FolderScan {
        if scan.doubtful.isEmpty { return scan }
        let (collection, directory) = (collection, directory)
        let readsAll = options.force || options.full
        return await Blocking.run {
            let path = collection.data.knownNonImages(collection.recordID)
            let known = readsAll ? KnownNonImages() : KnownNonImages(contentsOf: path)
            var scan = scan
            let next = scan.tellDoubtful(below: directory, records: records, known: known)
            // Only saves work in the next walk.
            if next.marks != known.marks { try? next.write(to: path) }
            return scan
        }
    }

    private func carryOut(
        _ prepared: Preparation, _ clock: ContinuousClock, _ report: inout SyncReport
    ) async throws {
        let (collection, plan, missing) = (collection, prepared.plan, prepared.missing)
        let contents = SyncContents(missing: missing)
        var commit = SyncCommit(
            collection: collection, directory: directory, missing: missing, contents: contents)
        do {
            if prepared.isOtherFolder { try await commit.takeFolder() }
            try await commit.keep(places: prepared.places)
            report.healed = try await Healer(collection: collection, embedder: embedder).heal(
                prepared.damaged)
            if !plan.candidates.isEmpty {
                let reader = SyncReader(
                    collection: collection, directory: directory, embedder: embedder,
                    model: try await embedder.model(of: collection), contents: contents, options: options)
                try await work(plan.candidates, reader, &commit, clock)
            }
            try Task.checkCancellation()
            // Files of the same size turned out not to be the missing ones. New files are stored by now.
            let missing = commit.missing
            if !options.allowRemovals, !prepared.isOtherFolder,
                let refusal = await Blocking.run({ prepared.guardian.refusal(missing) })
            {
                throw EngineError.removalsRefused(refusal)
            }
            try await commit.finish(places: prepared.places)
        } catch {
            // Keep and show finished work. The original error is thrown; anything that can't be written now is found
            // by the next sync.
            try? await commit.write()
            try? await commit.publish()
            throw error
        }
        commit.describe(in: &report)
        report.indexed = collection.count
        await collection.compactIfWorthwhile(afterSync: true)
    }

    private func work(
        _ candidates: [SyncPlan.Candidate], _ reader: SyncReader, _ commit: inout SyncCommit,
        _ clock: ContinuousClock
    ) async throws {
        var meter = ProgressMeter(total: candidates.count, begin: clock.now)
        progress(meter.progress(at: clock.now))
        var lastCommit = clock.now
        var gathered = 0
        let fileLimit = embedder.limits.maximumBytes
        // Larger files are not read.
        let files = ListedImages(candidates.count) { (candidate: SyncPlan.Candidate) in
            let size = Int(candidate.file.signature.size)
            return size <= fileLimit ? size : 0
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
                progress(meter.progress(at: lastCommit))
            }
        }
    }
}

extension SyncReport {
    fileprivate mutating func describe(_ plan: SyncPlan, indexed: Int) {
        added = plan.candidates.count { $0.known == nil }
        changed = plan.candidates.count - added
        removed = plan.missing.count
        self.indexed = indexed
    }
}
