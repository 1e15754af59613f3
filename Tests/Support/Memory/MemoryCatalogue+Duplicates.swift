public import LookalikeCatalogue

/// What a ``MemoryCatalogue`` knows of duplicates.
struct MemoryDuplicates: Sendable {
    var fingerprints: [String: FingerprintRecord] = [:]
    /// By collection, then by the two keys.
    var pairs: [Int64: [[String]: DuplicatePairRecord]] = [:]
    var compared: [Int64: Set<String>] = [:]
    var decisions: [Int64: [String: DuplicateDecisionRecord]] = [:]

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

    public func fingerprints(of contents: [String]) -> [String: [UInt8]] {
        let wanted = Set(contents)
        return records.duplicates.fingerprints.filter { wanted.contains($0.key) }.mapValues(\.bytes)
    }

    public func fingerprintHashes(in collection: Int64) -> [String: [UInt8]] {
        let wanted = Set(contents(in: collection).map(\.key))
        return records.duplicates.fingerprints.filter {
            wanted.contains($0.key) && !$0.value.hash.isEmpty
        }.mapValues(\.hash)
    }

    public func put(_ fingerprints: [FingerprintRecord]) {
        for fingerprint in fingerprints { records.duplicates.fingerprints[fingerprint.content] = fingerprint }
    }

    public func forgetFingerprints() {
        let used = Set(records.images.values.map(\.contentHash))
        records.duplicates.fingerprints = records.duplicates.fingerprints.filter { used.contains($0.key) }
    }

    public func duplicatePairs(in collection: Int64) -> [DuplicatePairRecord] {
        (records.duplicates.pairs[collection] ?? [:]).values.sorted {
            $0.first == $1.first ? $0.second.precedes($1.second) : $0.first.precedes($1.first)
        }
    }

    public func comparedContents(in collection: Int64) -> Set<String> {
        records.duplicates.compared[collection] ?? []
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
