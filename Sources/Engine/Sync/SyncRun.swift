internal import Catalogue
internal import Foundation

/// One sync of a collection with its folder. The searches go on meanwhile on the state before; what a sync has
/// committed is kept when it is stopped, and the next one goes on from there.
struct SyncRun {
    let collection: Collection
    let directory: String
    let embedder: Embedder
    let options: SyncOptions
    let progress: @Sendable (Job.Progress) -> Void

    /// Pictures on their way at once: enough to keep decoders and network busy, few enough to hold in memory.
    private static let window = 96
    private static let commitSize = 256
    private static let commitInterval: Duration = .seconds(2)

    /// - Throws: ``EngineError``, ``EmbeddingError`` where the model can't be used, `CancellationError`.
    func run() async throws -> SyncReport {
        let clock = ContinuousClock()
        let begin = clock.now
        var report = SyncReport(collection: collection.name, directory: directory, dryRun: options.dryRun)
        let (plan, records) = try await makePlan(&report)
        if options.dryRun {
            report.describe(plan, indexed: collection.count)
        } else {
            try await carryOut(plan, records, clock, &report)
        }
        report.seconds = (clock.now - begin).seconds
        return report
    }

    private func carryOut(
        _ plan: SyncPlan, _ records: [FileRecord], _ clock: ContinuousClock, _ report: inout SyncReport
    ) async throws {
        let contents = SyncContents(missing: plan.missing, indexed: records)
        var commit = SyncCommit(collection: collection, plan: plan, contents: contents)
        do {
            if !plan.candidates.isEmpty {
                let reader = SyncReader(
                    collection: collection, directory: directory, embedder: embedder,
                    model: try await embedder.model(named: collection.record.model), contents: contents,
                    options: options)
                try await work(plan.candidates, reader, &commit, clock)
            }
            try await commit.finish(directory: directory)
        } catch {
            // What is in the catalogue already is shown, whatever stopped the rest.
            try await commit.publish()
            throw error
        }
        commit.describe(in: &report)
        report.indexed = collection.count
        try await collection.compactIfWorthwhile(afterSync: true)
    }

    private func makePlan(_ report: inout SyncReport) async throws -> (SyncPlan, [FileRecord]) {
        let (collection, directory, options) = (collection, directory, options)
        let (plan, records, scan) = try await Blocking.run {
            let scan = try FolderScan.walk(directory)
            let records = try collection.catalogue.files(in: collection.id)
            let keys = try collection.catalogue.keys(in: collection.id)
            return (SyncPlan(scan: scan, records: records, keys: keys.keys, options: options), records, scan)
        }
        report.total = scan.files.count
        report.unchanged = plan.unchanged
        for problem in scan.problems { report.note(problem) }
        return (plan, records)
    }

    private func work(
        _ candidates: [SyncPlan.Candidate], _ reader: SyncReader, _ commit: inout SyncCommit, _ clock: ContinuousClock
    ) async throws {
        var meter = ProgressMeter(total: candidates.count, begin: clock.now)
        progress(meter.progress(at: clock.now))
        var lastCommit = clock.now
        try await withThrowingTaskGroup(of: SyncOutcome.self) { group in
            var remaining = candidates.makeIterator()
            for _ in 0..<Self.window {
                guard let candidate = remaining.next() else { break }
                group.addTask { try await reader.outcome(of: candidate) }
            }
            while let outcome = try await group.next() {
                try Task.checkCancellation()
                if let candidate = remaining.next() { group.addTask { try await reader.outcome(of: candidate) } }
                commit.add(outcome)
                meter.done += 1
                progress(meter.progress(at: clock.now))
                if commit.pending >= Self.commitSize || clock.now - lastCommit > Self.commitInterval {
                    try await commit.write()
                    lastCommit = clock.now
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
