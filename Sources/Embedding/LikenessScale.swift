/// What a cosine of two images' vectors is worth: the measured probability that both images show the same thing.
///
/// A cosine alone says little: what is much for one model, or one collection, is common in another. A scale is measured
/// on labelled images, or on the vectors of a collection, and belongs to the model or the collection that it was measured
/// with.
///
/// ```swift
/// if let scale = engine.likeness(in: shoes) {
///     print(scale.likeness(of: 0.82), scale.band(of: 0.82).rawValue)  // 0.91 same_thing
/// }
/// ```
public struct LikenessScale: Sendable, Codable, Hashable {
    /// A score and what it is worth.
    public struct Point: Sendable, Codable, Hashable {
        /// A cosine.
        public var score: Double
        /// The probability that a result with this score shows the same thing: 0 to 1.
        public var likeness: Double

        /// A point of the curve.
        public init(score: Double, likeness: Double) {
            self.score = score
            self.likeness = likeness
        }

        /// Reads `[score, likeness]`.
        public init(from decoder: any Decoder) throws {
            var pair = try decoder.unkeyedContainer()
            score = try pair.decode(Double.self)
            likeness = try pair.decode(Double.self)
        }

        /// Writes `[score, likeness]`, to four decimals.
        public func encode(to encoder: any Encoder) throws {
            var pair = encoder.unkeyedContainer()
            try pair.encode((score * 10_000).rounded() / 10_000)
            try pair.encode((likeness * 10_000).rounded() / 10_000)
        }
    }

    /// How alike two images are, in words.
    public enum Band: String, Sendable, Codable, CaseIterable {
        /// Copies of one image: resized, compressed anew or slightly cropped.
        case samePicture = "same_picture"
        /// More likely than not the same thing: a likeness of 0.5 or more.
        case sameThing = "same_thing"
        /// Perhaps the same thing, and mostly something similar: a likeness of 0.2 or more.
        case sameKind = "same_kind"
        /// A lower likeness.
        case unrelated
    }

    /// What a scale was measured with.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// Images with known classes.
        case labels
        /// The scores of a collection's own images with each other, without labels.
        case neighbours
    }

    /// By ascending score; likeness never falls. Between two points it is interpolated, outside them it is that of the
    /// nearest.
    public var points: [Point]
    /// The lowest score of ``Band/samePicture``; nil if it was not measured.
    public var samePicture: Double?
    /// What it was measured with.
    public var method: Method
    /// How many images it was measured with.
    public var images: Int

    enum CodingKeys: String, CodingKey {
        case points, method, images
        case samePicture = "same_picture"
    }

    /// A scale of measured points.
    public init(points: [Point], samePicture: Double?, method: Method, images: Int) {
        self.points = points
        self.samePicture = samePicture
        self.method = method
        self.images = images
    }

    /// The probability that a result with this score shows the same thing as the query: 0 to 1.
    public func likeness(of score: Double) -> Double {
        guard let first = points.first, let last = points.last else { return 0 }
        if score <= first.score { return first.likeness }
        if score >= last.score { return last.likeness }
        // Sound: the last point's score is higher than `score`.
        let end = points.firstIndex { $0.score > score }!
        let (low, high) = (points[end - 1], points[end])
        let share = (score - low.score) / (high.score - low.score)
        return low.likeness + share * (high.likeness - low.likeness)
    }

    /// How alike two images with this score are, in words.
    public func band(of score: Double) -> Band {
        if let samePicture, score >= samePicture { return .samePicture }
        return switch likeness(of: score) {
        case Self.sameThing...: .sameThing
        case Self.sameKind...: .sameKind
        default: .unrelated
        }
    }

    /// The lowest score with at least this likeness; nil if no score has it.
    public func score(forLikeness wanted: Double) -> Double? {
        guard let end = points.firstIndex(where: { $0.likeness >= wanted }) else { return nil }
        guard end > 0 else { return points[0].score }
        let (low, high) = (points[end - 1], points[end])
        return low.score + (wanted - low.likeness) / (high.likeness - low.likeness) * (high.score - low.score)
    }

    /// The score from which a result is worth showing: one in three shows the same thing. Nil if no score is.
    public var suggestedThreshold: Double? { score(forLikeness: 1.0 / 3) }

    /// The least likeness of ``Band/sameThing``.
    public static let sameThing = 0.5
    /// The least likeness of ``Band/sameKind``.
    public static let sameKind = 0.2

    /// One sentence about what is wrong; nil if the scale is valid.
    public var problem: String? {
        if points.isEmpty { return "'likeness' has no points" }
        let isValid =
            points.allSatisfy { (-1...1).contains($0.score) && (0...1).contains($0.likeness) }
            && (samePicture.map { (-1...1).contains($0) } ?? true)
        let rises = zip(points, points.dropFirst()).allSatisfy {
            $0.score < $1.score && $0.likeness <= $1.likeness
        }
        guard isValid, rises else {
            return
                "'likeness' needs ascending scores from -1 to 1, with a likeness from 0 to 1 that never falls"
        }
        return nil
    }
}
