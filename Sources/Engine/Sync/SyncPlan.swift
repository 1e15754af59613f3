internal import LookalikeCatalogue

/// Compares a root's folder with its records, before any file is read.
struct SyncPlan: Sendable {
    /// A file to read: new, or different from its record.
    struct Candidate {
        /// The place of its root in the sync.
        var place = 0
        let file: FolderScan.File
        /// The records with the same path: one, or those of all frames of a file.
        let known: [Int64]
        /// The id for a new file.
        var id: String?
        /// What its frames are called by if it turns out to have several images.
        var whole: String?
    }

    /// Files that match their records, including broken ones.
    private(set) var unchanged = 0
    private(set) var unchangedBroken = 0
    private(set) var candidates: [Candidate] = []
    /// Of the unchanged files those that are videos by their names.
    private(set) var unchangedVideos: [Candidate] = []
    /// Records whose file is missing.
    private(set) var missing: [FileRecord] = []

    /// - Parameters:
    ///   - scan: its files by ``PathOrder``.
    ///   - records: also by ``PathOrder``.
    ///   - readsAll: makes every file a candidate.
    init(scan: FolderScan, records: [FileRecord], readsAll: Bool) {
        var next = records.startIndex
        /// The records of a file.
        func passMissing(before path: String?) -> ArraySlice<FileRecord> {
            while next < records.endIndex {
                let order = path.map { PathOrder.compare(records[next].path, $0) } ?? -1
                if order > 0 { return [] }
                if order == 0 {
                    let first = next
                    while next < records.endIndex, records[next].isOfSameFile(as: records[first]) {
                        next += 1
                    }
                    return records[first..<next]
                }
                if !scan.isUnreadable(records[next].path) { missing.append(records[next]) }
                next += 1
            }
            return []
        }
        for file in scan.files {
            let found = passMissing(before: file.path)
            if !readsAll, let record = found.first, found.allSatisfy({ $0.signature == file.signature }) {
                unchanged += 1
                if record.state == .failed { unchangedBroken += 1 }
                if FileNameKind(file.path) == .video {
                    unchangedVideos.append(Candidate(file: file, known: found.map(\.recordID)))
                }
            } else {
                candidates.append(Candidate(file: file, known: found.map(\.recordID)))
            }
        }
        _ = passMissing(before: nil)
    }

    /// Reads some of ``unchangedVideos`` nevertheless.
    mutating func read(videosOf recordIDs: Set<Int64>) {
        let read = unchangedVideos.filter { !recordIDs.isDisjoint(with: $0.known) }
        unchanged -= read.count
        candidates += read
    }

    /// Takes missing files for present, for now: one of them may have moved to a file of the same size that can't be read
    /// yet.
    mutating func keepMissing(sizes: Set<Int64>) {
        missing.removeAll { record in record.signature.map { sizes.contains($0.size) } ?? false }
    }

    var hasNewFiles: Bool { candidates.contains { $0.known.isEmpty } }

    /// Files that are missing; one may have many records.
    var missingFiles: Int { missing.files.count }

    /// Notes the place of its root in the sync.
    mutating func take(place: Int) {
        for index in candidates.indices { candidates[index].place = place }
    }

    /// Assigns ids to new files.
    mutating func assignIDs(_ assigner: inout IDAssigner) {
        for index in candidates.indices where candidates[index].known.isEmpty {
            let path = candidates[index].file.path
            let isWhole = FileNameKind(path).isCalledByPath
            candidates[index].id = isWhole ? assigner.id(ofWhole: path) : assigner.id(forPath: path)
        }
    }

    /// Assigns what pages are called by, which only the content of a file shows to have any.
    mutating func assignWholes(_ assigner: inout IDAssigner) {
        for index in candidates.indices where FileNameKind(candidates[index].file.path) != .video {
            let path = candidates[index].file.path
            candidates[index].whole = candidates[index].id == path ? path : assigner.id(ofWhole: path)
        }
    }
}

extension FileRecord {
    func isOfSameFile(as other: FileRecord) -> Bool { PathOrder.compare(path, other.path) == 0 }
}

extension [FileRecord] {
    /// Grouped by file, if they are in ``PathOrder``.
    var files: [ArraySlice<FileRecord>] {
        var files: [ArraySlice<FileRecord>] = []
        var first = startIndex
        while first < endIndex {
            let end = self[first...].firstIndex { !$0.isOfSameFile(as: self[first]) } ?? endIndex
            files.append(self[first..<end])
            first = end
        }
        return files
    }
}
