/// What to look for, apart from the query vectors themselves.
public struct SearchRequest: Sendable {
    /// The most results for each query; fewer where fewer rows qualify.
    public var k: Int
    /// Results with a lower score are left out.
    public var minimumScore: Float?
    /// Where given, only these ids are searched, and min(k, how many of them are stored) are found.
    public var allowed: IDSet?
    /// Ids that are never results. Meant for a few, such as the image that is itself the query.
    public var excluded: IDSet
    /// How hard to look, where the index may miss some of the nearest: a graph's efSearch, the number of lists that
    /// inverted lists probe. More finds more and takes longer; nil leaves it to the index.
    public var effort: Int?
    /// Whether every row is looked at, whatever the kind of index, so that nothing is missed.
    public var isExact: Bool

    /// A request for the `k` nearest vectors of all, unless it is limited.
    public init(
        k: Int, minimumScore: Float? = nil, allowed: IDSet? = nil, excluding excluded: IDSet = [],
        effort: Int? = nil, isExact: Bool = false
    ) {
        self.k = k
        self.minimumScore = minimumScore
        self.allowed = allowed
        self.excluded = excluded
        self.effort = effort
        self.isExact = isExact
    }

    /// Checks what a caller gives: what every kind of index and of store refuses.
    ///
    /// - Throws: `invalidResultCount`, `dimensionMismatch`, `notFinite`.
    public func check(_ queries: [Float], dimension: Int) throws(IndexError) {
        guard k > 0 else { throw .invalidResultCount(k) }
        guard queries.count.isMultiple(of: dimension) else {
            throw .dimensionMismatch(dimension: dimension, valueCount: queries.count)
        }
        if let error = IndexError.firstNotFinite(queries, dimension: dimension) { throw error }
    }
}
