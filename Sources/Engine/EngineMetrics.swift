internal import Metrics

/// What the engine measures, beside what the scheduler does. The names are those that the fifth of the five systems
/// has.
struct EngineMetrics: Sendable {
    enum Cache: String, CaseIterable {
        case search, embedding
    }

    private let indexed: Counter
    private let search: Timer
    private let hits: [Cache: Counter]
    private let misses: [Cache: Counter]

    init(_ factory: any MetricsFactory) {
        indexed = Counter(label: "indexed_images_total", dimensions: [], factory: factory)
        search = Timer(label: "vector_search_duration_seconds", dimensions: [], factory: factory)
        func counters(_ label: String) -> [Cache: Counter] {
            Dictionary(
                uniqueKeysWithValues: Cache.allCases.map { cache in
                    (
                        cache,
                        Counter(label: label, dimensions: [("cache_type", cache.rawValue)], factory: factory)
                    )
                })
        }
        hits = counters("cache_hits_total")
        misses = counters("cache_misses_total")
    }

    /// Pictures and vectors that were stored.
    func indexed(_ count: Int) { indexed.increment(by: count) }

    /// What a sync stored, once it is done.
    func indexed(_ report: SyncReport) {
        if !report.dryRun { indexed(report.added + report.changed) }
    }

    /// What a cache gave for a key; nil is a miss.
    func counting<Value>(_ cache: Cache, _ value: Value?) -> Value? {
        (value == nil ? misses : hits)[cache]?.increment()
        return value
    }

    /// Measures a search of an index, the records of its results included.
    func search<Result>(_ body: () throws -> Result) rethrows -> Result {
        let begin = ContinuousClock.now
        defer { search.record(duration: ContinuousClock.now - begin) }
        return try body()
    }
}
