/// One search result: the stable id of a stored vector, and its score under the index's metric.
///
/// Results are ordered by score, descending, then by id, ascending. The order is that of scores computed
/// in double precision; `score` is that number rounded to a `Float`.
public struct Neighbour: Sendable, Equatable, Codable {
    /// The vector's id.
    public let id: Int64
    /// Higher is nearer, whatever the metric.
    public let score: Float

    /// The vector `id` and its score.
    public init(id: Int64, score: Float) {
        self.id = id
        self.score = score
    }
}
