/// How well a model retrieves, each picture in turn being the query and all others the collection (leave one out).
///
/// Pictures are ranked by cosine, best first, equal scores in the order of the pictures. A picture that is alone in
/// its class is never a query, as nothing could be found for it, but stays among those that are searched. All values
/// are means over the queries.
public struct RetrievalMetrics: Sendable, Codable, Equatable {
    /// Pictures whose class has another.
    public var queries: Int
    /// Of the nearest picture: the share of queries for which it has the query's class.
    public var precisionAt1: Double
    /// Pictures of the query's class among the nearest ten, divided by ten.
    public var precisionAt10: Double
    /// By k: pictures of the query's class among the nearest k, divided by how many there are.
    public var recall: [Recall]
    /// Mean average precision over the whole ranking (Manning, Raghavan and Schütze, "Introduction to Information
    /// Retrieval", 8.4).
    public var meanAveragePrecision: Double

    public struct Recall: Sendable, Codable, Equatable {
        public var k: Int
        public var value: Double
    }

    public static let recallDepths = [1, 5, 10, 50, 100]

    enum CodingKeys: String, CodingKey {
        case queries, recall
        case precisionAt1 = "p_at_1"
        case precisionAt10 = "p_at_10"
        case meanAveragePrecision = "map"
    }
}

/// Adds up the metrics of single queries.
struct MetricSums {
    private var queries = 0
    private var precisionAt1 = 0.0
    private var precisionAt10 = 0.0
    private var averagePrecision = 0.0
    private var recall = [Double](repeating: 0, count: RetrievalMetrics.recallDepths.count)

    /// - Parameter ranks: where the pictures of the query's class are in the ranking, counted from 1, ascending.
    mutating func add(ranks: [Int]) {
        queries += 1
        let depths = RetrievalMetrics.recallDepths
        precisionAt1 += ranks.first == 1 ? 1 : 0
        precisionAt10 += Double(ranks.prefix { $0 <= 10 }.count) / 10
        for (index, depth) in depths.enumerated() {
            recall[index] += Double(ranks.prefix { $0 <= depth }.count) / Double(ranks.count)
        }
        let precisions = ranks.enumerated().map { Double($0 + 1) / Double($1) }
        averagePrecision += precisions.reduce(0, +) / Double(ranks.count)
    }

    mutating func add(_ other: MetricSums) {
        queries += other.queries
        precisionAt1 += other.precisionAt1
        precisionAt10 += other.precisionAt10
        averagePrecision += other.averagePrecision
        for index in recall.indices { recall[index] += other.recall[index] }
    }

    var metrics: RetrievalMetrics {
        let count = Double(max(1, queries))
        return RetrievalMetrics(
            queries: queries, precisionAt1: precisionAt1 / count, precisionAt10: precisionAt10 / count,
            recall: zip(RetrievalMetrics.recallDepths, recall).map { .init(k: $0, value: $1 / count) },
            meanAveragePrecision: averagePrecision / count)
    }
}
