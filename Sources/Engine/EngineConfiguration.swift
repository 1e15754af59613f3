public import LookalikeEmbedding
public import LookalikePictures
public import Metrics
public import Tracing

/// The engine's settings; the README and docs/configuration.md say how users set them.
public struct EngineConfiguration: Sendable {
    /// The data folder; see ``DefaultDataFolder``.
    public var dataDirectory = DefaultDataFolder().path
    /// Additional folders of models.
    public var modelFolders: [String] = []
    /// The model of new collections.
    public var defaultModel: String?
    /// The numbers that networks calculate with.
    public var precision: Precision = .auto
    /// Where networks run.
    public var device: InferenceDevice = .auto
    /// Largest image accepted.
    public var limits = DecodingLimits()
    /// Worker threads; 0 means one per core.
    public var workers = 0
    /// Most images waiting for a worker.
    public var queueCapacity = 512
    /// How long a caller waits for room in the queue.
    public var queuePatience: Duration = .seconds(20)
    /// Most images in one run of a network.
    public var maximumBatch = 16
    /// Most collections kept open; the least recently used one is closed first.
    public var openCollections = 1_000
    /// Most memory for open collections, including mapped vectors.
    public var openCollectionBytes = Int.max
    /// For cached search answers, and for cached embeddings of query images; 0 turns a cache off.
    public var searchCacheBytes = 64 << 20
    /// As ``searchCacheBytes``, for the embeddings of query images.
    public var embeddingCacheBytes = 64 << 20
    /// Longest time that an answer is cached; nil means no limit. A change of the collection ends it in any case.
    public var searchCacheLifetime: Duration?
    /// Batches processed at once, and batches that may wait.
    public var concurrentBatches = 2
    /// A further batch is refused.
    public var waitingBatches = 200
    /// The largest share of a collection's images that a sync removes without explicit permission: 0 to 1.
    public var removalShare = 0.5
    /// Called for each problem of background work.
    public var onProblem: @Sendable (EngineProblems.Problem) -> Void = { _ in }
    /// Where measurements go.
    public var metrics: any MetricsFactory = NOOPMetricsHandler.instance
    /// Makes spans of the work for callers that are traced: those with an `InstrumentationContext`. Nil makes none.
    public var tracer: (any Tracer)?

    /// The defaults.
    public init() {}
}
