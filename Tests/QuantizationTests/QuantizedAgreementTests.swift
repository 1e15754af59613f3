import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeONNX
import LookalikeQuantization
import Synchronization
import Testing

/// The built-in network in 8 bits: its weights are stored in 8 bits already, and its workers must agree, which
/// OpenVINO's own streams of such networks often do not.
@Suite(.timeLimit(.minutes(10))) struct QuantizedAgreementTests {
    @Test func everyWorkerComputesTheSame() throws {
        let model = try #require(try BuiltInModel.load().first)
        guard case .memory(let bytes) = model.network else {
            Issue.record("the built-in network is in memory")
            return
        }
        let parent = try Graph(bytes: Array(bytes.pointer))
        let (size, dimension) = (model.manifest.input.width, model.manifest.dimension)
        let output = try #require(model.manifest.output?.name)
        let images = Formula.images(8, size: size)
        let quantized = try RunningNetwork.quantized(parent, size: size, images)
        let whole = try RunningNetwork(parent, size: size, output: output, dimension: dimension)
        let alone = try RunningNetwork(quantized, size: size, output: output, dimension: dimension)
        let expected = try images.map { try alone.run($0) }
        for (image, row) in zip(images, expected) {
            #expect(Formula.cosine(try whole.run(image), row) > 0.98)
        }
        for _ in 0..<4 {
            let network = try RunningNetwork(
                quantized, size: size, output: output, dimension: dimension, workers: 4
            ).network
            let results = Mutex<[Int: [Float]]>([:])
            DispatchQueue.concurrentPerform(iterations: images.count) { index in
                // One that fails has no row, which is missed below.
                let row = try? network.run([images[index]])[0]
                results.withLock { $0[index] = row }
            }
            for (index, row) in expected.enumerated() {
                let found = try #require(results.withLock { $0[index] })
                let difference = zip(row, found).map { abs($0 - $1) }.max() ?? .infinity
                #expect(difference <= 1e-4 * (row.map(abs).max() ?? 0))
            }
        }
    }
}
