public import Catalogue
public import Pictures

/// How to search.
public struct SearchOptions: Sendable, Hashable {
    public var topK: Int
    /// Results before the first, for pages.
    public var offset = 0
    /// Results with a lower score are left out.
    public var threshold: Double?
    /// Only pictures that satisfy it are searched.
    public var filter: AttributeFilter?
    /// Only pictures of these categories are searched.
    public var categories: [Int64]?
    /// Record ids that are never results.
    public var excluded: [Int64] = []
    /// Searches only the categories whose prototypes are nearest, this many, and as many more as it takes to find
    /// `topK` where so many exist.
    public var nearestCategories: Int?

    public init(topK: Int = 10, threshold: Double? = nil, filter: AttributeFilter? = nil) {
        self.topK = topK
        self.threshold = threshold
        self.filter = filter
    }
}

/// A picture that was found.
public struct SearchMatch: Sendable {
    public let image: ImageRecord
    public let score: Float
}

public struct SearchAnswer: Sendable {
    /// By score descending, then by the age of the record.
    public let matches: [SearchMatch]
    /// How many pictures the query was compared with.
    public let compared: Int
    public let warnings: [PictureWarning]
    public let embeddingTime: Duration
    public let searchTime: Duration
    /// The categories that were searched, by the score of their prototypes; nil where all pictures were.
    public var searchedCategories: [Int64]?
    /// Those of them that were asked for, no more than ``SearchOptions/nearestCategories``; the others were searched
    /// since these have too few pictures.
    public var nearestCategories: [Int64]?
    /// Vectors of the collection that are known to be damaged: their images are left out.
    public var damaged = 0
    /// Whether the answer was known.
    public var isCached = false

    /// One sentence; nil where no vector is damaged.
    public var damageWarning: String? {
        damaged == 0
            ? nil
            : "\(damaged) vectors of the collection are damaged, and their images are left out. A sync makes those of files and uploads anew."
    }
}
