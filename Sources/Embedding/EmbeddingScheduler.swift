public import Metrics

/// The one place where pictures are worked on: a fixed number of threads, one a core, that decode and run the
/// network by turns.
///
/// Each worker takes whatever is most useful now: a full batch of ready tensors, else the next picture to decode,
/// else a batch that is not full. So no core idles while there is work, no more threads than cores compete for
/// them, and batches fill by themselves under load while a lone query runs at once.
/// Interactive work (a person waits for it) goes before bulk work (a sync), which never takes all places and waits
/// for its own as long as it takes.
public final class EmbeddingScheduler: Sendable {
    public struct Configuration: Sendable {
        /// Worker threads; one a core.
        public var workers: Int
        /// Pictures waiting or in work at most; the next callers wait.
        public var capacity: Int
        /// Bytes of encoded pictures waiting or in work at most.
        public var byteCapacity: Int
        /// How long an interactive caller waits for a place before it is refused.
        public var patience: Duration
        /// Where its measurements go.
        public var metrics: any MetricsFactory

        public init(
            workers: Int, capacity: Int = 512, byteCapacity: Int = 512 << 20,
            patience: Duration = .seconds(20), metrics: any MetricsFactory = NOOPMetricsHandler.instance
        ) {
            self.workers = max(1, workers)
            self.capacity = capacity
            self.byteCapacity = byteCapacity
            self.patience = patience
            self.metrics = metrics
        }
    }

    /// Who waits for the result.
    public enum Priority: Int, Sendable, CaseIterable {
        case interactive, bulk
    }

    private let admission: AdmissionQueue
    /// What bulk work passes before: leaves places to people.
    private let bulkAdmission: AdmissionQueue
    private let bulkWeight: Int
    private let queue: WorkQueue

    public init(_ configuration: Configuration) {
        admission = AdmissionQueue(
            places: configuration.capacity, weight: configuration.byteCapacity,
            patience: configuration.patience)
        bulkWeight = Self.bulkShare(of: configuration.byteCapacity)
        bulkAdmission = AdmissionQueue(
            places: Self.bulkShare(of: configuration.capacity), weight: bulkWeight, patience: nil)
        queue = WorkQueue(metrics: EmbeddingMetrics(configuration.metrics))
        let queue = queue
        for index in 0..<configuration.workers {
            WorkerThread.start(name: "embed-\(index)") { queue.work() }
        }
    }

    /// An eighth is kept for people, where there is more than one.
    private static func bulkShare(of whole: Int) -> Int { max(1, whole - max(1, whole / 8)) }

    deinit {
        queue.close()
    }

    /// Makes a tensor by `prepare` on a worker and runs `network` on it.
    ///
    /// - Parameters:
    ///   - weight: bytes held by `prepare` while it waits.
    ///   - maximumBatch: the largest batch that this picture may be part of.
    ///   - prepare: makes the input tensor, `network.inputCount` floats, and whatever else the caller wants
    ///     from the picture. Not called where the caller's task is cancelled before its turn.
    /// - Returns: the raw embedding, `network.dimension` floats, and what `prepare` made besides.
    /// - Throws: ``EmbeddingError/overloaded(retryAfter:)`` for interactive work, ``EmbeddingError/cancelled``, what
    ///   `prepare` throws,
    ///   ``EmbeddingError/inferenceFailed(model:detail:)``.
    public func embed<Extra: Sendable>(
        with network: any EmbeddingNetwork, identifier: String, priority: Priority, weight: Int,
        maximumBatch: Int = .max,
        prepare: @escaping @Sendable () throws -> (tensor: [Float], extra: Extra)
    ) async throws -> (embedding: [Float], extra: Extra) {
        let item = WorkItem(
            network: network, identifier: identifier, priority: priority, maximumBatch: maximumBatch
        ) {
            let (tensor, extra) = try prepare()
            return (tensor, extra)
        }
        let output = try await finish(item, weight: weight)
        // Sound: `prepare` above put an `Extra` there.
        return (output.embedding, output.extra as! Extra)
    }

    /// Runs work on pictures that needs no network, such as a thumbnail, on a worker.
    ///
    /// - Throws: as ``embed(with:identifier:priority:weight:maximumBatch:prepare:)``.
    public func run<Result: Sendable>(
        priority: Priority, weight: Int, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let item = WorkItem(network: nil, identifier: "", priority: priority, maximumBatch: 1) {
            ([], try body())
        }
        // Sound: the closure above put a `Result` there.
        return try await finish(item, weight: weight).extra as! Result
    }

    private func finish(_ item: WorkItem, weight: Int) async throws -> WorkItem.Output {
        if item.priority == .interactive { return try await perform(item, weight: weight) }
        let weight = min(weight, bulkWeight)
        return try await bulkAdmission.withPlace(weight: weight) { try await perform(item, weight: weight) }
    }

    private func perform(_ item: WorkItem, weight: Int) async throws -> WorkItem.Output {
        try await admission.withPlace(weight: weight, isPatient: item.priority == .bulk) {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    item.continuation = continuation
                    queue.add(item)
                }
            } onCancel: {
                item.cancel()
            }
        }
    }

    /// Pictures waiting to be decoded and tensors waiting for the network, for metrics.
    public var backlog: Int { queue.backlog }
}
