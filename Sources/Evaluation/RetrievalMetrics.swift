/// How well a model retrieves. Each image in turn is the query, and all others are the collection (leave-one-out).
///
/// Images are ranked by cosine, best first, ties in the order of the images. An image that is alone in its class is
/// never a query, because there is nothing to find, but it is searched. All values are means over the queries.
public struct RetrievalMetrics: Sendable, Codable, Equatable {
    /// Images whose class has other images.
    public var queries: Int
    /// The share of queries whose nearest image has the query's class.
    public var precisionAt1: Double
    /// Images of the query's class among the nearest ten, divided by ten.
    public var precisionAt10: Double
    /// By k: images of the query's class among the nearest k, divided by their total number.
    public var recall: [Recall]
    /// Mean average precision over the whole ranking (Manning, Raghavan and Schütze, "Introduction to Information
    /// Retrieval", 8.4).
    public var meanAveragePrecision: Double

    /// What is found among the nearest images.
    public struct Recall: Sendable, Codable, Equatable {
        /// How many of the nearest images are looked at.
        public var k: Int
        /// The share of the images of the query's class that are among them: 0 to 1, a mean over the
        /// queries.
        public var value: Double
    }

    /// The k of each ``Recall``.
    public static let recallDepths = [1, 5, 10, 50, 100]

    enum CodingKeys: String, CodingKey {
        case queries, recall
        case precisionAt1 = "p_at_1"
        case precisionAt10 = "p_at_10"
        case meanAveragePrecision = "map"
    }
}

/// Sums up the metrics of single queries.
struct MetricSums {
    private var queries = 0
    private var precisionAt1 = 0.0
    private var precisionAt10 = 0.0
    private var averagePrecision = 0.0
    private var recall = [Double](repeating: 0, count: RetrievalMetrics.recallDepths.count)

    /// - Parameter ranks: the ranks of the images of the query's class, counted from 1, ascending.
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
