import LookalikeEmbedding

/// A network of arithmetic: the embedding of a tensor is its sum. It remembers its batches and can be held.
///
/// The scheduler is tested with it since batches are its matter and a real network hides them; what runs real
/// networks is tested beside.
final class CountingNetwork: EmbeddingNetwork {
    let inputCount = 4
    let dimension = 1
    let batchSizes: [Int]
    let precision = Precision.f32
    let batches = Shared<[[Float]]>([])

    init(batchSizes: [Int] = [1, 4]) {
        self.batchSizes = batchSizes
    }

    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        let sums = inputs.map { $0.reduce(0, +) }
        batches.withLock { $0.append(sums) }
        if sums.contains(where: { $0 < 0 }) {
            throw .inferenceFailed(model: "counting", detail: "below zero")
        }
        return sums.map { [$0] }
    }
}
