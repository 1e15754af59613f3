import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ProductServiceTests {
    @Test func `Health before and after a run`() async throws {
        try await Shop.open(["a.jpg": 1], isIndexed: false) { shop in
            let before = try await shop.server.get("/health")
            #expect(before.status == 200)
            #expect(
                before.json == [
                    "status": "healthy", "model_loaded": true, "features_loaded": false, "total_products": 0,
                    "model": "tiny",
                ])
            _ = try await shop.preprocess()
            let after = try await shop.server.get("/health")
            #expect(
                after.json == [
                    "status": "healthy", "model_loaded": true, "features_loaded": true, "total_products": 1,
                    "model": "tiny",
                ])
        }
    }

    /// What lies in the data folder and nobody knows keeps nothing from being searched, and is told.
    @Test func `Health is healthy beside unknown folders, and names them`() async throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "data/collections/9/vectors-0.lkv")
        try await LiveServer.run(engine: try TestEngine.make(folder.path + "/data")) { server in
            let answer = try await server.get("/health")
            #expect(answer.status == 200 && answer.json["status"] == "healthy")
            let problems = answer.json["problems"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(problems.count == 1)
            #expect(problems[0].contains("collections/9") && problems[0].contains("lookalike orphans"))
            withExtendedLifetime(folder) {}
        }
    }

    @Test func `Health without a model is degraded, not an error`() async throws {
        let noModel = { (settings: inout EngineConfiguration) in
            settings.modelFolders = []
            settings.defaultModel = nil
        }
        try await Shop.open(engine: noModel) { shop in
            let answer = try await shop.server.get("/health")
            #expect(answer.status == 200)
            #expect(answer.json["status"] == "degraded")
            #expect(answer.json["model_loaded"] == false)
        }
    }

    @Test func `Statistics, and 503 without any`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2], isIndexed: false) { shop in
            let before = try await shop.server.get("/stats")
            #expect(before.status == 503)
            #expect(before.json == ["detail": "Service not initialized. Run preprocessing first."])
            _ = try await shop.preprocess()
            let after = try await shop.server.get("/stats")
            #expect(after.status == 200)
            #expect(
                Set(after.keys).isSuperset(of: [
                    "feature_dimension", "feature_file_size_mb", "memory_usage_mb", "total_products",
                ]))
            #expect(after.json["total_products"] == 2)
            #expect(after.json["model"] == "tiny")
            #expect(after.json["feature_dimension"] == 192)
            #expect((after.json["feature_file_size_mb"]?.doubleValue ?? 0) > 0)
        }
    }

    /// Not the model that was made for the system: it is not installed here.
    @Test func `Answers say which model serves`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            for answer in [try await shop.server.get("/health"), try await shop.findSimilar(1)] {
                #expect(answer.headers["x-lookalike-model"] == "tiny")
            }
        }
    }

    @Test func `Unknown paths and methods`() async throws {
        try await Shop.open { shop in
            for path in [
                "/nope", "/api/v1/nope", "/api/v1", "/collections/a/b", "/%00", "/docs/../etc/passwd",
            ] {
                let answer = try await shop.server.get(path)
                #expect(answer.status == 404)
                #expect(answer.json == ["detail": "Not Found"])
            }
            for (method, path, allow) in [
                ("GET", "/api/v1/preprocess", "POST"), ("HEAD", "/api/v1/find-similar", "POST"),
                ("DELETE", "/health", "GET, HEAD"), ("PROPFIND", "/stats", "GET, HEAD"),
                ("OPTIONS", "/stats", "GET, HEAD"),
                ("POST", "/collections/a/images/b", "DELETE, GET, HEAD, PATCH, PUT"),
            ] {
                let answer = try await shop.server.send(method, path)
                #expect(answer.status == 405)
                #expect(answer.headers["allow"] == allow)
                if method != "HEAD" { #expect(answer.json == ["detail": "Method Not Allowed"]) }
            }
        }
    }

    @Test func `HEAD is GET without a body`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            for path in ["/health", "/stats", "/", "/docs", "/collections/products/images/a/content"] {
                let (head, get) = (try await shop.server.send("HEAD", path), try await shop.server.get(path))
                #expect(head.status == 200)
                #expect(head.body.isEmpty)
                #expect(head.headers["content-length"] == "\(get.body.count)")
                #expect(head.headers["content-type"] == get.headers["content-type"])
            }
        }
    }
}
