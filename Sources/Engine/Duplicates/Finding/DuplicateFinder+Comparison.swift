internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeWorkThreads

extension DuplicateFinder {
    /// Pairs whose pictures are in memory at once: 50 MB.
    private static let pairsInMemory = 4_096
    /// Pairs of which one of the scheduler's threads compares all before it takes other work.
    private static let pairsAtOnce = 32
    /// Fingerprints that are prepared at once.
    private static let printsAtOnce = 64

    /// Contents that may be duplicates.
    struct CandidatePair {
        let content: ComparedContent
        let key: String
        /// Nil where only the hashes are alike.
        let cosine: Float?

        init(_ content: ComparedContent, _ key: String, cosine: Float?) {
            (self.content, self.key, self.cosine) = (content, key, cosine)
        }

        var keys: [String] { DuplicateFinder.sorted(content.key, key) }
    }

    /// In the order of a ``DuplicatePairRecord``.
    static func sorted(_ a: String, _ b: String) -> [String] {
        a.utf8.lexicographicallyPrecedes(b.utf8) ? [a, b] : [b, a]
    }

    /// The duplicates among pairs.
    func verify(_ pairs: [CandidatePair]) async throws -> [DuplicatePairRecord] {
        var found: [DuplicatePairRecord] = []
        // However many pairs there are, the pictures of few of them are in memory.
        for start in stride(from: 0, to: pairs.count, by: Self.pairsInMemory) {
            found += try await verify(pairs[start..<min(pairs.count, start + Self.pairsInMemory)])
        }
        return found
    }

    private func verify(_ pairs: ArraySlice<CandidatePair>) async throws -> [DuplicatePairRecord] {
        let prints = try await fingerprints(of: pairs.map(\.key))
        let threshold = options.threshold
        return try await withThrowingTaskGroup(of: [DuplicatePairRecord].self) { group in
            for start in stride(from: pairs.startIndex, to: pairs.endIndex, by: Self.pairsAtOnce) {
                let part = pairs[start..<min(pairs.endIndex, start + Self.pairsAtOnce)]
                group.addTask { [scheduler = embedder.scheduler] in
                    try await scheduler.run(priority: .bulk, weight: 0) {
                        Self.compare(part, prints, threshold: threshold)
                    }
                }
            }
            // In any order: they are stored by their keys.
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Pairs of one content follow each other.
    private static func compare(
        _ pairs: ArraySlice<CandidatePair>, _ prints: [String: PreparedFingerprint], threshold: Double
    ) -> [DuplicatePairRecord] {
        var comparer: (key: String, compare: PictureComparer)?
        return pairs.compactMap { pair in
            let key = pair.content.key
            guard let print = pair.content.fingerprint, let other = prints[pair.key] else {
                // Without pixels, the vectors decide.
                guard let cosine = pair.cosine.map(Double.init), cosine >= threshold else { return nil }
                return DuplicatePairRecord(key, pair.key, kind: .near, score: min(1, cosine))
            }
            if comparer?.key != key { comparer = (key, PictureComparer(print)) }
            guard let found = comparer?.compare.compare(with: other) else { return nil }
            return DuplicatePairRecord(
                key, pair.key, kind: found.kind == .near ? .near : .edited, score: Double(found.score))
        }
    }

    /// In the cache.
    func keep(_ print: PreparedFingerprint, of key: String) {
        fingerprints.insert(print, for: key, weight: PreparedFingerprint.size)
    }

    /// Stored ones, by content key.
    func fingerprints(of keys: [String]) async throws -> [String: PreparedFingerprint] {
        var result: [String: PreparedFingerprint] = [:]
        var missing: Set<String> = []
        for key in keys {
            if let print = fingerprints.value(key) { result[key] = print } else { missing.insert(key) }
        }
        if missing.isEmpty { return result }
        let stored = try await collection.catalogue.fingerprints(of: missing.sorted())
        // One of another version is made anew by the next job.
        let made = stored.compactMap { key, bytes in PictureFingerprint(bytes: bytes).map { (key, $0) } }
        for (key, print) in try await prepare(made) {
            keep(print, of: key)
            result[key] = print
        }
        return result
    }

    /// Prepares fingerprints on the scheduler's threads.
    func prepare(
        _ prints: [(key: String, print: PictureFingerprint)]
    ) async throws -> [(key: String, print: PreparedFingerprint)] {
        try await withThrowingTaskGroup(of: [(key: String, print: PreparedFingerprint)].self) { group in
            for start in stride(from: 0, to: prints.count, by: Self.printsAtOnce) {
                let part = prints[start..<min(prints.count, start + Self.printsAtOnce)]
                group.addTask { [scheduler = embedder.scheduler] in
                    try await scheduler.run(priority: .bulk, weight: 0) {
                        part.map { ($0.key, PreparedFingerprint($0.print)) }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
