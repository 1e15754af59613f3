public import LookalikeEmbedding

/// How fast networks are beside each other.
public enum NetworkTimes {
    /// Milliseconds for one image on one core, a median for each network; they run by turns, so that whatever else the
    /// machine does meets them all. Blocks the calling thread.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError``.
    public static func medians(
        _ networks: [any EmbeddingNetwork], rounds: Int = 15
    ) throws(EmbeddingError) -> [Double] {
        let inputs = networks.map { [[Float](repeating: 0.1, count: $0.inputCount)] }
        for (network, input) in zip(networks, inputs) { _ = try network.run(input) }
        var times = [[Duration]](repeating: [], count: networks.count)
        for _ in 0..<rounds {
            for (index, network) in networks.enumerated() {
                let begin = ContinuousClock.now
                _ = try network.run(inputs[index])
                times[index].append(ContinuousClock.now - begin)
            }
        }
        return times.map { times in
            let median = times.sorted()[times.count / 2].components
            return Double(median.seconds) * 1_000 + Double(median.attoseconds) / 1e15
        }
    }
}
