/// How a collection's vectors are searched. Clients and files use the raw values.
public enum IndexKind: String, Codable, Sendable, CaseIterable {
    /// Exact while a scan takes less than the given latency, else a graph.
    case auto
    /// Exact: every vector is compared.
    case flat
    /// Inverted lists: vectors near the same centroids as the query are compared.
    case ivfflat
    /// A navigable graph: the query walks from neighbour to neighbour.
    case hnsw
}
