public import Embedding
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

    public init() {}
}
