internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures

/// The hashes of all fingerprints of the catalogue, in memory: some 150 bytes each. They are read when they are first needed;
/// then what is new is read each time.
actor FingerprintIndex {
    private var index = HashIndex([])
    private var contents = KeyList()
    /// Nil as long as nothing was read.
    private var last: Int64?
    /// How often everything was forgotten.
    private var generation = 0

    /// The contents whose hashes differ little from each of these, in any turn; of all collections.
    func contents(
        like hashes: [PerceptualHash], _ catalogue: any DuplicateCatalogue, _ scheduler: EmbeddingScheduler
    ) async throws -> [[String]] {
        if hashes.isEmpty { return [] }
        try await refresh(catalogue)
        let (index, contents) = (index, contents)
        return try await scheduler.run(priority: .bulk, weight: 0) {
            hashes.map { hash in index.candidates(hash).map { contents[$0] } }
        }
    }

    /// Fingerprints were removed: all are read anew when they are next needed.
    func forget() {
        (index, contents, last) = (HashIndex([]), KeyList(), nil)
        generation += 1
    }

    private func refresh(_ catalogue: any DuplicateCatalogue) async throws {
        while true {
            let (from, begun) = (last, generation)
            let read = try await catalogue.fingerprintHashes(after: from)
            // Somebody else may have read the same meanwhile.
            guard last == from, generation == begun else { continue }
            add(read)
            return
        }
    }

    private func add(_ read: FingerprintHashes) {
        last = read.last
        for (content, bytes) in read.hashes {
            guard let hash = PerceptualHash(stored: bytes) else { continue }
            index.append(hash)
            contents.append(content)
        }
        if index.isOutgrown { index = HashIndex(index.hashes) }
    }
}

/// Many short texts, each by its number, one after the other in memory.
private struct KeyList: Sendable {
    private var text: [UInt8] = []
    private var ends: [Int] = []

    mutating func append(_ key: String) {
        text.append(contentsOf: key.utf8)
        ends.append(text.count)
    }

    subscript(number: Int) -> String {
        String(decoding: text[(number == 0 ? 0 : ends[number - 1])..<ends[number]], as: UTF8.self)
    }
}
