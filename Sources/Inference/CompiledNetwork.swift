internal import Foundation
internal import LookalikeEmbedding

/// A network compiled for one batch size, once for each thread that runs it at the same time as others.
///
/// `@unchecked Sendable` is sound: what changes is read and written with `condition` locked, and an instance that was taken
/// is used by one thread.
final class CompiledNetwork: @unchecked Sendable {
    let name: String
    let batch: Int
    let dimension: Int
    private let output: Int
    private let condition = NSCondition()
    private var idle: [InferenceInstance] = []
    /// Instances that there are or that are being made.
    private var count = 0
    /// How many more may be made.
    private var left: Int
    /// Nil when no more are to be made, so that the network as it was read takes no memory.
    private var maker: InstanceMaker?
    /// Why there is no instance at all.
    private var failure: EmbeddingError?

    /// - Parameters:
    ///   - workers: the most instances.
    ///   - first: one that there is already.
    init(_ maker: InstanceMaker, batch: Int, workers: Int, first: InferenceInstance? = nil) {
        name = maker.name
        self.batch = batch
        dimension = maker.dimension
        output = maker.output
        left = max(1, workers)
        self.maker = maker
        if let first {
            idle.append(first)
            countOne()
        }
    }

    /// False if the network can't be compiled for the batch size, which shows when it is first tried.
    var isUsable: Bool { condition.withLock { failure == nil } }

    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        let instance = try take()
        defer { give(instance) }
        return try instance.run(inputs, output: output, dimension: dimension)
    }

    func run(tokens: [Int32]) throws(EmbeddingError) -> [Float] {
        let instance = try take()
        defer { give(instance) }
        return try instance.run(tokens: tokens, output: output, dimension: dimension)
    }

    /// An idle instance, or a new one; where there may be no more, waits for one.
    private func take() throws(EmbeddingError) -> InferenceInstance {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let instance = idle.popLast() { return instance }
            if let failure { throw failure }
            if let maker {
                countOne()
                if let instance = try make(maker) { return instance }
            } else {
                condition.wait()
            }
        }
    }

    /// Compiles, with `condition` unlocked meanwhile.
    ///
    /// - Returns: nil if that fails and there are others, which do the work.
    private func make(_ maker: InstanceMaker) throws(EmbeddingError) -> InferenceInstance? {
        condition.unlock()
        let made = Result { () throws(EmbeddingError) in try maker.make(batch: batch) }
        condition.lock()
        switch made {
        case .success(let instance): return instance
        case .failure(let error):
            count -= 1
            self.maker = nil
            if count > 0 { return nil }
            failure = error
            condition.broadcast()
            throw error
        }
    }

    private func countOne() {
        (count, left) = (count + 1, left - 1)
        if left == 0 { maker = nil }
    }

    private func give(_ instance: InferenceInstance) {
        condition.lock()
        idle.append(instance)
        condition.signal()
        condition.unlock()
    }
}
