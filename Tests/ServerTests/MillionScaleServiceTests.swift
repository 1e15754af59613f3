import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct MillionScaleServiceTests {
    @Test func `Statistics have the contract's fields`() async throws {
        try await ScaleClient.open { client async throws in
            let empty = try await client.get("/stats")
            #expect(empty.status == 200)
            #expect(empty.keys == ["cache", "collection", "status"])
            #expect(
                empty.json["collection"] == [
                    "name": "image_features", "vector_size": 192, "distance": "Cosine", "points_count": 0,
                    "segments_count": 0, "model": "tiny",
                ])
            _ = try await client.index(1)
            let one = try await client.get("/stats").json["collection"]
            #expect(one?["points_count"] == 1)
            #expect(one?["segments_count"] == 1)
        }
    }

    @Test func `The collection's name is configuration`() async throws {
        let named = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.millionScale.collection = "pictures"
        }
        try await ScaleClient.open(configure: named) { client async throws in
            _ = try await client.index(1)
            #expect(try await client.get("/stats").json["collection"]?["name"] == "pictures")
            #expect(try await client.server.get("/collections/pictures").json["images"] == 1)
        }
    }

    @Test func `It is healthy and ready where all works`() async throws {
        for ids in [[], ["a"]] {
            try await ScaleClient.open(ids) { client async throws in
                let health = try await client.get("/health")
                #expect(health.status == 200)
                #expect(health.keys == ["model", "services", "status", "timestamp", "version"])
                #expect(health.json["status"] == "healthy")
                #expect(health.json["version"] == .string(Version.current))
                #expect(
                    health.json["services"] == [
                        "ml_service": "healthy", "vector_database": "healthy", "cache_service": "healthy",
                    ])
                let timestamp = health.json["timestamp"]?.stringValue ?? ""
                #expect((try? Date(timestamp, strategy: .iso8601)) != nil)
                let ready = try await client.get("/ready")
                #expect(ready.status == 200)
                #expect(ready.json["status"] == "ready")
            }
        }
    }

    @Test func `Without its model it is neither, and pictures get 503 that names it`() async throws {
        let folder = try TemporaryFolder()
        let models = folder.path + "/models"
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Fixtures.models + "/tiny", toPath: models + "/tiny")
        let withModels = { (settings: inout EngineConfiguration) in settings.modelFolders = [models] }
        try await ScaleClient.open(["a"], data: folder.path + "/data", engine: withModels) { _ in }
        try FileManager.default.removeItem(atPath: models)
        try await ScaleClient.open(data: folder.path + "/data", engine: withModels) { client async throws in
            let health = try await client.get("/health")
            #expect(health.status == 503)
            #expect(health.json["status"] == "unhealthy")
            #expect(health.json["services"]?["ml_service"]?.stringValue?.contains("'tiny'") == true)
            #expect(health.json["services"]?["vector_database"] == "healthy")
            #expect(try await client.get("/ready").isError(503))
            for answer in [try await client.search(1), try await client.index(2)] {
                #expect(answer.isError(503))
                #expect(answer.json["message"]?.stringValue?.contains("'tiny'") == true)
            }
            #expect(try await client.get("/stats").json["collection"]?["points_count"] == 1)
        }
    }

    @Test func `Where the configured model is not installed the default one serves, and that is said`()
        async throws
    {
        let missing = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.millionScale.model = "dino"
        }
        try await ScaleClient.open(configure: missing) { client async throws in
            let answers = [
                try await client.get("/health"), try await client.index(1), try await client.search(1),
            ]
            for answer in answers {
                #expect(answer.status == 200)
                #expect(answer.headers["x-lookalike-model"] == "tiny")
            }
            #expect(try await client.get("/stats").json["collection"]?["model"] == "tiny")
        }
    }

    @Test func `With damaged vectors it is neither`() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path + "/data"
        try await ScaleClient.open(["a"], data: data) { _ in }
        let files = FileManager.default.enumerator(atPath: data)?.compactMap { $0 as? String } ?? []
        for file in files where file.hasSuffix(".lkv") {
            try Data("damaged".utf8).write(to: URL(fileURLWithPath: "\(data)/\(file)"))
        }
        try await ScaleClient.open(data: data) { client async throws in
            let health = try await client.get("/health")
            #expect(health.status == 503)
            #expect(health.json["services"]?["vector_database"] != "healthy")
            #expect(try await client.get("/ready").isError(503))
            #expect(try await client.search(1).isError(503))
            #expect(try await client.get("/stats").isError(503))
        }
    }

    @Test func `Errors of other paths keep their own shape`() async throws {
        try await ScaleClient.open { client async throws in
            let unknown = try await client.get("/none")
            #expect(unknown.status == 404)
            #expect(unknown.json == ["detail": "Not Found"])
            #expect(try await client.get("/search").isError(405))
            #expect(try await client.post("/stats", [:]).isError(405))
        }
    }
}
