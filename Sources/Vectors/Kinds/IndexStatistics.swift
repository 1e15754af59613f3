/// What is known of an index, for people.
public struct IndexStatistics: Sendable, Equatable {
    /// What answers searches now.
    public var kind: IndexKind
    /// Vectors that it has; the others are searched exactly.
    public var indexed: Int
    /// The share of the 10 nearest that a search finds: 1 where searches are exact, nil where it was not measured.
    public var recall: Double?
    /// efSearch of a graph, or how many lists are probed.
    public var effort: Int?
    /// The share of stored vectors that find themselves: 1 where searches are exact, nil where it was not measured.
    public var selfRecall: Double?
}
