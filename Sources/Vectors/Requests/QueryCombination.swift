/// A vector that a query is partly made of.
public struct WeightedVector: Sendable, Equatable {
    /// As many numbers as the collection's dimension.
    public var vector: [Float]
    /// Above 0; what counts is its share of the weights of its kind, positive or negative.
    public var weight: Float
    /// Whether what is like it is not wanted.
    public var isNegative: Bool

    /// A vector that is wanted, unless `isNegative`.
    public init(_ vector: [Float], weight: Float = 1, isNegative: Bool = false) {
        self.vector = vector
        self.weight = weight
        self.isNegative = isNegative
    }
}

/// The one rule by which several vectors become the vector to search by.
public enum QueryCombination {
    /// 2 P − N, where P and N are the weighted means of the positive and of the negative vectors; P where there are no
    /// negative ones. For cosines every vector counts as if it had length 1. A single positive vector is itself.
    ///
    /// That is Rocchio's formula ("Relevance feedback in information retrieval", 1971) with the weights that Qdrant's
    /// recommendations by average vector have.
    ///
    /// - Parameter parts: vectors of one length, of finite numbers.
    /// - Throws: ``ExampleError/noPositive``; ``ExampleError/cancelledOut`` where no direction is left, for cosines;
    ///   ``ExampleError/index(_:)`` where a number grows beyond what 32 bits hold.
    public static func vector(
        of parts: [WeightedVector], metric: Metric
    ) throws(ExampleError) -> [Float] {
        guard let wanted = mean(parts.filter { !$0.isNegative }, metric) else { throw .noPositive }
        // So that a stored vector finds itself with a score of exactly 1.
        if parts.count == 1 { return parts[0].vector }
        let unwanted = mean(parts.filter(\.isNegative), metric) ?? wanted
        let query = zip(wanted, unwanted).map { Float(2 * $0 - $1) }
        if let error = IndexError.firstNotFinite(query, dimension: query.count) { throw .index(error) }
        // Of means of vectors of length 1, so that this is rounding and no direction.
        if metric == .cosine, query.allSatisfy({ abs($0) < 1e-6 }) { throw .cancelledOut }
        return query
    }

    /// Nil of none.
    private static func mean(_ parts: [WeightedVector], _ metric: Metric) -> [Double]? {
        guard let first = parts.first else { return nil }
        var sum = [Double](repeating: 0, count: first.vector.count)
        for part in parts {
            let norm = part.vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            let scale = metric == .cosine ? (norm > 0 ? 1 / norm : 0) : 1
            for i in sum.indices { sum[i] += Double(part.weight) * scale * Double(part.vector[i]) }
        }
        let weight = parts.reduce(0) { $0 + Double($1.weight) }
        return sum.map { $0 / weight }
    }
}
