internal import LookalikeCatalogue

/// What a sync knows about contents by their hash, so that identical files are embedded once and renamed files keep
/// their record.
actor SyncContents {
    /// By the hash of the file; each file with all its images.
    private var missing: [String: [[ImageRecord]]]
    /// Made by this sync and not yet in the catalogue.
    private var inFlight: [String: Task<ImageEmbedding, any Error>] = [:]

    init(missing: [ImageRecord]) {
        let files = Dictionary(grouping: missing) { FrameFile(root: $0.root ?? 0, path: $0.path ?? $0.id) }
        let ordered = files.values.sorted { $0[0].recordID < $1[0].recordID }
        self.missing = Dictionary(grouping: ordered) { $0[0].fileHash }
    }

    /// Takes the records of a missing file that had these bytes; each file is taken once.
    func claimMissing(_ hash: String) -> [ImageRecord]? {
        guard var files = missing[hash], !files.isEmpty else { return nil }
        let file = files.removeFirst()
        missing[hash] = files
        return file
    }

    /// Runs `make` once for all files with these bytes that are processed at the same time.
    func embedding(
        of hash: String, _ make: @escaping @Sendable () async throws -> ImageEmbedding
    ) async throws -> ImageEmbedding {
        if let task = inFlight[hash] { return try await task.value }
        let task = Task { try await make() }
        inFlight[hash] = task
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Forgets contents that are in the catalogue now; later copies find them there.
    func committed(_ hashes: [String]) {
        for hash in hashes { inFlight[hash] = nil }
    }
}
