import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DocumentTests {
    private static func document(_ server: LiveServer) async throws -> JSONValue {
        let answer = try await server.get("/openapi.json")
        #expect(answer.headers["content-type"] == "application/json")
        return answer.json
    }

    private static func operations(_ document: JSONValue) -> [(
        path: String, method: String, operation: JSONValue
    )] {
        let methods = ["get", "put", "post", "delete", "patch"]
        return (document["paths"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.flatMap { path, item in
            methods.compactMap { method in item[method].map { (path, method, $0) } }
        }
    }

    @Test func `It has the routes that there are, and no others`() async throws {
        try await Shop.open { shop in
            let found = Self.operations(try await Self.document(shop.server)).map {
                "\($0.method) \($0.path)"
            }
            #expect(
                found.sorted()
                    == [
                        "patch /collections/{collection}", "get /collections/{collection}/fields",
                        "delete /collections/{collection}/duplicates/decisions/{id}",
                        "delete /collections/{collection}/likeness",
                        "delete /collections/{collection}/roots/{root}",
                        "get /backups",
                        "get /backups/{name}",
                        "get /collections/{collection}/duplicates/decisions",
                        "get /collections/{collection}/duplicates/review",
                        "get /collections/{collection}/likeness",
                        "get /collections/{collection}/map",
                        "get /collections/{collection}/roots",
                        "post /backups",
                        "post /collections/{collection}/duplicates/decisions",
                        "post /collections/{collection}/duplicates/search",
                        "post /collections/{collection}/images",
                        "post /collections/{collection}/likeness",
                        "post /collections/{collection}/map",
                        "post /collections/{collection}/roots",
                        "post /collections/{collection}/search/batch",
                        "post /api/v1/find-similar/batch",
                        "delete /collections/{collection}", "delete /collections/{collection}/images/{id}",
                        "delete /jobs/{id}", "get /", "get /api/v1/preprocess/status", "get /app",
                        "get /collections",
                        "get /collections/{collection}", "get /collections/{collection}/images",
                        "get /collections/{collection}/images/{id}",
                        "get /collections/{collection}/images/{id}/content",
                        "get /collections/{collection}/images/{id}/file",
                        "get /collections/{collection}/images/{id}/frames",
                        "get /collections/{collection}/images/{id}/thumbnail", "get /docs", "get /health",
                        "get /server",
                        "get /jobs",
                        "get /jobs/{id}", "get /jobs/{id}/events", "get /models", "get /models/available",
                        "post /models", "post /models/{name}/pull", "delete /models/{name}",
                        "get /models/{name}", "post /models/{name}/check", "get /models/{name}/network",
                        "post /models/{name}/quantize", "post /models/{name}/speed",
                        "get /collections/{collection}/migration", "post /collections/{collection}/migration",
                        "delete /collections/{collection}/migration",
                        "post /collections/{collection}/migration/rollback",
                        "post /collections/{collection}/migration/finish",
                        "get /openapi.json",
                        "get /redoc",
                        "get /stats", "post /api/v1/find-similar", "post /api/v1/preprocess",
                        "post /collections",
                        "post /collections/{collection}/search", "post /collections/{collection}/sync",
                        "put /collections/{collection}/images/{id}",
                        "get /collections/{collection}/categories",
                        "get /collections/{collection}/categories/{id}/images",
                        "post /collections/{collection}/search/categories",
                        "get /collections/{collection}/duplicates",
                        "get /collections/{collection}/duplicates/copies",
                        "get /collections/{collection}/duplicates/groups",
                        "get /collections/{collection}/images/{id}/duplicates",
                        "post /add_image", "post /search", "post /extract_features", "post /upload",
                        "post /search/prototypes", "get /status", "get /images/{id}", "get /images/{id}/info",
                        "get /categories", "get /categories/{id}/images", "post /admin/rebuild-index",
                        "post /admin/rebuild-prototypes", "get /admin/queues", "post /admin/process-queues",
                        "get /metrics", "get /api/v1/metrics", "post /api/v1/search", "post /api/v1/index",
                        "delete /api/v1/index/{image_id}", "post /api/v1/batch/upload",
                        "get /api/v1/batch/status/{job_id}", "get /api/v1/batch/jobs",
                        "delete /api/v1/batch/cancel/{job_id}", "get /api/v1/stats", "get /api/v1/health",
                        "get /api/v1/ready",
                        "get /api/health", "get /api/companies", "get /api/stats/{company}",
                        "post /api/search/{company}",
                        "get /api/companies/{company}/content", "get /api/companies/{company}/thumbnail",
                        "get /photos/{id}", "delete /photos/{id}", "get /events/{event_code}/photos",
                        "delete /events/{event_code}/photos", "delete /images/{id}", "post /categories",
                        "post /collections/{collection}/categories",
                        "patch /collections/{collection}/categories/{id}",
                        "delete /collections/{collection}/categories/{id}",
                        "delete /collections/{collection}/images",
                        "patch /collections/{collection}/images/{id}",
                    ].sorted())
        }
    }

    /// What a route answers to an empty request is among what the document says of it.
    @Test func `Every operation is answered, with a declared status and media type`() async throws {
        try await Shop.open { shop in
            for (path, method, operation) in Self.operations(try await Self.document(shop.server)) {
                let target = path.replacing(/\{\w+\}/, with: "none")
                let answer = try await shop.server.send(method.uppercased(), target)
                let declared = try #require(
                    operation["responses"]?["\(answer.status)"], "\(method) \(path) \(answer.status)")
                let type = answer.headers["content-type"]?.split(separator: ";").first.map(String.init) ?? ""
                #expect(declared["content"]?[type] != nil, "\(method) \(path) \(type)")
            }
        }
    }

    @Test func `Every method that it leaves out gets 405`() async throws {
        try await Shop.open { shop in
            let document = try await Self.document(shop.server)
            let known = Set(Self.operations(document).map { "\($0.method) \($0.path)" })
            for path in document["paths"]?.objectValue?.keys.sorted() ?? [] {
                let target = path.replacing(/\{\w+\}/, with: "none")
                for method in ["get", "put", "post", "delete", "patch"]
                where !known.contains("\(method) \(path)") {
                    let answer = try await shop.server.send(method.uppercased(), target)
                    #expect(answer.status == 405, "\(method) \(path)")
                }
            }
        }
    }

    @Test func `Every reference leads somewhere, and every component is used`() async throws {
        try await Shop.open { shop in
            let document = try await Self.document(shop.server)
            var found: Set<String> = []
            func walk(_ value: JSONValue) {
                if let reference = value["$ref"]?.stringValue { found.insert(reference) }
                value.objectValue?.values.forEach(walk)
                value.arrayValue?.forEach(walk)
            }
            walk(document)
            let components =
                document["components"]?["schemas"]?.objectValue?.keys.map { "#/components/schemas/" + $0 }
                ?? []
            #expect(found == Set(components))
        }
    }

    @Test func `Paths declare their parameters, and ids of operations differ`() async throws {
        try await Shop.open { shop in
            let document = try await Self.document(shop.server)
            #expect(document["openapi"] == "3.1.0")
            var ids: Set<String> = []
            for (path, _, operation) in Self.operations(document) {
                let id = try #require(operation["operationId"]?.stringValue)
                #expect(ids.insert(id).inserted)
                let inPath = (operation["parameters"]?.arrayValue ?? []).filter { $0["in"] == "path" }
                    .compactMap { $0["name"]?.stringValue }
                let named = path.matches(of: /\{(\w+)\}/).map { String($0.1) }
                #expect(inPath == named, "\(path)")
            }
        }
    }

    @Test func `The contract's parameters have their defaults and bounds`() async throws {
        try await Shop.open { shop in
            let paths = try await Self.document(shop.server)["paths"]
            func schema(_ path: String, _ name: String) -> JSONValue? {
                paths?[path]?["post"]?["parameters"]?.arrayValue?.first { $0["name"] == .string(name) }?[
                    "schema"]
            }
            #expect(schema("/api/v1/preprocess", "force_full") == ["type": "boolean", "default": false])
            #expect(
                schema("/api/v1/preprocess", "batch_size")
                    == ["type": "integer", "default": 32, "minimum": 1, "maximum": 128])
            #expect(
                schema("/api/v1/find-similar", "top_k")
                    == ["type": "integer", "default": 10, "minimum": 1, "maximum": 100])
            #expect(
                schema("/api/v1/find-similar", "threshold") == ["type": "number", "minimum": 0, "maximum": 1])
            let form = paths?["/api/v1/find-similar"]?["post"]?["requestBody"]?["content"]?[
                "multipart/form-data"]?["schema"]
            #expect(form?["required"] == ["file"])
            #expect(form?["properties"]?["file"]?["format"] == "binary")
        }
    }
}
