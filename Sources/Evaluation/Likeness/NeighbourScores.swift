internal import Foundation
internal import Synchronization

/// The scores of each vector with others, and of all pairs.
struct NeighbourScores: Sendable {
    /// Positions and cosines for each vector: of its nearest others, best first, then of as many that come by chance.
    let found: [[(position: Int, score: Float)]]
    /// Of all pairs, in steps of a thousandth: the first counts −1.
    let pairs: [Int]

    private static let half = 1_000

    /// - Parameter depth: how many neighbours of each.
    init(_ vectors: [[Float]], depth: Int) {
        let matrix = CosineMatrix(vectors)
        let count = vectors.count
        let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let whole = Mutex<(found: [[(position: Int, score: Float)]], pairs: [Int])>(
            ([[(position: Int, score: Float)]](repeating: [], count: count), Self.empty))
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            var (mine, pairs): ([(Int, [(position: Int, score: Float)])], [Int]) = ([], Self.empty)
            for query in stride(from: worker, to: count, by: workers) {
                let scores = matrix.scores(of: query)
                for other in scores.indices where other != query { pairs[Self.step(scores[other])] += 1 }
                let best = scores.indices.filter { $0 != query }
                    .sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(depth)
                let chosen = Array(best) + Self.others(of: query, among: count, depth)
                mine.append((query, chosen.map { ($0, scores[$0]) }))
            }
            whole.withLock { whole in
                for (query, found) in mine { whole.found[query] = found }
                for step in pairs.indices { whole.pairs[step] += pairs[step] }
            }
        }
        (found, pairs) = whole.withLock { ($0.found, $0.pairs) }
    }

    /// Positions that look random and are the same in every run.
    private static func others(of query: Int, among count: Int, _ depth: Int) -> [Int] {
        var state = UInt64(query) &+ 1
        return (0..<depth).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let step = 1 + Int(state >> 33) % (count - 1)
            return (query + step) % count
        }
    }

    private static var empty: [Int] { [Int](repeating: 0, count: 2 * half + 1) }

    private static func step(_ score: Float) -> Int {
        Int((Double(min(max(score, -1), 1)) * Double(half)).rounded()) + half
    }

    /// By score in steps of a thousandth: the share of all pairs that reach it. Half a pair more is assumed, since pairs that
    /// were not seen may.
    func tails() -> [(score: Double, share: Double)] {
        let total = Double(pairs.reduce(0, +))
        var above = 0.5
        var tails: [(score: Double, share: Double)] = []
        for step in pairs.indices.reversed() {
            above += Double(pairs[step])
            tails.append((Double(step - Self.half) / Double(Self.half), min(1, above / (total + 1))))
        }
        return tails.reversed()
    }
}
