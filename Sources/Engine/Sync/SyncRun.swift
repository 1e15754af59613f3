internal import Catalogue
internal import Foundation
internal import Pictures

/// One sync of a collection with its folder. The searches go on meanwhile on the state before; what a sync has
/// committed is kept when it is stopped, and the next one goes on from there.
struct SyncRun {
    let collection: Collection
    let directory: String
    let embedder: Embedder
    let options: SyncOptions
    /// Told of pictures when they are durable, not before.
    let progress: @Sendable (Job.Progress) -> Void

    private static let commitSize = 256
    private static let commitInterval: Duration = .seconds(1)

    /// - Throws: ``EngineError``, ``EmbeddingError`` where the model can't be used, `CancellationError`.
    func run() async throws -> SyncReport {
        let clock = ContinuousClock()
        let begin = clock.now
        var report = SyncReport(collection: collection.name, directory: directory, dryRun: options.dryRun)
        do {
            let (plan, missing) = try await makePlan(&report)
            if options.dryRun {
                report.describe(plan, indexed: collection.count)
            } else {
                try await carryOut(plan, missing, clock, &report)
            }
        } catch {
            // Whatever a cancelled task stumbled over is not what ended the sync.
            throw Task.isCancelled ? CancellationError() : error
        }
        report.seconds = (clock.now - begin).seconds
        return report
    }

    /// What is to be done, and the records of files that are gone.
    private func makePlan(_ report: inout SyncReport) async throws -> (SyncPlan, [ImageRecord]) {
        let (collection, directory, options) = (collection, directory, options)
        async let walk = Blocking.run { try FolderScan.look(directory) }
        async let known = Blocking.run { try collection.catalogue.files(in: collection.id) }
        let (seen, records) = try await (walk, known)
        let scan = try await tellDoubtful(of: seen, records)
        report.total = scan.files.count
        (report.passedBy, report.passedByKinds) = (scan.passedBy.count, scan.passedBy.kinds())
        for problem in scan.problems { report.note(problem) }
        let (plan, missing) = try await Blocking.run {
            var plan = SyncPlan(scan: scan, records: records, readsAll: options.force || options.full)
            let missing = try collection.catalogue.images(ids: plan.missing)
            if plan.hasNewFiles {
                let keys = try collection.catalogue.keys(in: collection.id)
                plan.assignKeys(taken: keys, freed: missing.map(\.key))
            }
            return (plan, missing)
        }
        report.unchanged = plan.unchanged
        report.knownBroken = plan.unchangedBroken
        return (plan, missing)
    }

    /// Opens what neither its name nor a walk before says anything of.
    private func tellDoubtful(of scan: FolderScan, _ records: [FileRecord]) async throws -> FolderScan {
        if scan.doubtful.isEmpty { return scan }
        let (collection, directory) = (collection, directory)
        let readsAll = options.force || options.full
        return try await Blocking.run {
            let path = collection.data.knownNoPictures(collection.id)
            let known = readsAll ? KnownNoPictures() : KnownNoPictures(contentsOf: path)
            var scan = scan
            let next = scan.tellDoubtful(below: directory, records: records, known: known)
            // Only saves the next walk some work.
            if next.marks != known.marks { try? next.write(to: path) }
            return scan
        }
    }

    private func carryOut(
        _ plan: SyncPlan, _ missing: [ImageRecord], _ clock: ContinuousClock, _ report: inout SyncReport
    ) async throws {
        let contents = SyncContents(missing: missing)
        var commit = SyncCommit(
            collection: collection, directory: directory, missing: missing, contents: contents)
        do {
            if !plan.candidates.isEmpty {
                let reader = SyncReader(
                    collection: collection, directory: directory, embedder: embedder,
                    model: try await embedder.model(of: collection.record), contents: contents,
                    options: options)
                try await work(plan.candidates, reader, &commit, clock)
            }
            try Task.checkCancellation()
            try await commit.finish()
        } catch {
            // What is done is kept and shown, whatever stopped the rest.
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
        try await withThrowingTaskGroup(of: (SyncPlan.Candidate, SyncOutcome).self) { group in
            var window = SyncWindow(candidates, fileLimit: embedder.limits.maximumBytes)
            while true {
                while let candidate = window.next() {
                    group.addTask { (candidate, try await reader.outcome(of: candidate)) }
                }
                guard let (candidate, outcome) = try await group.next() else { break }
                window.finished(candidate)
                commit.add(outcome)
                gathered += 1
                try Task.checkCancellation()
                let isLast = meter.done + gathered == candidates.count
                if isLast || commit.pending >= Self.commitSize || clock.now - lastCommit > Self.commitInterval
                {
                    try await commit.write()
                    lastCommit = clock.now
                    meter.done += gathered
                    gathered = 0
                    progress(meter.progress(at: lastCommit))
                }
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
