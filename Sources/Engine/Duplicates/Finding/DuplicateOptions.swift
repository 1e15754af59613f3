/// How duplicates are looked for.
public struct DuplicateSearchOptions: Sendable, Equatable, Codable {
    /// The least cosine at which images without pixels, which a client sent as vectors, count as duplicates.
    public var threshold: Double
    /// Whether everything is compared again, not only what was never compared. Decisions stay.
    public var isFresh: Bool

    /// By default, only what was never compared is compared.
    public init(threshold: Double = 0.95, isFresh: Bool = false) {
        (self.threshold, self.isFresh) = (threshold, isFresh)
    }

    enum CodingKeys: String, CodingKey {
        case threshold
        case isFresh = "fresh"
    }

    /// How many nearest vectors are looked at first; more if all of them are duplicates.
    static let neighbours = 16
    /// Vectors that are less alike, as a cosine, are not of one picture.
    static let leastCosine: Float = 0.55
}
