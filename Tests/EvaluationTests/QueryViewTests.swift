import Foundation
import LookalikeEvaluation
import Testing

/// Evaluations whose images are searched by other vectors than they have.
@Suite(.timeLimit(.minutes(10))) struct QueryViewTests {
    private static let vectors = EvaluationTests.vectors
    private static let labels = EvaluationTests.labels

    @Test func theImagesThemselvesGiveTheSame() throws {
        let plain = try Evaluation(vectors: Self.vectors, labels: Self.labels)
        let viewed = try Evaluation(
            vectors: Self.vectors, queries: Self.vectors.map { [$0] }, labels: Self.labels)
        #expect(viewed.metrics.precisionAt1 == plain.metrics.precisionAt1)
        #expect(viewed.metrics.meanAveragePrecision == plain.metrics.meanAveragePrecision)
        #expect(viewed.mistakes == plain.mistakes)
        // Both ways of each pair have the same score, so the shares are the same.
        let threshold = try #require(plain.curve.threshold(forPrecision: 0.5))
        let other = try #require(viewed.curve.threshold(forPrecision: 0.5))
        #expect(abs(threshold.recall - other.recall) < 1e-12)
    }

    @Test func theBestOfSeveralCounts() throws {
        // The query 2 lies among the first class; one of its views lies with its own.
        var queries = Self.vectors.map { [$0] }
        queries[2].append([0, 2])
        let evaluation = try Evaluation(vectors: Self.vectors, queries: queries, labels: Self.labels)
        // Its nearest is 3, whose cosine with the view is 1, above 0.9987 of the image 1.
        #expect(evaluation.mistakes.map(\.query) == [1])
        #expect(evaluation.metrics.precisionAt1 == 4.0 / 5)
        // A view alone, the other way round.
        queries[0] = [[0, 1]]
        let turned = try Evaluation(vectors: Self.vectors, queries: queries, labels: Self.labels)
        let mistake = try #require(turned.mistakes.first { $0.query == 0 })
        #expect(
            mistake.found == 3 && mistake.score == 1 && mistake.right == 1 && mistake.rightRank == 4)
    }
}
