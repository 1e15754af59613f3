public import LookalikePictures

/// What the results of a search should look like, and what they should not: a list of parts, which
/// ``/LookalikeVectors/QueryCombination`` makes one vector.
///
/// ```swift
/// // Like one image's left half and a little like an item, but not like another item
/// Query([
///     .init(.image(bytes, region: try ImageRegion(x: 0, y: 0, width: 0.5, height: 1))),
///     .init(.item("shoe-1"), weight: 0.3),
///     .init(.item("shoe-2"), isNegative: true),
///     .init(.text("red")),
/// ])
/// ```
public struct Query: Sendable {
    /// One thing that the results should look like, or should not.
    public struct Part: Sendable {
        /// What a part's vector is made of.
        public enum Source: Sendable {
            /// An encoded image, or a region of it.
            case image([UInt8], region: ImageRegion? = nil)
            /// An image of the collection, by its id; it is not among the results.
            case item(String)
            /// A vector of the collection's dimension.
            case vector([Float])
            /// Words, for a model that knows them.
            case text(String)
        }

        /// What its vector is made of.
        public var source: Source
        /// Above 0; what counts is its share of the weights of the positive parts, or of the negative ones.
        public var weight: Float
        /// Whether the results should not look like it.
        public var isNegative: Bool

        /// A part that the results should look like, unless `isNegative`.
        public init(_ source: Source, weight: Float = 1, isNegative: Bool = false) {
            self.source = source
            self.weight = weight
            self.isNegative = isNegative
        }
    }

    /// At least one of them is positive.
    public var parts: [Part]

    /// Parts that are not valid together are refused when they are searched, not here.
    public init(_ parts: [Part]) {
        self.parts = parts
    }
}

extension Query {
    /// An encoded image, or a region of it.
    public static func image(_ bytes: [UInt8], region: ImageRegion? = nil) -> Query {
        Query([Part(.image(bytes, region: region))])
    }

    /// An image of the collection, by its id; it is not among the results.
    public static func item(_ id: String) -> Query { Query([Part(.item(id))]) }

    /// A vector of the collection's dimension.
    public static func vector(_ vector: [Float]) -> Query { Query([Part(.vector(vector))]) }

    /// Words, for a model that knows them.
    public static func text(_ text: String) -> Query { Query([Part(.text(text))]) }

    /// The longest text of a part, in bytes of UTF-8.
    public static let longestText = 2_000
}
