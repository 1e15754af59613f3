public import LookalikeCatalogue

/// How an image is a duplicate of its group's reference.
public enum DuplicateKind: String, Sendable, Codable, CaseIterable, Comparable {
    /// The same bytes.
    case exact
    /// The same picture encoded again, resized, or a little brighter or darker.
    case near
    /// Cropped, turned, mirrored, with a border, or with something on it.
    case edited

    /// From the same bytes to the most different.
    public static func < (a: DuplicateKind, b: DuplicateKind) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .exact: 0
        case .near: 1
        case .edited: 2
        }
    }

    init(_ kind: DuplicatePairRecord.Kind) { self = kind == .near ? .near : .edited }
}

/// Images of a collection that are versions of one picture.
public struct DuplicateGroup: Sendable {
    /// One of them.
    public struct Member: Sendable {
        /// Its record.
        public let image: ImageRecord
        /// How it is a duplicate of the reference; nil for the reference itself.
        public let kind: DuplicateKind?
        /// How much of it is the same as in the reference, 0...1.
        public let score: Double
    }

    /// Stays the same as long as the group's contents do.
    public let id: String
    /// The most different kind among the members.
    public let kind: DuplicateKind
    /// The reference first, then by kind and score.
    public let members: [Member]
    /// Which one to keep, and why.
    public let best: BestImage
    /// Whether somebody put it off.
    public let isPutOff: Bool
}

/// A page of groups.
public struct DuplicateGroupPage: Sendable {
    /// By the age of their oldest images.
    public let groups: [DuplicateGroup]
    /// To be given as `after` for the next page; nil on the last one. Decisions about groups before it do not shift what
    /// follows.
    public let next: Int64?
    /// Groups on all pages.
    public let total: Int
}

struct DuplicateGroupsKey: Hashable, Sendable {
    let collection: Int64
    let version: UInt64
    let decisions: UInt64
    let isPutOff: Bool
}
