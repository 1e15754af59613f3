internal import Metrics

/// Measurements of the engine; the scheduler has its own. The names are those of the million-scale system.
struct EngineMetrics: Sendable {
    enum Cache: String, CaseIterable {
        case search, embedding
    }

    private let stored: Counter
    private let search: Timer
    private let results: Recorder
    private let lookUp: Timer
    private let keeping: Timer
    private let hits: [Cache: Counter]
    private let misses: [Cache: Counter]

    init(_ factory: any MetricsFactory) {
        stored = Counter(label: "stored_images_total", dimensions: [], factory: factory)
        search = Timer(label: "vector_search_duration_seconds", dimensions: [], factory: factory)
        results = Recorder(
            label: "vector_search_results_count", dimensions: [], aggregate: true, factory: factory)
        func operation(_ name: String) -> Timer {
            Timer(
                label: "cache_operation_duration_seconds", dimensions: [("operation", name)], factory: factory
            )
        }
        (lookUp, keeping) = (operation("get"), operation("set"))
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

    /// Images and vectors that were stored.
    func stored(_ count: Int) { stored.increment(by: count) }

    /// Images stored by a sync, counted at its end.
    func stored(_ report: SyncReport) {
        if !report.dryRun { stored(report.added + report.changed) }
    }

    /// Looks something up in a cache; nil is a miss.
    ///
    /// - Parameter isCounted: false for look-ups that usually miss, such as when an image is stored.
    func lookUp<Value>(_ cache: Cache, isCounted: Bool = true, _ body: () -> Value?) -> Value? {
        let value = measure(lookUp, body)
        if isCounted { (value == nil ? misses : hits)[cache]?.increment() }
        return value
    }

    /// Measures an insertion into a cache.
    func keep(_ body: () -> Void) { measure(keeping, body) }

    /// Measures an index search, including reading the records of its results.
    ///
    /// - Parameter count: how many results there are.
    func search<Result>(
        count: (Result) -> Int, _ body: () async throws -> Result
    ) async rethrows -> Result {
        let begin = ContinuousClock.now
        defer { search.record(duration: ContinuousClock.now - begin) }
        let result = try await body()
        results.record(count(result))
        return result
    }

    private func measure<Result>(_ timer: Timer, _ body: () -> Result) -> Result {
        let begin = ContinuousClock.now
        defer { timer.record(duration: ContinuousClock.now - begin) }
        return body()
    }
}
