internal import Foundation

/// Which points belong near each other, and how much: the fuzzy graph of UMAP (McInnes, Healy and Melville, "UMAP: Uniform
/// manifold approximation and projection for dimension reduction", 2018, section 3.1).
struct MapGraph {
    struct Edge {
        let from: Int
        let to: Int
        /// Above 0, at most 1.
        let weight: Float
    }

    let edges: [Edge]

    /// - Parameter neighbours: of each point, nearest first.
    init(_ neighbours: [[MapNeighbours.Found]]) {
        var weights: [Int: Float] = [:]
        let count = neighbours.count
        for (point, found) in neighbours.enumerated() {
            let memberships = Self.memberships(found)
            for (neighbour, weight) in zip(found, memberships) where weight > 1e-4 {
                let key = min(point, neighbour.place) * count + max(point, neighbour.place)
                // The union of two fuzzy sets: a + b − a b.
                weights[key] = weights[key].map { $0 + weight - $0 * weight } ?? weight
            }
        }
        edges = weights.sorted { $0.key < $1.key }.map { key, weight in
            Edge(from: key / count, to: key % count, weight: weight)
        }
    }

    /// How much each neighbour counts: the nearest 1, and all of them together log₂ of their number.
    private static func memberships(_ found: [MapNeighbours.Found]) -> [Float] {
        guard let nearest = found.first?.distance else { return [] }
        let wanted = log2(Float(max(2, found.count)))
        var (low, high, scale): (Float, Float, Float) = (0, .infinity, 1)
        for _ in 0..<40 {
            let sum = found.reduce(Float(0)) { $0 + exp((nearest - $1.distance) / scale) }
            if abs(sum - wanted) < 1e-4 { break }
            if sum > wanted { high = scale } else { low = scale }
            scale = high.isFinite ? (low + high) / 2 : scale * 2
        }
        return found.map { exp((nearest - $0.distance) / max(scale, 1e-6)) }
    }
}
