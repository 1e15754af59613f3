internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

/// Collects outcomes and writes them: new and changed images as they come, a few hundred at a time; moves and
/// removals at the end, together with publishing to searches.
struct SyncCommit {
    private let collection: OpenCollection
    private let folders: SyncFolders
    private let contents: SyncContents
    /// Ids that records of missing files hold in the catalogue until the end.
    private let heldIDs: Set<String>
    /// Records whose file is missing, as far as known.
    private(set) var missing: Set<Int64>
    /// The files of those that are frames.
    private let filesOfMissing: [Int64: FrameFile]
    private var batch: [StorableImage] = []
    /// Images that need a held id, or would remove an image from searches.
    private var late: [StorableImage] = []
    /// Files with several images that replace others: each with all of them, in one transaction.
    private var replaced = ImagesOfFiles()
    private var lateReplaced = ImagesOfFiles()
    private var atTheEnd: [ImageChange] = []
    /// Whether there are changes that searches don't see yet.
    private var isUnpublished = false
    private var counts = (
        same: 0, sameBroken: 0, added: 0, changed: 0, renamed: 0, failed: 0, removed: 0, frames: 0
    )
    private var problems: [SyncProblem] = []
    private var marks: [SyncProblem] = []

    init(
        collection: OpenCollection, folders: SyncFolders, missing: [ImageRecord], contents: SyncContents
    ) {
        self.collection = collection
        self.folders = folders
        self.contents = contents
        heldIDs = Set(missing.map(\.id))
        self.missing = Set(missing.map(\.recordID))
        filesOfMissing = Dictionary(
            missing.compactMap { record in record.frameFile.map { (record.recordID, $0) } },
            uniquingKeysWith: { a, _ in a })
    }

    /// Images that are not written yet.
    var pending: Int { batch.count + replaced.images.count }

    mutating func add(_ outcome: SyncOutcome) {
        switch outcome {
        case .same(let records, let signature):
            counts.same += 1
            if records.first?.state == .failed { counts.sameBroken += 1 }
            atTheEnd += records.map { .touch(recordID: $0.recordID, signature: signature) }
        case .moved(let records, let target, let signature):
            counts.renamed += 1
            isUnpublished = true
            for record in records {
                missing.remove(record.recordID)
                atTheEnd.append(
                    .move(
                        recordID: record.recordID,
                        id: record.frame.map { FrameID.id($0, of: target.whole) } ?? target.id,
                        root: target.root, path: target.path, name: target.name, signature: signature))
            }
        case .read(let image, let known): add(image, known)
        case .replaced(let images, let known): add(images, known)
        case .skipped(let problem):
            if let problem { problems.append(problem) }
        }
    }

    /// - Parameter known: the record that it replaces.
    private mutating func add(_ image: StorableImage, _ known: ImageRecord?) {
        var isLate = heldIDs.contains(image.id)
        let path = shown(image)
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

    /// - Parameter known: the records that they replace; those that are not among them go.
    private mutating func add(_ images: [StorableImage], _ known: [ImageRecord]) {
        guard let first = images.first else { return }
        let path = shown(first)
        var isLate = images.contains { heldIDs.contains($0.id) }
        if case .failed(let sentence) = first.outcome {
            counts.failed += 1
            problems.append(SyncProblem(path: path, detail: sentence))
            isLate = isLate || known.contains { $0.state == .ready }
        } else {
            if known.isEmpty { counts.added += 1 } else { counts.changed += 1 }
            counts.frames += images.count
        }
        for case .ready(let embedding) in images.map(\.outcome) {
            if let mark = embedding.mark { marks.append(SyncProblem(path: path, detail: mark)) }
        }
        missing.subtract(known.map(\.recordID))
        if isLate { lateReplaced.add(images, known) } else { replaced.add(images, known) }
    }

    /// As reports name a file.
    private func shown(_ image: StorableImage) -> String {
        let place = folders.roots.firstIndex { $0.id == image.root }
        return image.path.map { path in place.map { folders.shown(path, below: $0) } ?? path } ?? image.id
    }

    /// Makes the collected images durable.
    mutating func write() async throws {
        if batch.isEmpty, replaced.images.isEmpty { return }
        try await write(batch + replaced.images, with: replaced.removals, updating: nil)
        batch = []
        replaced = ImagesOfFiles()
    }

    /// Keeps records although their files are missing.
    mutating func spare(_ records: Set<Int64>) { missing.subtract(records) }

    /// Writes the rest and publishes everything to searches.
    ///
    /// - Parameter places: links and mount points below each root, by its id, kept for the next sync.
    mutating func finish(places: [Int64: Set<String>]) async throws {
        try await write()
        counts.removed =
            missing.reduce(into: Set<FrameFile>()) { files, record in
                files.insert(filesOfMissing[record] ?? FrameFile(root: 0, path: "\(record)"))
            }.count
        let removals =
            missing.sorted().map { ImageChange.deleteFile(recordID: $0) } + lateReplaced.removals
        if !removals.isEmpty { isUnpublished = true }
        let now = Date.storable
        try await write(late + lateReplaced.images, with: removals + atTheEnd) { record in
            record.lastSync = now
            for place in record.roots.indices {
                guard let seen = places[record.roots[place].id] else { continue }
                record.roots[place].lastSync = now
                record.roots[place].places = seen
                record.roots[place].isReplacing = false
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
        _ images: [StorableImage], with others: [ImageChange],
        updating change: (@Sendable (inout CollectionRecord) -> Void)?
    ) async throws {
        let collection = collection
        if !images.isEmpty { isUnpublished = true }
        try await collection.store(images, with: others, updating: change)
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
        report.frames = counts.frames > 0 ? counts.frames : nil
        for problem in problems.sorted(by: { PathOrder.precedes($0.path, $1.path) }) { report.note(problem) }
        report.marked = marks.count
        let first = marks.sorted { PathOrder.precedes($0.path, $1.path) }.prefix(SyncReport.maximumProblems)
        report.marks = Array(first)
    }
}

/// The images of files that have several.
private struct ImagesOfFiles {
    private(set) var images: [StorableImage] = []
    /// Of the records that are replaced and have no image of their own any more.
    private(set) var removals: [ImageChange] = []

    mutating func add(_ images: [StorableImage], _ known: [ImageRecord]) {
        self.images += images
        let kept = Set(images.compactMap(\.known))
        removals += known.filter { !kept.contains($0.recordID) }.map { .deleteFile(recordID: $0.recordID) }
    }
}
