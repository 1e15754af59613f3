public import Embedding
public import Metrics
public import Pictures

/// What the engine can be told; see the README's table for how.
public struct EngineConfiguration: Sendable {
    /// Everything is kept below this folder.
    public var dataDirectory: String = "lookalike-data"
    /// Further folders of models.
    public var modelFolders: [String] = []
    /// The model of new collections.
    public var defaultModel: String?
    public var precision: Precision = .auto
    /// Largest picture accepted.
    public var limits = DecodingLimits()
    /// Worker threads; 0 is one a core.
    public var workers = 0
    /// Pictures that may wait for a worker.
    public var queueCapacity = 512
    /// How long a caller waits for a place in the queue.
    public var queuePatience: Duration = .seconds(20)
    /// The largest batch given to a network.
    public var maximumBatch = 16
    /// Collections that are kept open; more are opened in place of those not used for the longest.
    public var openCollections = 1_000
    /// What the open collections may take together, their mapped vectors included.
    public var openCollectionBytes = Int.max
    /// For answers of searches, and for embeddings of pictures that come again; 0 keeps none.
    public var searchCacheBytes = 64 << 20
    public var embeddingCacheBytes = 64 << 20
    /// How long an answer may be kept; nil until the collection changes or there is no room.
    public var searchCacheLifetime: Duration?
    /// Batches that are worked on at once, and that may wait beside them.
    public var concurrentBatches = 2
    public var waitingBatches = 200
    /// The largest part of a collection's pictures that a sync removes without being told to: 0 to 1.
    public var removalShare = 0.5
    /// Told of each problem that comes up where nobody waits for an answer.
    public var onProblem: @Sendable (EngineProblems.Problem) -> Void = { _ in }
    /// Where measurements go.
    public var metrics: any MetricsFactory = NOOPMetricsHandler.instance

    public init() {}
}
