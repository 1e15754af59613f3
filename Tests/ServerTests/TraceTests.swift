import Logging
import LookalikeEngine
import LookalikeJSON
import LookalikeOpenTelemetry
import LookalikeServer
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct TraceTests {
    private static let theirs = "0af7651916cd43dd8448eb211c80319c"

    /// A server that sends its traces to a receiver; `finish` sends what waits and gives all that arrived.
    private static func open(
        _ body:
            @escaping @Sendable (
                _ client: ScaleClient, _ finish: @escaping @Sendable () async -> [TraceReceiver.Span]
            ) async throws -> Void
    ) async throws {
        let receiver = TraceReceiver()
        try await receiver.run { address in
            let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": address]
            let configuration = try #require(try OpenTelemetryConfiguration(environment: environment))
            let registry = ServerMetrics.registry()
            var quiet = Logger(label: "traces")
            quiet.logLevel = .critical
            let exporter = SpanExporter(configuration, metrics: registry, logger: quiet)
            let tracer = OpenTelemetryTracer(exporter: exporter)
            let settings = { (settings: inout EngineConfiguration) in settings.tracer = tracer }
            let server = { @Sendable (server: inout LookalikeServerConfiguration) in server.tracer = tracer }
            try await ScaleClient.open(engine: settings, configure: server) { client in
                try await body(client) {
                    await exporter.shutDown()
                    return receiver.spans
                }
            }
            await exporter.shutDown()
            #expect(receiver.state.withLock { $0.mistakes } == 0)
        }
    }

    @Test func `A request that stores and one that searches have a span for each step`() async throws {
        try await Self.open { client, finish in
            let stored = try await client.index(1, "a")
            let found = try await client.search(2)
            #expect(stored.status == 200 && found.status == 200)
            let spans = await finish()
            let requests = spans.filter { $0.kind == 2 }
            #expect(requests.map(\.name) == ["POST /api/v1/index", "POST /api/v1/search"])
            #expect(requests.allSatisfy { $0.parentID.isEmpty && $0.status == 0 })
            #expect(requests[0].attributes["http.route"] == "/api/v1/index")
            #expect(requests[0].attributes["http.request.method"] == "POST")
            #expect(requests[0].attributes["http.response.status_code"] == "200")
            #expect(requests[0].attributes["url.path"] == "/api/v1/index")
            #expect(requests[0].attributes["lookalike.request_id"] == stored.headers["x-request-id"])
            let steps = requests.map { request in
                spans.filter { $0.parentID == request.spanID }
            }
            #expect(steps[0].map(\.name) == ["decode", "embed", "store"])
            #expect(steps[1].map(\.name) == ["decode", "embed", "search"])
            #expect(steps.joined().allSatisfy { $0.kind == 1 && $0.status == 0 && $0.start <= $0.end })
            #expect(steps[0][1].attributes["lookalike.model"] == "tiny")
            #expect(steps[0][1].attributes["lookalike.batch_size"] == "1")
            #expect(steps[1][2].attributes["lookalike.count"] == "1")
            #expect(Set(spans.map(\.traceID)).count == 2)
            #expect(spans.count == 8)
        }
    }

    @Test func `A client's trace goes on`() async throws {
        try await Self.open { client, finish in
            let answer = try await client.server.get(
                "/health", headers: ["traceparent": "00-\(Self.theirs)-b7ad6b7169203331-01"])
            let quiet = try await client.server.get(
                "/health", headers: ["traceparent": "00-\(Self.theirs)-b7ad6b7169203331-00"])
            #expect(answer.headers["traceresponse"]?.hasPrefix("00-\(Self.theirs)-") == true)
            #expect(quiet.headers["traceresponse"]?.hasSuffix("-00") == true)
            let spans = await finish()
            // The second is not recorded where it began.
            #expect(spans.map(\.traceID) == [Self.theirs])
            #expect(spans.map(\.parentID) == ["b7ad6b7169203331"])
            #expect(spans.allSatisfy { $0.flags & 0x200 != 0 })
            let parts = answer.headers["traceresponse"]?.split(separator: "-") ?? []
            #expect(parts.count == 4 && String(parts[2]) == spans.first?.spanID)
        }
    }

    @Test func `What a client does wrong is no error, and what can't be decoded is one of its step`()
        async throws
    {
        try await Self.open { client, finish in
            let broken = try await client.post("/index", ["image_data": "AAAAAAAA", "image_id": "x"])
            let missing = try await client.server.get("/no/such/path")
            #expect(broken.status == 400 && missing.status == 404)
            let spans = await finish()
            let requests = spans.filter { $0.kind == 2 }
            #expect(requests.map(\.status) == [0, 0])
            #expect(requests.map(\.name) == ["POST /api/v1/index", "GET"])
            let decode = try #require(spans.first { $0.name == "decode" })
            #expect(decode.status == 2)
            #expect(decode.events == ["exception"])
        }
    }

    @Test func `A job is no part of the request that began it`() async throws {
        try await Self.open { client, finish in
            let batch = try await client.post(
                "/batch/upload",
                ["images": [try ScaleClient.image(1, "a"), try ScaleClient.image(2, "b")]])
            #expect(batch.status == 200)
            try await eventually("it is done") {
                try await client.server.engine.collectionRecords().count == 1
            }
            try await eventually("both are stored") { try await client.metric("indexed_images_total") == 2 }
            let spans = await finish()
            #expect(spans.contains { $0.name == "POST /api/v1/batch/upload" })
            #expect(Set(spans.map(\.kind)) == [2])
        }
    }

    @Test func `The log has the trace's id`() async throws {
        let folder = try TemporaryFolder()
        let logs = LogBook()
        try await LiveServer.run(engine: try TestEngine.make(folder.path), logger: logs.logger) { server in
            _ = try await server.get(
                "/health", headers: ["traceparent": "00-\(Self.theirs)-b7ad6b7169203331-01"])
            _ = try await server.get("/health", headers: ["traceparent": "nonsense"])
            try await eventually("two are logged") { logs.requests.count == 2 }
            #expect(logs.requests[0].metadata["trace_id"] == Self.theirs)
            #expect(logs.requests[0].metadata["route"] == "/health")
            #expect(logs.requests[1].metadata["trace_id"] == nil)
        }
    }
}
