import Foundation
import LookalikeEmbedding
import LookalikeEngine
import Synchronization
import TestSupport

/// A network in Swift that a test can stop at its first pictures, and that counts them.
final class Gate: Sendable {
    private struct State {
        var toBlock = 0
        var runs = 0
        var isOpen = false
    }

    private let state = Mutex(State())
    private let condition = NSCondition()

    /// Pictures that the network was given.
    var runs: Int { state.withLock { $0.runs } }

    /// The next `count` pictures wait until ``open()``.
    func block(_ count: Int) {
        state.withLock {
            $0.toBlock = count
            $0.isOpen = false
        }
    }

    func open() {
        condition.lock()
        state.withLock { $0.isOpen = true }
        condition.broadcast()
        condition.unlock()
    }

    fileprivate func pass() {
        let waits = state.withLock { state in
            state.runs += 1
            guard state.toBlock > 0 else { return false }
            state.toBlock -= 1
            return true
        }
        guard waits else { return }
        condition.lock()
        // A test that failed before it opened the gate keeps no thread for ever.
        let end = Date.now + 300
        while !state.withLock({ $0.isOpen }), condition.wait(until: end) {}
        condition.unlock()
    }

    /// An engine whose network this gate stands before.
    func engine(_ data: String, adjust: (inout EngineConfiguration) -> Void = { _ in }) async throws -> Engine
    {
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data
        configuration.modelFolders = [Fixtures.models]
        configuration.defaultModel = "tiny"
        configuration.workers = 2
        adjust(&configuration)
        return try await Engine(
            configuration, purpose: "a test", backend: GatedBackend(gate: self), builtIn: [])
    }
}

private struct GatedBackend: EmbeddingBackend {
    let gate: Gate
    var nativePrecision: Precision { .f32 }

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
    var batchSizes: [Int] { [1] }
    var precision: Precision { .f32 }

    /// Means of neighbouring inputs, which tell the tests' pictures apart.
    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        inputs.map { input in
            gate.pass()
            let width = inputCount / dimension
            return (0..<dimension).map {
                input[($0 * width)..<(($0 + 1) * width)].reduce(0, +) / Float(width)
            }
        }
    }
}
