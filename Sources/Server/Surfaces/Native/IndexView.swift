internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI
internal import LookalikeVectors

/// The index that a collection uses now, and how well it performs.
struct IndexView: Codable, Sendable, SchemaDocumented {
    var kind: String
    var indexed: Int
    var recall: Double?
    var selfRecall: Double?
    var effort: Int?
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case kind, indexed, recall, effort, problem
        case selfRecall = "self_recall"
    }

    static var schemaName: String? { "Index" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "kind": PropertyDoc("What answers now.", allowed: ["flat", "hnsw", "ivfflat"]),
            "indexed": "Vectors that it has; the others are searched exactly.",
            "recall":
                "The share of the 10 nearest that a search finds: 1 where searches are exact; left out where it was not measured.",
            "self_recall":
                "The share of stored vectors that a search by them finds: 1 where searches are exact; left out where it was not measured.",
            "effort": "efSearch of a graph, or how many lists are probed.",
            "problem": "Why the index can't be used or made, if so: searches are exact then.",
        ]
    }

    /// For a collection that can't be opened.
    init(problem: String?) {
        kind = IndexKind.flat.rawValue
        indexed = 0
        self.problem = problem
    }

    init(_ collection: OpenCollection) {
        let statistics = collection.indexStatistics
        kind = statistics.kind.rawValue
        indexed = statistics.indexed
        (recall, selfRecall) = (statistics.recall, statistics.selfRecall)
        effort = statistics.effort
        problem = collection.indexProblem
    }
}
