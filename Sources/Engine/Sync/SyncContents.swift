internal import Catalogue

/// What a sync knows of contents by their hash: so that identical files are embedded once, and a file that was
/// renamed keeps its record.
actor SyncContents {
    private var missing: [String: [FileRecord]]
    /// A picture of the collection with these bytes.
    private var indexed: [String: Int64]
    private var inFlight: [String: Task<SyncEmbedding, any Error>] = [:]

    init(missing: [FileRecord], indexed: some Sequence<FileRecord>) {
        self.missing = Dictionary(grouping: missing, by: \.contentHash)
        self.indexed = Dictionary(
            indexed.lazy.filter { $0.state == .ready }.map { ($0.contentHash, $0.id) }, uniquingKeysWith: { a, _ in a })
    }

    /// Takes the record of a file that is gone and had these bytes; each is given once.
    func claimMissing(_ hash: String) -> FileRecord? {
        guard var records = missing[hash], !records.isEmpty else { return nil }
        let record = records.removeFirst()
        missing[hash] = records
        return record
    }

    func indexedImage(_ hash: String) -> Int64? { indexed[hash] }

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

    /// Forgets vectors that are stored now: later copies find them by their image.
    func committed(_ images: [(hash: String, id: Int64)]) {
        for (hash, id) in images {
            inFlight[hash] = nil
            indexed[hash] = id
        }
    }
}
