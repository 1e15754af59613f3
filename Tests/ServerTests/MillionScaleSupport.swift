import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport

/// A server with the million-scale interface, and a client of it.
struct ScaleClient: Sendable {
    let server: LiveServer

    /// - Parameters:
    ///   - ids: pictures that are indexed when `body` begins, each with the picture of its place, from 1.
    ///   - data: nil for a folder of its own.
    static func open(
        _ ids: [String] = [], data: String? = nil, engine: (inout EngineConfiguration) -> Void = { _ in },
        configure: @escaping @Sendable (inout LookalikeServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (ScaleClient) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let registry = ServerMetrics.registry()
        let engine = try await TestEngine.make(data ?? folder.path + "/data") { settings in
            settings.metrics = registry
            engine(&settings)
        }
        let settings = { @Sendable (configuration: inout LookalikeServerConfiguration) in
            configuration.metrics = registry
            configure(&configuration)
        }
        try await LiveServer.run(engine: engine, configure: settings) { server in
            let client = ScaleClient(server: server)
            for (place, id) in ids.enumerated() { _ = try await client.index(UInt64(place + 1), id) }
            try await body(client)
            withExtendedLifetime(folder) {}
        }
    }

    func post(_ path: String, _ body: JSONValue) async throws -> LiveServer.Answer {
        try await server.json("POST", "/api/v1" + path, body)
    }

    func get(_ path: String) async throws -> LiveServer.Answer { try await server.get("/api/v1" + path) }
    func delete(_ path: String) async throws -> LiveServer.Answer {
        try await server.send("DELETE", "/api/v1" + path)
    }

    /// Indexes the picture of a seed.
    func index(
        _ seed: UInt64, _ id: String? = nil, metadata: JSONValue? = nil
    ) async throws -> LiveServer.Answer {
        try await post("/index", try Self.image(seed, id, metadata: metadata))
    }

    /// Searches by the picture of a seed.
    func search(_ seed: UInt64, _ more: [String: JSONValue] = ["threshold": 0]) async throws
        -> LiveServer.Answer
    {
        let image: [String: JSONValue] = ["image_data": .string(base64(try TestPicture.jpeg(seed: seed)))]
        return try await post("/search", .object(image.merging(more) { $1 }))
    }

    static func image(_ seed: UInt64, _ id: String? = nil, metadata: JSONValue? = nil) throws -> JSONValue {
        var image: [String: JSONValue] = ["image_data": .string(base64(try TestPicture.jpeg(seed: seed)))]
        if let id { image["image_id"] = .string(id) }
        if let metadata { image["metadata"] = metadata }
        return .object(image)
    }

    /// The value of a line of `/metrics`; 0 where there is none.
    func metric(_ name: String) async throws -> Double {
        let text = try await server.get("/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Double($0.dropFirst(name.utf8.count + 1)) } ?? 0
    }
}

extension LiveServer.Answer {
    /// Ids of results, in order.
    var ids: [String] { json["results"]?.arrayValue?.compactMap { $0["image_id"]?.stringValue } ?? [] }

    /// Whether it is an error in the shape of this interface.
    func isError(_ status: Int) -> Bool {
        self.status == status && keys == ["error", "message", "status_code"] && json["error"] == "HTTP_ERROR"
            && json["status_code"] == .int(status) && json["message"]?.stringValue?.isEmpty == false
    }
}
