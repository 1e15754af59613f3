public import LookalikeCatalogue

/// What a ``MemoryCatalogue`` knows of duplicates.
struct MemoryDuplicates: Sendable {
    var fingerprints: [String: FingerprintRecord] = [:]
    /// When each fingerprint was stored.
    var order: [String: Int64] = [:]
    var stored: Int64 = 0
    /// By collection, then by the two keys.
    var pairs: [Int64: [[String]: DuplicatePairRecord]] = [:]
    var compared: [Int64: Set<String>] = [:]
    var decisions: [Int64: [String: DuplicateDecisionRecord]] = [:]

    mutating func store(_ fingerprint: FingerprintRecord) {
        if fingerprints[fingerprint.content] == fingerprint { return }
        stored += 1
        (fingerprints[fingerprint.content], order[fingerprint.content]) = (fingerprint, stored)
    }

    mutating func delete(collection: Int64) {
        (pairs[collection], compared[collection], decisions[collection]) = (nil, nil, nil)
    }
}

extension MemoryCatalogue {
    public func contents(in collection: Int64) -> [ContentRecord] {
        records.images(of: collection) { $0.state == .ready }.map {
            ContentRecord(recordID: $0.recordID, key: $0.contentKey, file: $0.frame?.fileHash)
        }
    }

    public func contentCount(in collection: Int64) -> Int { Set(contents(in: collection).map(\.key)).count }

    public func contents(ofImages recordIDs: [Int64], in collection: Int64) -> [ContentRecord] {
        let wanted = Set(recordIDs)
        return contents(in: collection).filter { wanted.contains($0.recordID) }
    }

    public func firstImages(with contents: [String], in collection: Int64) -> [ContentRecord] {
        var wanted = Set(contents)
        return self.contents(in: collection).filter { wanted.remove($0.key) != nil }
    }

    public func fingerprints(of contents: [String]) -> [String: [UInt8]] {
        let wanted = Set(contents)
        return records.duplicates.fingerprints.filter { wanted.contains($0.key) }.mapValues(\.bytes)
    }

    public func fingerprintHashes(after last: Int64?) -> FingerprintHashes {
        let known = records.duplicates
        let new = known.fingerprints.values.filter {
            !$0.hash.isEmpty && known.order[$0.content, default: 0] > last ?? 0
        }
        return FingerprintHashes(
            new.map { ($0.content, $0.hash) }, last: known.order.values.max() ?? 0)
    }

    public func fingerprintCounts() -> (hashes: Int, images: Int) {
        let hashes = records.duplicates.fingerprints.values.count { !$0.hash.isEmpty }
        return (hashes: hashes, images: records.images.count)
    }

    public func put(_ fingerprints: [FingerprintRecord]) {
        for fingerprint in fingerprints { records.duplicates.store(fingerprint) }
    }

    public func forgetFingerprints() -> Int {
        let used = Set(records.images.values.map(\.contentHash))
        let unused = records.duplicates.fingerprints.keys.filter { !used.contains($0) }
        for content in unused {
            (records.duplicates.fingerprints[content], records.duplicates.order[content]) = (nil, nil)
        }
        return unused.count
    }

    public func duplicatePairs(in collection: Int64) -> [DuplicatePairRecord] {
        (records.duplicates.pairs[collection] ?? [:]).values.sorted {
            $0.first == $1.first ? $0.second.precedes($1.second) : $0.first.precedes($1.first)
        }
    }

    public func uncomparedContents(in collection: Int64) -> [ContentRecord] {
        var seen = records.duplicates.compared[collection] ?? []
        return contents(in: collection).filter { seen.insert($0.key).inserted }
    }

    public func hasComparedContents(in collection: Int64) -> Bool {
        records.duplicates.compared[collection]?.isEmpty == false
    }

    public func add(pairs: [DuplicatePairRecord], compared: [String], in collection: Int64) {
        guard records.collections[collection] != nil else { return }
        for pair in pairs {
            records.duplicates.pairs[collection, default: [:]][[pair.first, pair.second]] = pair
        }
        records.duplicates.compared[collection, default: []].formUnion(compared)
    }

    public func forgetDuplicates(in collection: Int64) {
        (records.duplicates.pairs[collection], records.duplicates.compared[collection]) = (nil, nil)
    }

    public func duplicateDecisions(in collection: Int64) -> [DuplicateDecisionRecord] {
        (records.duplicates.decisions[collection] ?? [:]).values.sorted {
            $0.decidedAt == $1.decidedAt ? $0.id < $1.id : $0.decidedAt > $1.decidedAt
        }
    }

    public func put(_ decision: DuplicateDecisionRecord, in collection: Int64) {
        records.duplicates.decisions[collection, default: [:]][decision.id] = decision
    }

    public func deleteDecision(_ id: String, in collection: Int64) {
        records.duplicates.decisions[collection]?[id] = nil
    }
}
