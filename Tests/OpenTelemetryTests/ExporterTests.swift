import Logging
import LookalikeOpenTelemetry
import LookalikePrometheusMetrics
import Synchronization
import TestSupport
import Testing
import Tracing

@Suite(.timeLimit(.minutes(10))) struct ExporterTests {
    /// An exporter to a receiver, and what its metrics say.
    private struct Export: Sendable {
        let receiver: TraceReceiver
        let exporter: SpanExporter
        let tracer: OpenTelemetryTracer
        let registry: PrometheusRegistry

        /// The value of a line of the metrics; 0 where there is none.
        func metric(_ name: String) -> Double {
            let line = registry.text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            return line.flatMap { Double($0.dropFirst(name.utf8.count + 1)) } ?? 0
        }

        func dropped(_ reason: String) -> Double {
            metric("trace_spans_dropped_total{reason=\"\(reason)\"}")
        }
    }

    private static func run(
        _ variables: [String: String] = [:], receiver: TraceReceiver = TraceReceiver(),
        address: String? = nil,
        adjust: @escaping @Sendable (inout OpenTelemetryConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Export) async throws -> Void
    ) async throws {
        try await receiver.run { base in
            var environment = variables
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = address ?? base
            var configuration = try #require(try OpenTelemetryConfiguration(environment: environment))
            adjust(&configuration)
            let registry = PrometheusRegistry(descriptions: [:])
            var quiet = Logger(label: "traces")
            quiet.logLevel = .critical
            let exporter = SpanExporter(configuration, metrics: registry, logger: quiet)
            let export = Export(
                receiver: receiver, exporter: exporter, tracer: OpenTelemetryTracer(exporter: exporter),
                registry: registry)
            try await body(export)
            await exporter.shutDown()
        }
    }

    @Test func spansArriveAsTheyWere() async throws {
        struct Broken: Error {}
        try await Self.run([
            "OTEL_EXPORTER_OTLP_HEADERS": "api-key=s3cr3t", "OTEL_SERVICE_NAME": "shop",
        ]) { export in
            let outer = export.tracer.startSpan("outer", context: .topLevel, ofKind: .server)
            outer.attributes["text"] = "é"
            outer.attributes["number"] = -7
            outer.attributes["share"] = 0.5
            outer.attributes["flag"] = true
            let inner = export.tracer.startSpan("inner", context: outer.context)
            inner.recordError(Broken())
            inner.setStatus(SpanStatus(code: .error, message: "broken"))
            inner.end()
            outer.end()
            outer.end()
            outer.attributes["late"] = "x"
            await export.exporter.shutDown()
            let spans = export.receiver.spans
            #expect(spans.map(\.name) == ["inner", "outer"])
            let (first, second) = (spans[0], spans[1])
            #expect(first.traceID == second.traceID)
            #expect(first.parentID == second.spanID)
            #expect(second.parentID == "")
            #expect((first.kind, second.kind) == (1, 2))
            #expect(first.events == ["exception"])
            #expect((first.status, second.status) == (2, 0))
            #expect(
                second.attributes == ["text": "é", "number": "-7", "share": "0.5", "flag": "true"])
            #expect(second.start <= first.start && first.start <= first.end && first.end <= second.end)
            #expect(second.start > 1_600_000_000_000_000_000)
            #expect(first.flags & 1 == 1)
            export.receiver.state.withLock { state in
                #expect(state.mistakes == 0)
                #expect(state.resource["service.name"] == "shop")
                #expect(state.headers.first?["api-key"] == "s3cr3t")
                #expect(state.headers.first?["content-type"] == "application/x-protobuf")
            }
            #expect(export.metric("trace_spans_exported_total") == 2)
        }
    }

    @Test func aTraceGoesOnFromAndToOthers() async throws {
        struct Fields: Extractor, Injector {
            func extract(key: String, from fields: [String: String]) -> String? { fields[key] }
            func inject(_ value: String, forKey key: String, into fields: inout [String: String]) {
                fields[key] = value
            }
        }
        try await Self.run { export in
            let id = "0af7651916cd43dd8448eb211c80319c"
            let theirs = ["traceparent": "00-\(id)-b7ad6b7169203331-01", "tracestate": "a=1"]
            var context = InstrumentationContext.topLevel
            export.tracer.extract(theirs, into: &context, using: Fields())
            let span = export.tracer.startSpan("mine", context: context)
            let child = export.tracer.startSpan("child", context: span.context)
            var told: [String: String] = [:]
            export.tracer.inject(child.context, into: &told, using: Fields())
            child.end()
            span.end()
            await export.exporter.shutDown()
            let spans = export.receiver.spans
            #expect(spans.map(\.traceID) == [id, id])
            #expect(spans[1].parentID == "b7ad6b7169203331")
            #expect(spans[1].state == "a=1")
            // The parent of the first only is another service's.
            #expect(spans.map { $0.flags & 0x200 != 0 } == [false, true])
            #expect(told == ["traceparent": "00-\(id)-\(spans[0].spanID)-01", "tracestate": "a=1"])
        }
    }

    @Test(arguments: [
        ("always_on", nil, 400...400, true), ("always_off", nil, 0...0, false),
        ("traceidratio", "0.5", 120...280, true), ("traceidratio", "0", 0...0, false),
        ("parentbased_always_off", nil, 0...0, true), ("parentbased_traceidratio", "0.5", 120...280, true),
    ])
    func aShareOfTheTracesIsRecorded(
        name: String, argument: String?, count: ClosedRange<Int>, recordsSampledParents: Bool
    ) async throws {
        try await Self.run([
            "OTEL_TRACES_SAMPLER": name, "OTEL_TRACES_SAMPLER_ARG": argument ?? "",
        ]) { export in
            let sampled = (0..<400).count { _ in
                let span = export.tracer.startSpan("a", context: .topLevel)
                let child = export.tracer.startSpan("b", context: span.context)
                #expect(span.isRecording == child.isRecording)
                return span.isRecording
            }
            #expect(count.contains(sampled))
            guard name.hasPrefix("parentbased") else { return }
            for flag in ["01", "00"] {
                var context = InstrumentationContext.topLevel
                context.trace = TraceContext(
                    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\(flag)")
                let span = export.tracer.startSpan("c", context: context)
                #expect(span.isRecording == (flag == "01" && recordsSampledParents))
            }
        }
    }

    @Test func aReceiverThatIsBusyGetsThemLater() async throws {
        let receiver = TraceReceiver()
        receiver.state.withLock { $0.statuses = [503, 429] }
        try await Self.run(["OTEL_BSP_SCHEDULE_DELAY": "10"], receiver: receiver) { export in
            export.tracer.startSpan("a", context: .topLevel).end()
            try await eventually("the span has arrived") { receiver.spans.count == 1 }
            #expect(export.metric("trace_export_failures_total") == 2)
            try await eventually("it is counted") { export.metric("trace_spans_exported_total") == 1 }
        }
    }

    @Test func whatTheReceiverNeverTakesIsDropped() async throws {
        let receiver = TraceReceiver()
        receiver.state.withLock { $0.statuses = [400] }
        try await Self.run(["OTEL_BSP_SCHEDULE_DELAY": "10"], receiver: receiver) { export in
            export.tracer.startSpan("a", context: .topLevel).end()
            try await eventually("it is dropped") { export.dropped("export_failed") == 1 }
            export.tracer.startSpan("b", context: .topLevel).end()
            try await eventually("the next has arrived") { receiver.spans.map(\.name) == ["b"] }
        }
    }

    @Test func aFullQueueDropsSpans() async throws {
        let adjust = { @Sendable (configuration: inout OpenTelemetryConfiguration) in
            (configuration.queue, configuration.batch, configuration.delay) = (10, 100, .seconds(600))
        }
        try await Self.run(adjust: adjust) { export in
            for _ in 0..<25 { export.tracer.startSpan("a", context: .topLevel).end() }
            #expect(export.dropped("queue_full") == 15)
            await export.exporter.shutDown()
            #expect(export.receiver.spans.count == 10)
        }
    }

    @Test func manySpansComeInBatches() async throws {
        try await Self.run(["OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "100"]) { export in
            for _ in 0..<1_000 { export.tracer.startSpan("a", context: .topLevel).end() }
            await export.exporter.shutDown()
            #expect(export.receiver.spans.count == 1_000)
            #expect(export.receiver.state.withLock { $0.headers.count } >= 10)
            #expect(Set(export.receiver.spans.map(\.traceID)).count == 1_000)
        }
    }

    @Test func aReceiverThatTakesAPartSaysSo() async throws {
        let receiver = TraceReceiver()
        // partial_success { rejected_spans: 2, error_message: "no" }
        receiver.state.withLock { $0.answer = [0x0A, 0x06, 0x08, 0x02, 0x12, 0x02, 0x6E, 0x6F] }
        try await Self.run(receiver: receiver) { export in
            for _ in 0..<5 { export.tracer.startSpan("a", context: .topLevel).end() }
            await export.exporter.shutDown()
            #expect(export.dropped("rejected") == 2)
            #expect(export.metric("trace_spans_exported_total") == 3)
        }
    }

    @Test func withoutAReceiverTheEndComesAllTheSame() async throws {
        // Nothing listens on port 9.
        try await Self.run(["OTEL_BSP_SCHEDULE_DELAY": "10"], address: "http://127.0.0.1:9") { export in
            export.tracer.startSpan("a", context: .topLevel).end()
            try await eventually("it was tried") { export.metric("trace_export_failures_total") >= 1 }
            await export.exporter.shutDown()
            #expect(export.dropped("export_failed") == 1)
        }
    }
}
