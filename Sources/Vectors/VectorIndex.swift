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
    /// - Returns: Q lists of at most `request.k` results: by score descending, then id ascending. A row that is damaged
    ///   is no result; the others are as if it were not there.
    func search(_ queries: [Float], _ request: SearchRequest) throws(IndexError) -> [[Neighbour]]

    /// The stored vector of an id, `dimension` numbers as they were given; nil for an unknown id, and where the row is
    /// damaged (see `isDamaged`).
    func vector(of id: Int64) -> [Float]?

    /// Whether a vector is stored under an id whose row is not as it was written. Reads the row.
    func isDamaged(_ id: Int64) -> Bool

    /// The ids whose rows were found damaged so far: what searches have left out.
    var damagedIDs: [Int64] { get }
}
