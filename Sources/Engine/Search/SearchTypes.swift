public import LookalikeCatalogue
public import LookalikeEmbedding
public import LookalikeJSON
public import LookalikePictures

/// How to search.
///
/// ```swift
/// // The second page of shoes that are at least rather alike
/// var options = SearchOptions(topK: 20, threshold: 0.5, filter: .values("kind", ["shoe"]))
/// options.offset = 20
/// let answer = try await engine.search(collection, for: query, options: options)
/// ```
public struct SearchOptions: Sendable, Hashable {
    /// The most results.
    public var topK: Int
    /// Results before the first, for pages.
    public var offset = 0
    /// Results with a lower score are left out.
    public var threshold: Double?
    /// Only images that satisfy it are searched.
    public var filter: AttributeFilter?
    /// Only images of these categories are searched.
    public var categories: [Int64]?
    /// Record ids that are never results.
    public var excluded: [Int64] = []
    /// Searches only the categories whose prototypes are nearest, this many, and as many more as it takes to find
    /// `topK` where so many exist.
    public var nearestCategories: Int?
    /// Other views of the query's images that are searched by too; nil for none.
    public var augmentation: Augmentation?

    /// Options for the best results of the whole collection.
    ///
    /// - Parameters:
    ///   - threshold: the lowest score of a result; nil for no limit.
    ///   - filter: which images are searched; nil for all.
    public init(topK: Int = 10, threshold: Double? = nil, filter: AttributeFilter? = nil) {
        self.topK = topK
        self.threshold = threshold
        self.filter = filter
    }
}

/// An image that was found.
public struct SearchMatch: Sendable {
    /// The image's record, as it was when the search ran.
    public let image: ImageRecord
    /// Higher is more alike; its range depends on the collection's metric.
    public let score: Float
}

/// What the scores of an answer mean. A text's vector is never as near to an image's as another image's is: a cosine of 0.3
/// is much for a text and little for an image.
public enum ScoreScale: String, Sendable, Codable, CaseIterable {
    /// Images, or vectors, were compared with images.
    case image
    /// Texts were.
    case text
    /// Both were.
    case mixed
}

/// What a search found, and how long it took.
public struct SearchAnswer: Sendable {
    /// By score descending, then by the age of the record.
    public let matches: [SearchMatch]
    /// How many images the query was compared with.
    public let compared: Int
    /// What was wrong with query images although they could be decoded.
    public let warnings: [PictureWarning]
    /// What a person should know about the query's texts, such as a word that the model does not know; each is one
    /// sentence.
    public var notes: [String] = []
    /// What the scores mean.
    public var scale = ScoreScale.image
    /// What the scores are worth, if that was measured and images were compared with images.
    public var likeness: LikenessScale?
    /// How long it took to make the query's vector.
    public let embeddingTime: Duration
    /// How long it took to find the nearest vectors.
    public let searchTime: Duration
    /// The categories that were searched, by the score of their prototypes; nil where all images were.
    public var searchedCategories: [Int64]?
    /// Those of them that were asked for, no more than ``SearchOptions/nearestCategories``; the others were searched
    /// since these have too few images.
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
