/// Information about an index, for people.
public struct IndexStatistics: Sendable, Equatable {
    /// The kind in use.
    public var kind: IndexKind
    /// Vectors in the index; the others are searched exactly.
    public var indexed: Int
    /// The share of the 10 nearest vectors that a search finds: 1 if searches are exact, nil if not measured.
    public var recall: Double?
    /// efSearch of a graph, or the number of lists that a search scans.
    public var effort: Int?
    /// The share of stored vectors that find themselves: 1 if searches are exact, nil if not measured.
    public var selfRecall: Double?

    /// By default, nothing has been measured.
    public init(
        kind: IndexKind, indexed: Int, recall: Double? = nil, effort: Int? = nil, selfRecall: Double? = nil
    ) {
        self.kind = kind
        self.indexed = indexed
        self.recall = recall
        self.effort = effort
        self.selfRecall = selfRecall
    }
}
