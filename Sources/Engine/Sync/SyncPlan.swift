internal import Catalogue

/// What a folder and a collection's records say of each other, before any file is read.
struct SyncPlan {
    /// A file to read: new, or different from its record.
    struct Candidate {
        let file: FolderScan.File
        /// The record of the same path.
        let known: FileRecord?
        /// The name that it gets, or has.
        let key: String
    }

    private(set) var unchanged = 0
    private(set) var candidates: [Candidate] = []
    /// Records whose file is gone.
    private(set) var missing: [FileRecord] = []

    init(scan: FolderScan, records: [FileRecord], keys: some Sequence<String>, options: SyncOptions) {
        var known = Dictionary(records.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var fresh: [(index: Int, path: String)] = []
        for file in scan.files {
            let record = known.removeValue(forKey: file.path)
            if let record, !options.force, !options.full, record.signature == file.signature {
                unchanged += 1
                continue
            }
            if record == nil { fresh.append((candidates.count, file.path)) }
            candidates.append(Candidate(file: file, known: record, key: record?.key ?? ""))
        }
        missing = known.values.filter { record in
            !scan.unreadable.contains { record.path.hasPrefix($0) }
        }.sorted { $0.path < $1.path }
        var assigner = KeyAssigner(taken: keys)
        for record in missing { assigner.free(record.key) }
        for (index, path) in fresh {
            candidates[index] = Candidate(
                file: candidates[index].file, known: nil, key: assigner.key(forPath: path))
        }
    }
}
