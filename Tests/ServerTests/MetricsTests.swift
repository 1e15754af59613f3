import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct MetricsTests {
    @Test func `It is Prometheus' text, at both paths`() async throws {
        try await ScaleClient.open { client async throws in
            for path in ["/metrics", "/api/v1/metrics"] {
                let answer = try await client.server.get(path)
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
                let lines = answer.text.split(separator: "\n")
                #expect(lines.count > 40)
                for line in lines where !line.hasPrefix("# HELP ") && !line.hasPrefix("# TYPE ") {
                    #expect(line.wholeMatch(of: /[a-z_]+(\{.*\})? [^ ]+/) != nil, "\(line)")
                }
            }
        }
    }

    @Test func `Requests are counted and timed by the route's path`() async throws {
        try await ScaleClient.open { client async throws in
            _ = try await client.index(1, "a")
            for _ in 0..<3 { _ = try await client.search(1) }
            for id in ["x", "y"] { _ = try await client.delete("/index/" + id) }
            _ = try await client.post("/search", ["image_data": "####"])
            for path in ["/nothing", "/nowhere"] { _ = try await client.server.get(path) }
            _ = try await client.server.send("PROPFIND", "/api/v1/index")
            let search = "method=\"POST\",endpoint=\"/api/v1/search\""
            #expect(try await client.metric("http_requests_total{\(search),status=\"200\"}") == 3)
            #expect(try await client.metric("http_requests_total{\(search),status=\"400\"}") == 1)
            #expect(try await client.metric("http_request_duration_seconds_count{\(search)}") == 4)
            #expect(try await client.metric("http_request_duration_seconds_sum{\(search)}") > 0)
            let remove = "endpoint=\"/api/v1/index/{image_id}\""
            #expect(
                try await client.metric("http_requests_total{method=\"DELETE\",\(remove),status=\"404\"}")
                    == 2)
            // What clients do wrong is no error of the service.
            #expect(!(try await client.server.get("/metrics").text.contains("errors_total{")))
            #expect(
                try await client.metric(
                    "http_requests_total{method=\"GET\",endpoint=\"unmatched\",status=\"404\"}") == 2)
            #expect(
                try await client.metric(
                    "http_requests_total{method=\"OTHER\",endpoint=\"unmatched\",status=\"405\"}") == 1)
            // The one that asks.
            #expect(try await client.metric("active_requests") == 1)
            #expect(
                try await client.metric("http_requests_inprogress{method=\"GET\",handler=\"/metrics\"}") == 1)
            #expect(
                try await client.metric(
                    "http_requests_inprogress{method=\"POST\",handler=\"/api/v1/search\"}") == 0)
        }
    }

    @Test func `The engine's work is measured`() async throws {
        try await ScaleClient.open { client async throws in
            _ = try await client.index(1, "a")
            _ = try await client.index(2, "b")
            for _ in 0..<2 { _ = try await client.search(3) }
            #expect(try await client.metric("indexed_images_total") == 2)
            let work = "model_name=\"tiny\",operation=\"extract_features\""
            #expect(try await client.metric("ml_inference_duration_seconds_count{\(work)}") == 3)
            #expect(try await client.metric("ml_inference_total{\(work),status=\"success\"}") == 3)
            #expect(try await client.metric("ml_inference_total{\(work),status=\"error\"}") == 0)
            #expect(try await client.metric("ml_inference_batch_size_sum") == 3)
            #expect(try await client.metric("picture_decoding_duration_seconds_count") == 3)
            #expect(try await client.metric("vector_search_duration_seconds_count") == 1)
            #expect(try await client.metric("vector_search_results_count_count") == 1)
            #expect(try await client.metric("vector_search_results_count_sum") == 2)
            #expect(try await client.metric("cache_operation_duration_seconds_count{operation=\"get\"}") >= 2)
            #expect(try await client.metric("cache_operation_duration_seconds_count{operation=\"set\"}") >= 1)
            let program = "{framework=\"hummingbird\",name=\"lookalike\",version=\"\(Version.current)\"}"
            #expect(try await client.metric("app_info" + program) == 1)
            #expect(try await client.metric("cache_hits_total{cache_type=\"search\"}") == 1)
            #expect(try await client.metric("cache_misses_total{cache_type=\"search\"}") == 1)
            // The search alone: what is stored is new, and no cache is expected to know it.
            #expect(try await client.metric("cache_misses_total{cache_type=\"embedding\"}") == 1)
            #expect(try await client.metric("cache_hits_total{cache_type=\"embedding\"}") == 0)
            #expect(try await client.metric("cache_entries{cache_type=\"search\"}") == 1)
            #expect(try await client.metric("open_collections") == 1)
            #expect(try await client.metric("process_start_time_seconds") > 1_600_000_000)
            #expect(try await client.metric("process_resident_memory_bytes") > 1e6)
            #expect(try await client.metric("process_cpu_seconds_total") > 0)
        }
    }

    @Test func `What a sync indexed counts too`() async throws {
        try await ScaleClient.open { client async throws in
            let folder = try TemporaryFolder()
            for seed in 1...3 {
                try folder.write(try TestPicture.jpeg(seed: UInt64(seed)), to: "\(seed).jpg")
            }
            let collection = try await client.server.engine.createCollection(named: "folder")
            for _ in 0..<2 { _ = try await client.server.engine.sync(collection, directory: folder.path) }
            #expect(try await client.metric("indexed_images_total") == 3)
            #expect(try await client.metric("stored_images_total") == 3)
        }
    }

    @Test func `What is indexed is told after a restart and after a deletion`() async throws {
        let folder = try TemporaryFolder()
        try await ScaleClient.open(["a", "b", "c"], data: folder.path) { client async throws in
            #expect(try await client.metric("indexed_images_total") == 3)
        }
        try await ScaleClient.open(data: folder.path) { client async throws in
            #expect(try await client.metric("indexed_images_total") == 3)
            #expect(try await client.metric("stored_images_total") == 0)
            _ = try await client.delete("/index/b")
            #expect(try await client.metric("indexed_images_total") == 2)
        }
    }

    @Test func `An error of the service is one`() async throws {
        let noModel = { (settings: inout EngineConfiguration) in
            settings.modelFolders = []
            settings.defaultModel = nil
        }
        try await ScaleClient.open(engine: noModel) { client async throws in
            #expect(try await client.index(1).status == 503)
            let failing = "errors_total{error_type=\"service_unavailable\",endpoint=\"/api/v1/index\"}"
            #expect(try await client.metric(failing) == 1)
        }
    }

    @Test func `Every metric is described to people`() async throws {
        let document = try String(contentsOfFile: Fixtures.root + "/docs/metrics.md", encoding: .utf8)
        try await ScaleClient.open(["a"]) { client async throws in
            _ = try await client.search(1)
            _ = try await client.delete("/index/none")
            let text = try await client.server.get("/metrics").text
            let names = text.matches(of: /# TYPE (\w+)/).map { String($0.1) }
            #expect(names.count >= 20)
            for name in names { #expect(document.contains("`\(name)`"), "\(name)") }
            // A description that is only the name is none.
            for name in names { #expect(!text.contains("# HELP \(name) \(name)\n"), "\(name)") }
        }
    }
}
