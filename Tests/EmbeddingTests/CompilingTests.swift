import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeInference
import Synchronization
import TestSupport
import Testing

/// Networks are compiled when they are first needed, while others run: neither changes the other's numbers.
@Suite(.timeLimit(.minutes(10))) struct CompilingTests {
    private static func inputs(_ model: InstalledModel) -> [[Float]] {
        (0..<4).map { seed -> [Float] in
            (0..<model.manifest.inputCount).map { index -> Float in
                let step: Int = (index &* 7919 &+ seed &* 104_729) % 509
                return Float(step) / 254.5 - 1
            }
        }
    }

    private static func load(
        _ model: InstalledModel, _ backend: OpenVINOBackend, batch: Int = 1
    ) throws -> any EmbeddingNetwork {
        try backend.load(
            model.manifest, identity: ModelLibrary.identity(of: model), network: model.network,
            precision: .auto, maximumBatch: batch)
    }

    @Test func aNetworkRunsTheSameWhileOthersAreCompiled() throws {
        let small = try #require(try BuiltInModel.load().first)
        let tiny = try ModelLibrary.read(folder: Fixtures.models + "/tiny")
        let backend = try OpenVINOBackend(workers: 2, cacheDirectory: nil)
        let first = try Self.load(small, backend)
        let inputs = Self.inputs(small)
        let expected = try inputs.map { try first.run([$0])[0] }
        let isOver = Mutex(false)
        // What was found while others were compiled, and how often it was something else.
        let found = Mutex((runs: 0, others: 0))
        let second = Mutex<[[Float]]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { side in
            if side == 0 {
                repeat {
                    for (index, input) in inputs.enumerated() {
                        // One that fails is another answer.
                        let row = try? first.run([input])[0]
                        found.withLock {
                            $0.runs += 1
                            if row != expected[index] { $0.others += 1 }
                        }
                    }
                } while !isOver.withLock { $0 }
                return
            }
            defer { isOver.withLock { $0 = true } }
            for _ in 0..<4 {
                for model in [small, tiny] {
                    // A row that is missing is missed below.
                    guard let network = try? Self.load(model, backend, batch: 4),
                        let row = try? network.run(Array(Self.inputs(model).prefix(1)))[0]
                    else { continue }
                    if model.manifest.name == small.manifest.name { second.withLock { $0.append(row) } }
                }
            }
        }
        #expect(found.withLock { $0.runs } > 0)
        #expect(found.withLock { $0.others } == 0)
        #expect(second.withLock { $0 } == [[Float]](repeating: expected[0], count: 4))
    }
}
