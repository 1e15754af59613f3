import LookalikeVectors
import Testing

/// The rule by which the parts of a query become one vector; what is expected was computed by hand.
@Suite(.timeLimit(.minutes(10))) struct QueryCombinationTests {
    private func combine(_ parts: [WeightedVector], _ metric: Metric = .cosine) throws -> [Float] {
        try QueryCombination.vector(of: parts, metric: metric)
    }

    private func isNear(_ a: [Float], _ b: [Float]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
    }

    /// Not even its length changes, so that a stored vector finds itself with a score of exactly 1.
    @Test(arguments: Metric.allCases) func oneIsItself(_ metric: Metric) throws {
        #expect(try combine([WeightedVector([3, -0.1, 7], weight: 0.3)], metric) == [3, -0.1, 7])
    }

    /// Lengths don't count for cosines; for the others they do.
    @Test func positiveOnesAreAveraged() throws {
        let parts = [WeightedVector([3, 4]), WeightedVector([0, 10])]
        // (0.6, 0.8) and (0, 1)
        #expect(isNear(try combine(parts), [0.3, 0.9]))
        for metric in Metric.allCases where metric != .cosine {
            #expect(isNear(try combine(parts, metric), [1.5, 7]))
        }
    }

    @Test func weightsAreSharesOfTheirKind() throws {
        let parts = [
            WeightedVector([3, 4], weight: 3), WeightedVector([0, 10], weight: 1),
            WeightedVector([2, 0], weight: 0.5, isNegative: true),
            WeightedVector([0, -5], weight: 1.5, isNegative: true),
        ]
        // P = 0.75 (0.6, 0.8) + 0.25 (0, 1) = (0.45, 0.85), N = 0.25 (1, 0) + 0.75 (0, −1) = (0.25, −0.75)
        #expect(isNear(try combine(parts), [0.65, 2.45]))
        // P = 0.75 (3, 4) + 0.25 (0, 10) = (2.25, 5.5), N = 0.25 (2, 0) + 0.75 (0, −5) = (0.5, −3.75)
        for metric in Metric.allCases where metric != .cosine {
            #expect(isNear(try combine(parts, metric), [4, 14.75]))
        }
        let doubled = parts.map {
            WeightedVector($0.vector, weight: 2 * $0.weight, isNegative: $0.isNegative)
        }
        #expect(isNear(try combine(doubled), [0.65, 2.45]))
    }

    @Test func theOrderIsNothing() throws {
        let parts = [
            WeightedVector([1, 2, 3], weight: 2), WeightedVector([0, 1, 0], isNegative: true),
            WeightedVector([5, 0, 1]),
        ]
        #expect(isNear(try combine(parts), try combine(parts.reversed())))
    }

    @Test func whatGivesNoDirectionIsRefused() throws {
        #expect(throws: ExampleError.noPositive) { try combine([]) }
        #expect(throws: ExampleError.noPositive) { try combine([WeightedVector([1, 0], isNegative: true)]) }
        #expect(throws: ExampleError.cancelledOut) {
            try combine([WeightedVector([1, 0]), WeightedVector([-2, 0])])
        }
        // Of points, the one between is as good as any.
        #expect(try combine([WeightedVector([1, 0]), WeightedVector([-1, 0])], .l2) == [0, 0])
        let large = Float.greatestFiniteMagnitude
        #expect(throws: ExampleError.index(.notFinite(vector: 0, component: 0))) {
            try combine([WeightedVector([large]), WeightedVector([-large], isNegative: true)], .l2)
        }
    }
}
