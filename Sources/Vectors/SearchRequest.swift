/// What to look for, apart from the query vectors themselves.
///
/// Index kinds with a knob of their own (a graph's effort, the number of lists to probe) will add it here
/// with a default, so that callers need not know the kind.
public struct SearchRequest: Sendable {
    /// The most results for each query; fewer where fewer rows qualify.
    public var k: Int
    /// Results with a lower score are left out.
    public var minimumScore: Float?
    /// Where given, only these ids are searched, and min(k, how many of them are stored) are found.
    public var allowed: IDSet?
    /// Ids that are never results. Meant for a few, such as the picture that is itself the query.
    public var excluded: IDSet

    public init(k: Int, minimumScore: Float? = nil, allowed: IDSet? = nil, excluding excluded: IDSet = []) {
        self.k = k
        self.minimumScore = minimumScore
        self.allowed = allowed
        self.excluded = excluded
    }
}
