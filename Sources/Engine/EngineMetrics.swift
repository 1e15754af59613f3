internal import Metrics

/// What the engine measures, beside what the scheduler does. The names are those that the fifth of the five systems
/// has.
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

    /// Pictures and vectors that were stored.
    func stored(_ count: Int) { stored.increment(by: count) }

    /// What a sync stored, once it is done.
    func stored(_ report: SyncReport) {
        if !report.dryRun { stored(report.added + report.changed) }
    }

    /// What a cache gives for a key; nil is a miss.
    ///
    /// - Parameter isCounted: false where what is looked for is new as a rule, as when a picture is stored.
    func lookUp<Value>(_ cache: Cache, isCounted: Bool = true, _ body: () -> Value?) -> Value? {
        let value = measure(lookUp, body)
        if isCounted { (value == nil ? misses : hits)[cache]?.increment() }
        return value
    }

    /// Measures how long it takes to put something into a cache.
    func keep(_ body: () -> Void) { measure(keeping, body) }

    /// Measures a search of an index, the records of its results included.
    ///
    /// - Parameter count: how many results there are.
    func search<Result>(count: (Result) -> Int, _ body: () throws -> Result) rethrows -> Result {
        let result = try measure(search, body)
        results.record(count(result))
        return result
    }

    private func measure<Result>(_ timer: Timer, _ body: () throws -> Result) rethrows -> Result {
        let begin = ContinuousClock.now
        defer { timer.record(duration: ContinuousClock.now - begin) }
        return try body()
    }
}
