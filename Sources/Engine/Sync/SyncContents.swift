internal import Catalogue

/// What a sync knows of contents by their hash: so that identical files are embedded once, and a file that was
/// renamed keeps its record.
actor SyncContents {
    private var missing: [String: [ImageRecord]]
    /// Made by this sync and not in the catalogue yet.
    private var inFlight: [String: Task<SyncEmbedding, any Error>] = [:]

    init(missing: [ImageRecord]) {
        self.missing = Dictionary(grouping: missing, by: \.contentHash)
    }

    /// Takes the record of a file that is gone and had these bytes; each is given once.
    func claimMissing(_ hash: String) -> ImageRecord? {
        guard var records = missing[hash], !records.isEmpty else { return nil }
        let record = records.removeFirst()
        missing[hash] = records
        return record
    }

    /// Runs `make` once for all files with these bytes that are worked on at the same time.
    func embedding(
        of hash: String, _ make: @escaping @Sendable () async throws -> SyncEmbedding
    ) async throws -> SyncEmbedding {
        if let task = inFlight[hash] { return try await task.value }
        let task = Task { try await make() }
        inFlight[hash] = task
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Forgets contents that are in the catalogue now: later copies find them there.
    func committed(_ hashes: [String]) {
        for hash in hashes { inFlight[hash] = nil }
    }
}
