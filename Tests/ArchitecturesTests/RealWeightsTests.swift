import Foundation
import LookalikeArchitectures
import LookalikeWeights
import Testing
import WeightFormula

/// A network with the weights of its makers, which `scripts/setup test` fetches: a legacy PyTorch stream whose kernels
/// have TensorFlow's strides.
@Suite(.timeLimit(.minutes(10))) struct RealWeightsTests {
    /// What the package gave: `benchmarks/parity/real.py` asks it.
    private struct Answer: Decodable {
        /// The most likely class of the drawings 0, 1, …
        let labels: [Int]
        /// Of drawing 0; packed as in ``ParityFixture``.
        let embedding: String
    }

    private let networks: Networks
    private let logits: Network
    private let answer: Answer

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let weights = root.appending(path: ".deps/test/efficientnet-lite0.pth")
        try #require(
            FileManager.default.fileExists(atPath: weights.path), "scripts/setup test fetches the weights")
        networks = try Architectures.named("efficientnet-lite0").build(
            from: WeightFile.open(weights.path), options: NetworkOptions(classifier: true))
        logits = try Network(networks.image, size: Drawing.size, output: "logits", dimension: 1_000)
        answer = try JSONDecoder().decode(
            Answer.self,
            from: Data(contentsOf: root.appending(path: "Tests/Fixtures/parity/real/efficientnet-lite0.json"))
        )
    }

    @Test func drawingsHaveThePackagesLabels() throws {
        let found = try answer.labels.indices.map { index in
            let scores = try logits.run([Drawing(index).liteTensor])[0]
            return scores.indices.max { scores[$0] < scores[$1] }
        }
        #expect(found == answer.labels)
        #expect(Set(answer.labels).count > 10, "the drawings are of several classes")
    }

    @Test func theEmbeddingIsThePackages() throws {
        let network = try Network(networks.image, size: Drawing.size, dimension: 1_280)
        let agreement = Agreement(
            try network.run([Drawing(0).liteTensor])[0], ParityFixture.unpacked(answer.embedding))
        #expect(agreement.cosine >= 0.99999)
        #expect(agreement.relative <= 1e-3)
    }
}
