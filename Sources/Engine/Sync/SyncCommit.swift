internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

/// Collects outcomes and writes them: new and changed images as they come, a few hundred at a time; moves and
/// removals at the end, together with publishing to searches.
struct SyncCommit {
    private let collection: OpenCollection
    private let directory: String
    private let contents: SyncContents
    /// Ids that records of missing files hold in the catalogue until the end.
    private let heldIDs: Set<String>
    /// Records whose file is missing, as far as known.
    private(set) var missing: Set<Int64>
    private var batch: [StorableImage] = []
    /// Images that need a held id, or would remove an image from searches.
    private var late: [StorableImage] = []
    private var atTheEnd: [ImageChange] = []
    /// Whether there are changes that searches don't see yet.
    private var isUnpublished = false
    private var counts = (same: 0, sameBroken: 0, added: 0, changed: 0, renamed: 0, failed: 0, removed: 0)
    private var problems: [SyncProblem] = []
    private var marks: [SyncProblem] = []

    init(collection: OpenCollection, directory: String, missing: [ImageRecord], contents: SyncContents) {
        self.collection = collection
        self.directory = directory
        self.contents = contents
        heldIDs = Set(missing.map(\.id))
        self.missing = Set(missing.map(\.recordID))
    }

    /// Images that are not written yet.
    var pending: Int { batch.count }

    mutating func add(_ outcome: SyncOutcome) {
        switch outcome {
        case .same(let record, let signature):
            counts.same += 1
            if record.state == .failed { counts.sameBroken += 1 }
            atTheEnd.append(.touch(recordID: record.recordID, signature: signature))
        case .moved(let record, let target, let signature):
            counts.renamed += 1
            missing.remove(record.recordID)
            isUnpublished = true
            atTheEnd.append(
                .move(
                    recordID: record.recordID, id: target.id, path: target.path, name: target.name,
                    signature: signature
                ))
        case .read(let image, let known): add(image, known)
        case .skipped(let problem):
            if let problem { problems.append(problem) }
        }
    }

    /// - Parameter known: the record that it replaces.
    private mutating func add(_ image: StorableImage, _ known: ImageRecord?) {
        var isLate = heldIDs.contains(image.id)
        let path = image.path ?? image.id
        switch image.outcome {
        case .ready(let embedding):
            if let mark = embedding.mark { marks.append(SyncProblem(path: path, detail: mark)) }
            if known == nil { counts.added += 1 } else { counts.changed += 1 }
        case .failed(let sentence):
            counts.failed += 1
            problems.append(SyncProblem(path: path, detail: sentence))
            isLate = isLate || known?.state == .ready
        }
        if let known { missing.remove(known.recordID) }
        if isLate { late.append(image) } else { batch.append(image) }
    }

    /// Makes the collected images durable.
    mutating func write() async throws {
        if batch.isEmpty { return }
        var record = collection.record
        // Stored images need their folder, even if this sync ends early.
        let isFirst = record.directory == nil
        record.directory = directory
        try await write(batch, with: [], updating: isFirst ? record : nil)
        batch = []
    }

    /// Makes the folder the collection's before any of its images is stored, because paths are relative to it.
    func takeFolder() async throws {
        let (collection, directory) = (collection, directory)
        try await collection.configure { record in
            record.directory = directory
            record.isReplacingFolder = true
        }
    }

    /// Stores the links and mount points before any image below them is stored.
    func keep(places: Set<String>) async throws {
        let collection = collection
        let all = collection.record.syncPlaces.union(places)
        guard all != collection.record.syncPlaces else { return }
        try await collection.configure { $0.syncPlaces = all }
    }

    /// Writes the rest and publishes everything to searches.
    ///
    /// - Parameter places: links and mount points of the folder, kept for the next sync.
    mutating func finish(places: Set<String>) async throws {
        try await write()
        counts.removed = missing.count
        let removals = missing.sorted().map { ImageChange.deleteFile(recordID: $0) }
        if !removals.isEmpty { isUnpublished = true }
        var record = collection.record
        record.directory = directory
        record.lastSync = .storable
        try await write(late, with: removals + atTheEnd, updating: record)
        if record.syncPlaces != places || record.isReplacingFolder {
            let collection = collection
            try await collection.configure { record in
                record.syncPlaces = places
                record.isReplacingFolder = false
            }
        }
        try await publish()
    }

    /// Publishes everything written to searches.
    mutating func publish() async throws {
        guard isUnpublished else { return }
        let collection = collection
        try await collection.withWriter { try await $0.publishAll() }
        isUnpublished = false
    }

    private mutating func write(
        _ images: [StorableImage], with others: [ImageChange], updating record: CollectionRecord?
    ) async throws {
        let collection = collection
        if !images.isEmpty { isUnpublished = true }
        try await collection.store(images, with: others, updating: record)
        await contents.committed(images.map(\.hash))
    }

    func describe(in report: inout SyncReport) {
        report.unchanged += counts.same
        report.knownBroken += counts.sameBroken
        report.added = counts.added
        report.changed = counts.changed
        report.renamed = counts.renamed
        report.removed = counts.removed
        report.failed = counts.failed
        for problem in problems.sorted(by: { PathOrder.precedes($0.path, $1.path) }) { report.note(problem) }
        report.marked = marks.count
        let first = marks.sorted { PathOrder.precedes($0.path, $1.path) }.prefix(SyncReport.maximumProblems)
        report.marks = Array(first)
    }
}
