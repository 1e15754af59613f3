import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeInference
import Synchronization
import Testing

/// Workers side by side get the numbers that one worker gets: OpenVINO's own streams did not always.
@Suite(.timeLimit(.minutes(10))) struct AgreementTests {
    @Test func everyWorkerComputesTheSame() throws {
        let model = try #require(try BuiltInModel.load().first)
        let inputs = (0..<8).map { seed -> [Float] in
            (0..<model.manifest.inputCount).map { index -> Float in
                let step: Int = (index &* 7919 &+ seed &* 104_729) % 509
                return Float(step) / 254.5 - 1
            }
        }
        let alone = try Self.network(model, workers: 1)
        let expected = try inputs.map { try alone.run([$0])[0] }
        for _ in 0..<6 {
            let network = try Self.network(model, workers: 4)
            let results = Mutex<[Int: [Float]]>([:])
            DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
                // One that fails has no row, which is missed below.
                let row = try? network.run([inputs[index]])[0]
                results.withLock { $0[index] = row }
            }
            for (index, row) in expected.enumerated() {
                let found = try #require(results.withLock { $0[index] })
                let difference = zip(row, found).map { abs($0 - $1) }.max() ?? .infinity
                let size = row.map(abs).max() ?? 0
                #expect(difference <= 1e-4 * size)
            }
        }
    }

    private static func network(_ model: InstalledModel, workers: Int) throws -> any EmbeddingNetwork {
        try OpenVINOBackend(workers: workers, cacheDirectory: nil)
            .load(
                model.manifest, identity: ModelLibrary.identity(of: model), network: model.network,
                precision: .auto, maximumBatch: 1)
    }
}
