internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import Metrics

/// Gauges that are measured when they are requested.
struct StateMetrics: Sendable {
    private struct Cache {
        let entries: Meter
        let bytes: Meter
        let limit: Meter

        init(_ name: String, _ factory: any MetricsFactory) {
            func meter(_ label: String) -> Meter {
                Meter(label: label, dimensions: [("cache_type", name)], factory: factory)
            }
            (entries, bytes, limit) = (
                meter("cache_entries"), meter("cache_bytes"), meter("cache_limit_bytes")
            )
        }

        func set(_ statistics: CacheStatistics) {
            entries.set(statistics.count)
            bytes.set(statistics.weight)
            limit.set(statistics.maximumWeight)
        }
    }

    private let engine: Engine
    private let searches: Cache
    private let embeddings: Cache
    private let queue: Meter
    private let images: Meter
    private let jobs: Meter
    private let collections: Meter
    private let problems: [EngineProblems.Kind: Meter]
    private let process: ProcessMetrics

    init(_ engine: Engine, _ factory: any MetricsFactory) {
        self.engine = engine
        searches = Cache("search", factory)
        embeddings = Cache("embedding", factory)
        queue = Meter(label: "embedding_queue_length", dimensions: [], factory: factory)
        images = Meter(label: "indexed_images_total", dimensions: [], factory: factory)
        jobs = Meter(label: "active_jobs", dimensions: [], factory: factory)
        collections = Meter(label: "open_collections", dimensions: [], factory: factory)
        problems = Dictionary(
            uniqueKeysWithValues: EngineProblems.Kind.allCases.map { kind in
                (
                    kind,
                    Meter(
                        label: "lookalike_problems", dimensions: [("kind", kind.rawValue)], factory: factory)
                )
            })
        process = ProcessMetrics(factory)
        Self.tell("lookalike_build_info", [("version", Version.current)], factory)
        // The second name is the one that Python's client library makes of the first.
        for name in ["app_info", "app_info_info"] {
            let program = [("framework", "hummingbird"), ("name", "lookalike"), ("version", Version.current)]
            Self.tell(name, program, factory)
        }
    }

    /// A gauge with a constant value.
    private static func tell(_ name: String, _ labels: [(String, String)], _ factory: any MetricsFactory) {
        Meter(label: name, dimensions: labels, factory: factory).set(1)
    }

    func update() async throws {
        searches.set(engine.searchCacheStatistics)
        embeddings.set(engine.embeddingCacheStatistics)
        queue.set(engine.embedder.scheduler.backlog)
        images.set(try await engine.indexedCount())
        jobs.set(await engine.jobs.activeCount)
        collections.set(engine.openCollectionNames.count)
        let found = engine.problems.all
        for (kind, meter) in problems { meter.set(found.count { $0.kind == kind }) }
        process.update()
    }
}
