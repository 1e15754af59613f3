public import Catalogue

/// Pictures with the same bytes.
public struct ExactCopies: Sendable {
    public let contentHash: String
    /// By ascending record id; at least two.
    public let images: [ImageRecord]
}

/// Two pictures that are nearly the same.
public struct DuplicatePair: Sendable {
    /// The one with the lower record id.
    public let first: ImageRecord
    public let second: ImageRecord
    /// Under the collection's metric.
    public let score: Float
}

/// Where a page of pairs ends.
public struct DuplicateCursor: Sendable, Codable, Hashable {
    /// The record id of the first picture of the next pair, or of one before it.
    public var image: Int64
    /// Pairs of that picture that were on the pages before.
    public var offset: Int

    public init(image: Int64, offset: Int = 0) {
        self.image = image
        self.offset = offset
    }
}

public struct DuplicatePage: Sendable {
    /// By the record id of the first picture, then by score descending, then by the id of the second. A page may
    /// have fewer pairs than asked for, or none, and still not be the last.
    public let pairs: [DuplicatePair]
    /// Nil where there are no more.
    public let next: DuplicateCursor?
}

/// Pictures that hang together by pairs of near duplicates.
public struct DuplicateGroups: Sendable {
    /// By ascending record id, and so within each; at least two.
    public let groups: [[ImageRecord]]
    /// How many groups there are on all pages.
    public let total: Int
}
