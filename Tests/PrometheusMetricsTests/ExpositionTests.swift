import LookalikePrometheusMetrics
import Metrics
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExpositionTests {
    @Test func `Counters, gauges and their labels`() {
        let registry = PrometheusRegistry(descriptions: ["requests_total": MetricDescription("Requests.")])
        let counter = Counter(
            label: "requests_total", dimensions: [("method", "GET"), ("path", "/a")], factory: registry)
        counter.increment(by: 3)
        // The same series, by another object.
        Counter(label: "requests_total", dimensions: [("method", "GET"), ("path", "/a")], factory: registry)
            .increment()
        FloatingPointCounter(label: "seconds_total", factory: registry).increment(by: 0.25)
        let meter = Meter(label: "active", dimensions: [], factory: registry)
        meter.increment()
        meter.increment()
        meter.decrement()
        Gauge(label: "level", factory: registry).record(-2.5)
        #expect(
            registry.text == """
                # HELP active active
                # TYPE active gauge
                active 1
                # HELP level level
                # TYPE level gauge
                level -2.5
                # HELP requests_total Requests.
                # TYPE requests_total counter
                requests_total{method="GET",path="/a"} 4
                # HELP seconds_total seconds_total
                # TYPE seconds_total counter
                seconds_total 0.25

                """)
        #expect(registry.names == ["active", "level", "requests_total", "seconds_total"])
    }

    @Test func `A timer is a histogram in seconds, each bucket with those below it`() {
        let registry = PrometheusRegistry(
            descriptions: ["wait": MetricDescription("Waits.", buckets: [0.1, 1])])
        let timer = Timer(label: "wait", dimensions: [("kind", "x")], factory: registry)
        for milliseconds in [50, 100, 500, 4_000] { timer.recordMilliseconds(milliseconds) }
        #expect(
            registry.text == """
                # HELP wait Waits.
                # TYPE wait histogram
                wait_bucket{kind="x",le="0.1"} 2
                wait_bucket{kind="x",le="1"} 3
                wait_bucket{kind="x",le="+Inf"} 4
                wait_sum{kind="x"} 4.65
                wait_count{kind="x"} 4

                """)
    }

    @Test func `Names, help and labels are escaped`() {
        let registry = PrometheusRegistry(descriptions: ["a_b": MetricDescription("Two\nlines \\ one")])
        Counter(label: "a.b", dimensions: [("1st", "say \"x\"\n\\")], factory: registry).increment()
        #expect(
            registry.text == """
                # HELP a_b Two\\nlines \\\\ one
                # TYPE a_b counter
                a_b{_1st="say \\"x\\"\\n\\\\"} 1

                """)
    }

    @Test func `Nothing is lost where many count at once`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        Counter(label: "n", factory: registry).increment()
                        Timer(label: "t", factory: registry).recordNanoseconds(1_000_000_000)
                    }
                }
            }
        }
        #expect(registry.text.contains("\nn 80000\n"))
        #expect(registry.text.contains("\nt_sum 80000\n"))
        #expect(registry.text.contains("\nt_count 80000\n"))
    }
}
