internal import Foundation

/// Places points on a plane so that the edges of a graph are short and other points keep apart: the stochastic gradient
/// descent of UMAP (see ``MapGraph``; section 3.2), by one thread and with one seed, so that the result is always the same.
struct MapLayout {
    /// The curve 1 / (1 + a d²ᵇ) for a least distance of 0.1.
    private static let (a, b): (Float, Float) = (1.577, 0.895)
    private static let repulsions = 5
    private static let longestStep: Float = 4

    private(set) var points: [SIMD2<Float>]
    private var random = MapRandom(seed: 2)

    /// - Parameter points: where they begin, within about 10 of the origin.
    init(_ points: [SIMD2<Float>]) {
        self.points = points
    }

    /// - Parameters:
    ///   - epochs: an edge of weight 1 is pulled so often.
    ///   - check: called after each epoch with its number; what it throws ends the work.
    mutating func run(_ graph: MapGraph, epochs: Int, _ check: (Int) throws -> Void) rethrows {
        var due = [Float](repeating: 0, count: graph.edges.count)
        for epoch in 0..<epochs {
            let rate = 1 - Float(epoch) / Float(epochs)
            for (place, edge) in graph.edges.enumerated() {
                due[place] += edge.weight
                guard due[place] >= 1 else { continue }
                due[place] -= 1
                attract(edge, rate)
                for _ in 0..<Self.repulsions { repel(edge.from, rate) }
                for _ in 0..<Self.repulsions { repel(edge.to, rate) }
            }
            try check(epoch + 1)
        }
    }

    private mutating func attract(_ edge: MapGraph.Edge, _ rate: Float) {
        let difference = points[edge.from] - points[edge.to]
        let square = difference.x * difference.x + difference.y * difference.y
        guard square > 0 else { return }
        let power = pow(square, Self.b)
        let force = -2 * Self.a * Self.b * power / square / (1 + Self.a * power)
        let step = Self.limited(difference * force) * rate
        points[edge.from] += step
        points[edge.to] -= step
    }

    private mutating func repel(_ point: Int, _ rate: Float) {
        let other = random.index(below: points.count)
        if other == point { return }
        let difference = points[point] - points[other]
        let square = difference.x * difference.x + difference.y * difference.y
        let force = 2 * Self.b / ((0.001 + square) * (1 + Self.a * pow(square, Self.b)))
        // Points on top of each other part in any direction.
        let step =
            square > 0
            ? Self.limited(difference * force)
            : SIMD2(random.signed(), random.signed()) * Self.longestStep
        points[point] += step * rate
    }

    private static func limited(_ step: SIMD2<Float>) -> SIMD2<Float> {
        SIMD2(
            max(-longestStep, min(longestStep, step.x)), max(-longestStep, min(longestStep, step.y)))
    }
}
