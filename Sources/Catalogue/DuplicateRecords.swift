public import Foundation

/// Two contents of a collection that are versions of one picture.
public struct DuplicatePairRecord: Sendable, Hashable {
    /// How they differ. Contents with the same bytes are one content and no pair.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Encoded again, resized, a little brighter or darker.
        case near
        /// Cropped, turned, mirrored, with a border, or with something on it.
        case edited
    }

    /// The content key of the first, which is less than that of the second.
    public var first: String
    /// The content key of the second.
    public var second: String
    /// How they differ.
    public var kind: Kind
    /// 0...1, the higher the more alike.
    public var score: Double

    /// The keys may come in any order.
    public init(_ a: String, _ b: String, kind: Kind, score: Double) {
        (first, second) = a.utf8.lexicographicallyPrecedes(b.utf8) ? (a, b) : (b, a)
        (self.kind, self.score) = (kind, score)
    }
}

/// What somebody decided about contents that are duplicates.
public struct DuplicateDecisionRecord: Sendable, Equatable {
    /// What is to become of them.
    public enum Choice: String, Sendable, Codable, CaseIterable {
        /// All stay.
        case keepAll = "keep_all"
        /// Some stay; the others may go.
        case keep
        /// They show different things.
        case notDuplicates = "not_duplicates"
        /// Not decided yet; not shown among the open ones.
        case later
    }

    /// A UUID in lower case.
    public var id: String
    /// What was decided.
    public var choice: Choice
    /// The content keys that it is about, ascending. A single one is that of several images with the same bytes.
    public var contents: [String]
    /// The ids of the images to keep, for ``Choice/keep``.
    public var kept: [String]
    /// When it was decided.
    public var decidedAt: Date

    /// A decision about contents, given in any order.
    public init(id: String, choice: Choice, contents: [String], kept: [String], decidedAt: Date) {
        self.id = id
        self.choice = choice
        self.contents = contents.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.kept = kept
        self.decidedAt = decidedAt
    }
}

/// An image's record id and its content key.
public struct ContentRecord: Sendable, Equatable {
    /// The image's record id.
    public var recordID: Int64
    /// The hash of its bytes, or what stands for it: see ``/LookalikeCatalogue/ImageRecord/contentKey``.
    public var key: String
    /// MD5 of the file that a frame is of; nil for an image that is no frame.
    public var file: String?

    /// An image's record id and its content key.
    public init(recordID: Int64, key: String, file: String? = nil) {
        (self.recordID, self.key, self.file) = (recordID, key, file)
    }
}

/// What is kept of a content to recognise its duplicates.
public struct FingerprintRecord: Sendable, Equatable {
    /// The content key.
    public var content: String
    /// What fingerprints are looked up by; empty if the picture is too plain for it.
    public var hash: [UInt8]
    /// What fingerprints are compared by; some KB.
    public var bytes: [UInt8]

    /// A content's fingerprint and its hash.
    public init(content: String, hash: [UInt8], bytes: [UInt8]) {
        (self.content, self.hash, self.bytes) = (content, hash, bytes)
    }
}

extension ImageRecord {
    /// By what duplicates know its content: its hash. A client's vector without bytes has none: `#` and its record id stand
    /// for it.
    public var contentKey: String { contentHash.isEmpty ? "#\(recordID)" : contentHash }
}

/// Hashes of fingerprints, and where reading goes on.
public struct FingerprintHashes: Sendable, Equatable {
    /// The content keys and the hashes; a content whose fingerprint was made anew may come again.
    public var hashes: [(content: String, hash: [UInt8])]
    /// What to read after, for those that are stored later.
    public var last: Int64

    /// Hashes in any order.
    public init(_ hashes: [(content: String, hash: [UInt8])], last: Int64) {
        (self.hashes, self.last) = (hashes, last)
    }

    /// Whether both have the same hashes in the same order, and the same end.
    public static func == (a: Self, b: Self) -> Bool {
        a.last == b.last && a.hashes.elementsEqual(b.hashes, by: ==)
    }
}

/// Stores which contents are duplicates, and what was decided about them. All of it is about contents, not images, so that
/// it stays right when images are moved, renamed, removed and added again.
public protocol DuplicateCatalogue: Sendable {
    /// The ready images of a collection, by ascending record id.
    func contents(in collection: Int64) async throws(CatalogueError) -> [ContentRecord]
    /// The number of different contents of a collection's ready images.
    func contentCount(in collection: Int64) async throws(CatalogueError) -> Int
    /// The contents of these images, in any order; without those that aren't ready images of the collection.
    func contents(ofImages recordIDs: [Int64], in collection: Int64) async throws(CatalogueError)
        -> [ContentRecord]
    /// The first ready image of the collection with each of these content keys, in any order; without those that no image
    /// has.
    func firstImages(with contents: [String], in collection: Int64) async throws(CatalogueError)
        -> [ContentRecord]

    /// Stored fingerprints of contents, by content key; those without one are left out.
    func fingerprints(of contents: [String]) async throws(CatalogueError) -> [String: [UInt8]]
    /// The hashes of all fingerprints that were stored after the end of an earlier answer, or of all that there are; empty
    /// ones are left out.
    ///
    /// - Parameter last: of the earlier answer; nil for all.
    func fingerprintHashes(after last: Int64?) async throws(CatalogueError) -> FingerprintHashes
    /// How many fingerprints have a hash, and how many images there are in all collections: if they are many fewer, most
    /// fingerprints can be forgotten.
    func fingerprintCounts() async throws(CatalogueError) -> (hashes: Int, images: Int)
    /// Stores fingerprints, in place of those that there are.
    func put(_ fingerprints: [FingerprintRecord]) async throws(CatalogueError)
    /// Removes the fingerprints of contents that no image has. What was read of the hashes is to be read anew if there were
    /// any.
    ///
    /// - Returns: how many.
    @discardableResult func forgetFingerprints() async throws(CatalogueError) -> Int

    /// All pairs of a collection, by their keys. Some may be of contents that no image has any more.
    func duplicatePairs(in collection: Int64) async throws(CatalogueError) -> [DuplicatePairRecord]
    /// The first ready image of each content that was not compared with all others yet, by ascending record id.
    func uncomparedContents(in collection: Int64) async throws(CatalogueError) -> [ContentRecord]
    /// Whether any content of the collection was compared.
    func hasComparedContents(in collection: Int64) async throws(CatalogueError) -> Bool
    /// Adds pairs, and contents to those that were compared.
    func add(
        pairs: [DuplicatePairRecord], compared: [String], in collection: Int64
    ) async throws(CatalogueError)
    /// Removes all pairs, and which contents were compared. Decisions stay.
    func forgetDuplicates(in collection: Int64) async throws(CatalogueError)

    /// All decisions of a collection, the latest first.
    func duplicateDecisions(in collection: Int64) async throws(CatalogueError) -> [DuplicateDecisionRecord]
    /// Stores a decision.
    func put(_ decision: DuplicateDecisionRecord, in collection: Int64) async throws(CatalogueError)
    /// Removes a decision; nothing happens if there is none with the id.
    func deleteDecision(_ id: String, in collection: Int64) async throws(CatalogueError)
}
