public import LookalikeCatalogue

/// Images with the same bytes.
public struct ExactCopies: Sendable {
    /// The hash that they share: MD5 in hexadecimal.
    public let contentHash: String
    /// By ascending record id; at least two.
    public let images: [ImageRecord]
}

/// Two images that are nearly the same.
public struct DuplicatePair: Sendable {
    /// The one with the lower record id.
    public let first: ImageRecord
    /// The one with the higher record id.
    public let second: ImageRecord
    /// Under the collection's metric.
    public let score: Float
}

/// Where a page of pairs ends.
public struct DuplicateCursor: Sendable, Codable, Hashable {
    /// The record id of the first image of the next pair, or of one before it.
    public var image: Int64
    /// Pairs of that image on earlier pages.
    public var offset: Int

    /// Continues with the pairs of the image with this record id, after `offset` of them.
    public init(image: Int64, offset: Int = 0) {
        self.image = image
        self.offset = offset
    }
}

/// A page of pairs of similar images.
public struct DuplicatePage: Sendable {
    /// By the record id of the first image, then by score descending, then by that of the second. A page may have
    /// fewer pairs than the limit, or none, even if more follow.
    public let pairs: [DuplicatePair]
    /// Nil on the last page.
    public let next: DuplicateCursor?
}

/// Images connected by pairs of near duplicates.
public struct DuplicateGroups: Sendable {
    /// Sorted by record id, within and between groups; each has at least two images.
    public let groups: [[ImageRecord]]
    /// How many groups there are on all pages.
    public let total: Int
}
