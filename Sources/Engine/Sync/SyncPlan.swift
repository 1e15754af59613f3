internal import LookalikeCatalogue

/// Compares a root's folder with its records, before any file is read.
struct SyncPlan: Sendable {
    /// A file to read: new, or different from its record.
    struct Candidate {
        /// The place of its root in the sync.
        var place = 0
        let file: FolderScan.File
        /// The record with the same path.
        let known: Int64?
        /// The id for a new file.
        var id: String?
    }

    /// Files that match their records, including broken ones.
    private(set) var unchanged = 0
    private(set) var unchangedBroken = 0
    private(set) var candidates: [Candidate] = []
    /// Records whose file is missing.
    private(set) var missing: [FileRecord] = []

    /// - Parameters:
    ///   - scan: its files by ``PathOrder``.
    ///   - records: also by ``PathOrder``.
    ///   - readsAll: makes every file a candidate.
    init(scan: FolderScan, records: [FileRecord], readsAll: Bool) {
        var next = records.startIndex
        func passMissing(before path: String?) -> FileRecord? {
            while next < records.endIndex {
                let order = path.map { PathOrder.compare(records[next].path, $0) } ?? -1
                if order > 0 { return nil }
                defer { next += 1 }
                if order == 0 { return records[next] }
                if !scan.isUnreadable(records[next].path) { missing.append(records[next]) }
            }
            return nil
        }
        for file in scan.files {
            guard let record = passMissing(before: file.path) else {
                candidates.append(Candidate(file: file, known: nil))
                continue
            }
            if !readsAll, record.signature == file.signature {
                unchanged += 1
                if record.state == .failed { unchangedBroken += 1 }
            } else {
                candidates.append(Candidate(file: file, known: record.recordID))
            }
        }
        _ = passMissing(before: nil)
    }

    /// Takes missing files for present, for now: one of them may have moved to a file of the same size that can't be read
    /// yet.
    mutating func keepMissing(sizes: Set<Int64>) {
        missing.removeAll { record in record.signature.map { sizes.contains($0.size) } ?? false }
    }

    var hasNewFiles: Bool { candidates.contains { $0.known == nil } }

    /// Notes the place of its root in the sync.
    mutating func take(place: Int) {
        for index in candidates.indices { candidates[index].place = place }
    }

    /// Assigns ids to new files.
    mutating func assignIDs(_ assigner: inout IDAssigner) {
        for index in candidates.indices where candidates[index].known == nil {
            candidates[index].id = assigner.id(forPath: candidates[index].file.path)
        }
    }
}
