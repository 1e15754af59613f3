internal import Synchronization
internal import Tracing

/// An image on its way through the ``EmbeddingScheduler``.
///
/// `@unchecked Sendable` is sound: `continuation` is set before the item enters the queue and used once by the
/// worker that finishes it; `tensor`, `extra` and `failure` are touched only by the worker that holds the item, handed on
/// under the queue's lock.
final class WorkItem: @unchecked Sendable {
    typealias Output = (embedding: [Float], extra: any Sendable)

    /// Nil for work that ends after decoding.
    let network: (any EmbeddingNetwork)?
    /// Groups items into batches: items with the same identifier share one network.
    let identifier: String
    let priority: EmbeddingScheduler.Priority
    let maximumBatch: Int
    /// Of the caller; nil if it is not traced.
    let trace: InstrumentationContext?
    private let prepare: @Sendable () throws -> (tensor: [Float], extra: any Sendable)
    private let cancelled = Atomic<Bool>(false)

    var continuation: CheckedContinuation<Output, any Error>?
    private(set) var tensor: [Float] = []
    private var extra: any Sendable = ()
    /// Why it failed, for the worker that holds the item.
    private(set) var failure: (any Error)?

    init(
        network: (any EmbeddingNetwork)?, identifier: String, priority: EmbeddingScheduler.Priority,
        maximumBatch: Int, trace: InstrumentationContext?,
        prepare: @escaping @Sendable () throws -> (tensor: [Float], extra: any Sendable)
    ) {
        self.network = network
        self.identifier = identifier
        self.priority = priority
        self.maximumBatch = maximumBatch
        self.trace = trace
        self.prepare = prepare
    }

    func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Decodes; false if the item is finished: it has no network, failed, or nobody waits for it any more.
    func makeTensor() -> Bool {
        if isCancelled {
            fail(EmbeddingError.cancelled)
            return false
        }
        do {
            let made = try prepare()
            guard let network else {
                extra = made.extra
                succeed([])
                return false
            }
            guard made.tensor.count == network.inputCount else {
                throw EmbeddingError.inferenceFailed(
                    model: identifier,
                    detail:
                        "its input takes \(network.inputCount) numbers, the preprocessing made \(made.tensor.count)"
                )
            }
            (tensor, extra) = (made.tensor, made.extra)
            return true
        } catch {
            fail(error)
            return false
        }
    }

    func succeed(_ embedding: [Float]) {
        continuation?.resume(returning: (embedding, extra))
        continuation = nil
    }

    func fail(_ error: any Error) {
        failure = error
        continuation?.resume(throwing: error)
        continuation = nil
    }
}
