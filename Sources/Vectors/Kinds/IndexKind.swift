/// How a collection's vectors are searched. The raw values are what clients and files call the kinds.
public enum IndexKind: String, Codable, Sendable, CaseIterable {
    /// Exact while a scan stays under the latency asked for, a graph above.
    case auto
    /// Exact: every vector is looked at.
    case flat
    /// Inverted lists: the vectors near the same centres as the query are looked at.
    case ivfflat
    /// A navigable graph: the query walks from neighbour to neighbour.
    case hnsw
}
