internal import CLookalikeVectorKernels

extension Graph {
    /// A row that is nearer to a node than this shares it, if it is on no upper layer: half the square of the distance.
    /// Hundreds of rows that are almost the same would else be all that walks keep in mind, and links lead to.
    ///
    /// A sixteenth of the distance that two rows usually have; of images it is what is saved anew or made smaller.
    func closeness(of snapshot: VectorSnapshot) -> Float {
        let count = min(Self.sampledPairs, snapshot.count / 2)
        var distances: [Double] = []
        for i in 0..<count {
            // Spread over all rows, the second by a step that shares nothing with the first. Damaged ones say nothing.
            let other = (i * snapshot.count / count + i * 7_919 + snapshot.count / 2) % snapshot.count
            guard let a = try? snapshot.vector(at: i * snapshot.count / count),
                let b = try? snapshot.vector(at: other)
            else { continue }
            distances.append(distance(a, b))
        }
        guard !distances.isEmpty else { return 0 }
        distances.sort()
        let usual = Float(distances[distances.count / 2])
        return usual.isFinite ? max(0, usual) / 256 : 0
    }

    private static let sampledPairs = 400

    /// Half the square of the distance that affinities go by.
    private func distance(_ a: [Float], _ b: [Float]) -> Double {
        metric == .cosine
            ? 1 - kernel.exactScore(.cosine, a, b) : -kernel.exactScore(.l2, a, b) / 2
    }
}

extension Graph.State {
    /// How much higher the affinity of a row can be than that of the node which it shares.
    ///
    /// - Parameter affinity: of the node to the query.
    func spread(_ query: WalkQuery, at affinity: Float) -> Float {
        if closeness == 0 { return 0 }
        let reach = (2 * closeness).squareRoot()
        let norm = Float(query.norm)
        if query.metric != .l2 { return norm * reach }
        return (max(0, norm * norm - 2 * affinity)).squareRoot() * reach
    }
}
