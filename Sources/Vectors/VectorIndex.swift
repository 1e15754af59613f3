/// Finds the stored vectors nearest to a query. An index is an immutable state of a collection: a change
/// makes a new one, and searches on the old one go on undisturbed.
public protocol VectorIndex: Sendable {
    /// How many numbers a vector has.
    var dimension: Int { get }
    var metric: Metric { get }
    /// How many vectors are stored.
    var count: Int { get }

    /// The nearest vectors of each query, best first.
    ///
    /// Calls block until done and may use several cores; they may come from several threads at once.
    ///
    /// - Parameter queries: Q × `dimension` numbers, row-major. Q may be 0.
    /// - Returns: Q lists of at most `request.k` results: by score descending, then id ascending.
    func search(_ queries: [Float], _ request: SearchRequest) throws(IndexError) -> [[Neighbour]]

    /// The stored vector of an id, `dimension` numbers as they were given; nil for an unknown id.
    func vector(of id: Int64) -> [Float]?
}
