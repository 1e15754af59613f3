/// Finds the stored vectors nearest to a query. An index is an immutable state of a collection: a change makes a new
/// one, and running searches are not affected.
public protocol VectorIndex: Sendable {
    /// Numbers per vector.
    var dimension: Int { get }
    /// How vectors are compared.
    var metric: Metric { get }
    /// Number of stored vectors.
    var count: Int { get }

    /// The nearest vectors of each query, best first.
    ///
    /// Calls block until done and may use several cores; they may come from several threads at once.
    ///
    /// - Parameter queries: Q × `dimension` numbers, row-major. Q may be 0.
    /// - Returns: Q lists of at most `request.k` results: by score descending, then id ascending. Damaged rows are
    ///   left out, as if they did not exist.
    func search(_ queries: [Float], _ request: SearchRequest) throws(IndexError) -> [[Neighbour]]

    /// The stored vector of an id, unchanged; nil for an unknown id or a damaged row (see `isDamaged`).
    func vector(of id: Int64) -> [Float]?

    /// Whether the stored row of an id is damaged. Reads the row.
    func isDamaged(_ id: Int64) -> Bool

    /// The ids whose rows have been found damaged so far; searches leave them out.
    var damagedIDs: [Int64] { get }
}
