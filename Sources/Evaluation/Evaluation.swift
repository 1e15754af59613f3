internal import Foundation
internal import LookalikeVectors
internal import Synchronization

/// Labelled vectors, compared with each other.
public struct Evaluation: Sendable {
    /// How often the nearest images have the query's class.
    public let metrics: RetrievalMetrics
    /// Precision and recall by threshold, for all pairs of images.
    public let curve: PrecisionRecallCurve
    /// Queries whose nearest image has another class, highest score first.
    public let mistakes: [Mistake]

    /// A query whose nearest image has another class. The numbers are positions of images.
    public struct Mistake: Sendable, Equatable {
        /// The image that was searched by.
        public let query: Int
        /// The nearest image, of another class.
        public let found: Int
        /// The cosine of the two.
        public let score: Float
        /// The nearest image of the query's own class, and its rank, counted from 1.
        public let right: Int
        /// The cosine of the query and ``right``.
        public let rightScore: Float
        /// At least 2.
        public let rightRank: Int
    }

    private struct Part {
        var sums = MetricSums()
        var curve = PrecisionRecallCurve()
        var mistakes: [Mistake] = []
    }

    /// - Parameters:
    ///   - vectors: one per image, all of the same length; they are normalised here.
    ///   - queries: for each image one or several vectors to search by, of which the highest score counts; nil searches by
    ///     ``vectors``. The curve is then of queries and images, both ways of each pair.
    ///   - labels: their classes.
    /// - Throws: ``EvaluationError/nothingToCompare``. Time grows with the square of the number of images.
    public init(
        vectors: [[Float]], queries: [[[Float]]]? = nil, labels: [String]
    ) throws(EvaluationError) {
        precondition(vectors.count == labels.count && queries?.count ?? vectors.count == vectors.count)
        let classes = Dictionary(grouping: labels.indices, by: { labels[$0] })
        guard classes.values.contains(where: { $0.count > 1 }) else { throw .nothingToCompare }
        let numbers = Dictionary(uniqueKeysWithValues: classes.keys.sorted().enumerated().map { ($1, $0) })
        let matrix = CosineMatrix(vectors)
        let of = labels.map { numbers[$0]! }
        let workers = ProcessInfo.processInfo.activeProcessorCount
        let parts = Mutex<[Part]>([])
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            var part = Part()
            for query in stride(from: worker, to: of.count, by: workers) {
                if let queries {
                    let scores = matrix.scores(byBestOf: queries[query])
                    Self.measure(query, scores, comparedFrom: 0, of, into: &part)
                } else {
                    Self.measure(query, matrix.scores(of: query), comparedFrom: query + 1, of, into: &part)
                }
            }
            parts.withLock { $0.append(part) }
        }
        var whole = Part()
        for part in parts.withLock({ $0 }) {
            whole.sums.add(part.sums)
            whole.curve.add(part.curve)
            whole.mistakes += part.mistakes
        }
        metrics = whole.sums.metrics
        curve = whole.curve
        mistakes = whole.mistakes.sorted { ($1.score, $0.query) < ($0.score, $1.query) }
    }

    /// - Parameter start: the first of the images with which the query is a pair of the curve.
    private static func measure(
        _ query: Int, _ scores: [Float], comparedFrom start: Int, _ classes: [Int], into part: inout Part
    ) {
        for other in start..<max(start, scores.count) where other != query {
            part.curve.add(score: scores[other], isSame: classes[other] == classes[query])
        }
        let ranking = scores.indices.filter { $0 != query }
            .sorted { (scores[$1], $0) < (scores[$0], $1) }
        let ranks = ranking.indices.filter { classes[ranking[$0]] == classes[query] }
        guard let first = ranks.first else { return }
        part.sums.add(ranks: ranks.map { $0 + 1 })
        if first > 0 {
            part.mistakes.append(
                Mistake(
                    query: query, found: ranking[0], score: scores[ranking[0]], right: ranking[first],
                    rightScore: scores[ranking[first]], rightRank: first + 1))
        }
    }
}
