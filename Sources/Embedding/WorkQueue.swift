internal import DequeModule
internal import Foundation

/// The queues between the callers and the workers of an ``EmbeddingScheduler``.
///
/// `@unchecked Sendable` is sound: every stored property is read and written with `condition` locked.
final class WorkQueue: @unchecked Sendable {
    private let condition = NSCondition()
    /// Images to decode, by priority.
    private var waiting: [Deque<WorkItem>] = .init(
        repeating: Deque(), count: EmbeddingScheduler.Priority.allCases.count)
    /// Tensors ready for the network, by model.
    private var ready: [String: ReadyTensors] = [:]
    private var closed = false
    private let metrics: EmbeddingMetrics
    private let tracing: WorkTracing

    init(metrics: EmbeddingMetrics, tracing: WorkTracing) {
        self.metrics = metrics
        self.tracing = tracing
    }

    private enum Step {
        case prepare(WorkItem)
        case infer([WorkItem])
    }

    var backlog: Int {
        condition.withLock {
            waiting.reduce(0) { $0 + $1.count } + ready.values.reduce(0) { $0 + $1.items.count }
        }
    }

    func add(_ item: WorkItem) {
        condition.withLock {
            waiting[item.priority.rawValue].append(item)
            condition.signal()
        }
    }

    func close() {
        condition.withLock {
            closed = true
            condition.broadcast()
        }
    }

    /// The loop of a worker: runs until the queue is closed and empty.
    func work() {
        while let step = next() {
            switch step {
            case .prepare(let item): if decode(item) { addReady(item) }
            case .infer(let items): infer(items)
            }
        }
    }

    private func decode(_ item: WorkItem) -> Bool {
        tracing.span("decode", of: [item]) { metrics.decoding { item.makeTensor() } }
    }

    private func addReady(_ item: WorkItem) {
        condition.withLock {
            ready[item.identifier, default: ReadyTensors()].append(item)
            condition.signal()
        }
    }

    private func next() -> Step? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let items = takeBatch(where: \.hasPeople) ?? takeBatch(where: \.isFull) {
                return .infer(items)
            }
            for index in waiting.indices {
                if let item = waiting[index].popFirst() { return .prepare(item) }
            }
            if let items = takeBatch(where: { !$0.items.isEmpty }) { return .infer(items) }
            if closed { return nil }
            condition.wait()
        }
    }

    private func takeBatch(where condition: (ReadyTensors) -> Bool) -> [WorkItem]? {
        guard let identifier = ready.first(where: { condition($0.value) })?.key else { return nil }
        let items = ready[identifier]?.takeBatch() ?? []
        if ready[identifier]?.items.isEmpty == true { ready[identifier] = nil }
        return items.isEmpty ? nil : items
    }

    private func infer(_ items: [WorkItem]) {
        var live: [WorkItem] = []
        for item in items {
            if item.isCancelled { item.fail(EmbeddingError.cancelled) } else { live.append(item) }
        }
        while let first = live.first {
            // The compiled batch size that fits, so that the last images of a folder need no padding.
            let size = first.network?.batchSizes.last { $0 <= live.count } ?? 1
            let part = Array(live.prefix(size))
            live.removeFirst(size)
            do {
                let embeddings = try tracing.span("embed", of: part) {
                    try metrics.inference(of: part.count, model: first.identifier) {
                        try first.network?.run(part.map(\.tensor)) ?? []
                    }
                }
                guard embeddings.count == part.count else {
                    throw EmbeddingError.inferenceFailed(
                        model: first.identifier,
                        detail: "it gave \(embeddings.count) results for \(part.count) images")
                }
                for (item, embedding) in zip(part, embeddings) { item.succeed(embedding) }
            } catch {
                for item in part { item.fail(error) }
            }
        }
    }
}

/// Tensors of one model that wait for a batch.
struct ReadyTensors {
    private(set) var items: [WorkItem] = []

    /// The largest batch that all waiting items allow.
    private var wanted: Int {
        let compiled = items.first?.network?.batchSizes.last ?? 1
        return max(1, min(compiled, items.lazy.map(\.maximumBatch).min() ?? compiled))
    }

    var isFull: Bool { !items.isEmpty && items.count >= wanted }

    /// Whether a person waits for an item: such items don't wait for a full batch.
    var hasPeople: Bool { items.contains { $0.priority == .interactive } }

    mutating func append(_ item: WorkItem) {
        items.append(item)
    }

    /// Only interactive items if there are any: a batch takes as long as all of its images.
    mutating func takeBatch() -> [WorkItem] {
        let people = items.filter { $0.priority == .interactive }
        let batch = Array((people.isEmpty ? items : people).prefix(wanted))
        let taken = Set(batch.map(ObjectIdentifier.init))
        items.removeAll { taken.contains(ObjectIdentifier($0)) }
        return batch
    }
}
