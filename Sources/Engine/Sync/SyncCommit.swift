internal import Catalogue
internal import Foundation

/// Gathers outcomes and writes them: new and changed pictures as they come, a few hundred at a time; moves and
/// removals at the end, with the state that searches see.
struct SyncCommit {
    private let collection: Collection
    private let contents: SyncContents
    /// Names that a record whose file is gone still has in the catalogue, until the end.
    private let heldKeys: Set<String>
    private var missing: [Int64: FileRecord]
    private var batch: [SyncOutcome] = []
    /// Outcomes that need a held name.
    private var late: [SyncOutcome] = []
    private var atTheEnd: [ImageChange] = []
    /// What searches see when it is over.
    private var delta = IndexDelta()
    private var counts = (same: 0, added: 0, changed: 0, renamed: 0, failed: 0, removed: 0)
    private var problems: [SyncProblem] = []

    init(collection: Collection, plan: SyncPlan, contents: SyncContents) {
        self.collection = collection
        self.contents = contents
        heldKeys = Set(plan.missing.map(\.key))
        missing = Dictionary(plan.missing.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    }

    /// Outcomes that are not written yet.
    var pending: Int { batch.count }

    mutating func add(_ outcome: SyncOutcome) {
        switch outcome {
        case .same(let record, let signature):
            counts.same += 1
            atTheEnd.append(.touch(id: record.id, signature: signature))
        case .moved(let record, let target, let signature):
            counts.renamed += 1
            missing[record.id] = nil
            atTheEnd.append(
                .move(
                    id: record.id, key: target.key, path: target.path, name: target.name, signature: signature))
        case .embedded(let target, _, _): put(outcome, target)
        case .broken(let target, _, let sentence):
            counts.failed += 1
            problems.append(SyncProblem(path: target.path, detail: sentence))
            put(outcome, target)
        case .skipped(let problem):
            if let problem { problems.append(problem) }
        }
    }

    private mutating func put(_ outcome: SyncOutcome, _ target: SyncTarget) {
        if let known = target.known { missing[known.id] = nil }
        if case .embedded = outcome { if target.known == nil { counts.added += 1 } else { counts.changed += 1 } }
        if heldKeys.contains(target.key) { late.append(outcome) } else { batch.append(outcome) }
    }

    /// Makes what was gathered durable.
    mutating func write() async throws {
        try await write(batch, with: [], updating: nil)
        batch = []
    }

    /// Writes the rest and lets searches see all of it.
    mutating func finish(directory: String) async throws {
        try await write()
        for record in missing.values { delta.removed.append(record.id) }
        counts.removed = missing.count
        let removals = missing.keys.sorted().map { ImageChange.delete(id: $0) }
        var record = collection.record
        record.directory = directory
        record.lastSync = Date()
        try await write(late, with: removals + atTheEnd, updating: record)
        try await publish()
    }

    /// Lets searches see what is written.
    mutating func publish() async throws {
        let (collection, delta) = (collection, delta)
        self.delta = IndexDelta()
        try await Blocking.run { try collection.publish(delta) }
    }

    private mutating func write(
        _ outcomes: [SyncOutcome], with others: [ImageChange], updating record: CollectionRecord?
    ) async throws {
        let collection = collection
        let written = try await Blocking.run {
            try collection.store(outcomes.compactMap { StoredPicture($0) }, with: others, updating: record)
        }
        delta.added += written.added
        delta.removed += written.removed
        await contents.committed(written.embedded)
    }

    func describe(in report: inout SyncReport) {
        report.unchanged += counts.same
        report.added = counts.added
        report.changed = counts.changed
        report.renamed = counts.renamed
        report.removed = counts.removed
        report.failed = counts.failed
        for problem in problems.sorted(by: { $0.path < $1.path }) { report.note(problem) }
    }
}

extension SyncTarget {
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
