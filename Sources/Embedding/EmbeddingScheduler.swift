public import Metrics
public import Tracing

/// Processes all images, on a fixed number of threads (one per core) that both decode and run networks.
///
/// Each worker takes the most useful work: a full batch of ready tensors, else the next image to decode, else a
/// partial batch. No core idles while there is work, no more threads than cores compete, and batches fill under load,
/// while a single query runs at once. Interactive work (a person waits for it) goes before bulk work (a sync). Bulk
/// work never takes all places, and waits for its own without limit.
///
/// ```swift
/// let scheduler = EmbeddingScheduler(.init(workers: 8))
/// let (embedding, info) = try await scheduler.embed(
///     with: network, identifier: manifest.name, priority: .interactive, weight: bytes.count
/// ) {
///     let image = try PictureDecoder.decode(bytes)
///     return (tensor: try tensor(of: image), extra: image.info)
/// }
/// ```
public final class EmbeddingScheduler: Sendable {
    /// How many threads it has, and how much may wait for them.
    public struct Configuration: Sendable {
        /// Worker threads; usually one per core.
        public var workers: Int
        /// Most images waiting or in progress; further callers wait.
        public var capacity: Int
        /// Most bytes of encoded images waiting or in progress.
        public var byteCapacity: Int
        /// How long an interactive caller waits for a place before it is refused.
        public var patience: Duration
        /// Where its measurements go.
        public var metrics: any MetricsFactory
        /// Makes spans of the work of callers that are traced; nil makes none.
        public var tracer: (any Tracer)?

        /// By default, 512 images or 512 MiB may wait, and a caller for 20 seconds.
        public init(
            workers: Int, capacity: Int = 512, byteCapacity: Int = 512 << 20,
            patience: Duration = .seconds(20), metrics: any MetricsFactory = NOOPMetricsHandler.instance,
            tracer: (any Tracer)? = nil
        ) {
            self.workers = max(1, workers)
            self.capacity = capacity
            self.byteCapacity = byteCapacity
            self.patience = patience
            self.metrics = metrics
            self.tracer = tracer
        }
    }

    /// Who waits for the result.
    public enum Priority: Int, Sendable, CaseIterable {
        /// `interactive` work goes before `bulk` work.
        case interactive, bulk
    }

    private let admission: AdmissionQueue
    /// Bulk work passes this queue first, which leaves places for interactive work.
    private let bulkAdmission: AdmissionQueue
    private let bulkWeight: Int
    private let queue: WorkQueue
    private let tracing: WorkTracing

    /// Starts the threads.
    public init(_ configuration: Configuration) {
        admission = AdmissionQueue(
            places: configuration.capacity, weight: configuration.byteCapacity,
            patience: configuration.patience)
        bulkWeight = Self.bulkShare(of: configuration.byteCapacity)
        bulkAdmission = AdmissionQueue(
            places: Self.bulkShare(of: configuration.capacity), weight: bulkWeight, patience: nil)
        tracing = WorkTracing(tracer: configuration.tracer)
        queue = WorkQueue(metrics: EmbeddingMetrics(configuration.metrics), tracing: tracing)
        let queue = queue
        for index in 0..<configuration.workers {
            WorkerThread.start(name: "embed-\(index)") { queue.work() }
        }
    }

    /// An eighth is reserved for interactive work, if there is more than one place.
    private static func bulkShare(of whole: Int) -> Int { max(1, whole - max(1, whole / 8)) }

    deinit {
        queue.close()
    }

    /// Runs `prepare` on a worker to make a tensor, and `network` on the tensor.
    ///
    /// - Parameters:
    ///   - weight: bytes held by `prepare` while it waits.
    ///   - maximumBatch: the largest batch that this image may be part of.
    ///   - prepare: makes the input tensor, `network.inputCount` floats, and anything else the caller wants from the
    ///     image. Not called if the caller's task is cancelled before its turn.
    /// - Returns: the raw embedding, `network.dimension` floats, and the other result of `prepare`.
    /// - Throws: ``EmbeddingError/overloaded(retryAfter:)`` for interactive work, ``EmbeddingError/cancelled``, what
    ///   `prepare` throws,
    ///   ``EmbeddingError/inferenceFailed(model:detail:)``.
    public func embed<Extra: Sendable>(
        with network: any EmbeddingNetwork, identifier: String, priority: Priority, weight: Int,
        maximumBatch: Int = .max,
        prepare: @escaping @Sendable () throws -> (tensor: [Float], extra: Extra)
    ) async throws -> (embedding: [Float], extra: Extra) {
        let item = WorkItem(
            network: network, identifier: identifier, priority: priority, maximumBatch: maximumBatch,
            trace: tracing.current
        ) {
            let (tensor, extra) = try prepare()
            return (tensor, extra)
        }
        let output = try await finish(item, weight: weight)
        // Sound: `prepare` above put an `Extra` there.
        return (output.embedding, output.extra as! Extra)
    }

    /// Runs work on an image that needs no network, such as making a thumbnail, on a worker.
    ///
    /// - Throws: as ``embed(with:identifier:priority:weight:maximumBatch:prepare:)``.
    public func run<Result: Sendable>(
        priority: Priority, weight: Int, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let item = WorkItem(
            network: nil, identifier: "", priority: priority, maximumBatch: 1, trace: tracing.current
        ) {
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

    /// Images waiting to be decoded and tensors waiting for the network, for metrics.
    public var backlog: Int { queue.backlog }
}
