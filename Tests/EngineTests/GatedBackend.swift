import Foundation
import LookalikeEmbedding
import TestSupport

/// A network in Swift whose first batch waits until it is let go: a sync stays in its middle for as long as a test
/// wants. It waits on one of the engine's own threads, so the others go on.
final class Gate: @unchecked Sendable {
    // Sound: `condition` is locked wherever the others are used.
    private let condition = NSCondition()
    private var isClosed = false
    private var hasArrived = false

    /// From now on the next batch waits.
    func close() {
        condition.withLock { isClosed = true }
    }

    func open() {
        condition.withLock {
            isClosed = false
            hasArrived = true
            condition.broadcast()
        }
    }

    /// Waits until a batch has come to wait.
    func reached() async throws {
        try await eventually("a batch came to the gate") { condition.withLock { hasArrived } }
    }

    fileprivate func pass() {
        condition.withLock {
            guard isClosed, !hasArrived else { return }
            hasArrived = true
            // A test that failed before it opened the gate keeps no thread for ever.
            let end = Date.now + 300
            while isClosed, condition.wait(until: end) {}
        }
    }
}

struct GatedBackend: EmbeddingBackend {
    let gate: Gate
    let nativePrecision = Precision.f32

    func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork {
        GatedNetwork(gate: gate, inputCount: model.inputCount, dimension: model.dimension)
    }
}

private struct GatedNetwork: EmbeddingNetwork {
    let gate: Gate
    let inputCount: Int
    let dimension: Int
    let batchSizes = [1]
    let precision = Precision.f32

    /// Means of neighbours, which tell the tests' pictures apart.
    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        gate.pass()
        let width = inputCount / dimension
        return inputs.map { input in
            (0..<dimension).map { input[($0 * width)..<(($0 + 1) * width)].reduce(0, +) / Float(width) }
        }
    }
}
