import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import LookalikeServer
import TestSupport
import Testing

/// A folder of product pictures, a data folder beside it, and a live server over both.
struct Shop: Sendable {
    let folder: TemporaryFolder
    let server: LiveServer

    var pictures: String { folder.path + "/product_images" }

    /// - Parameters:
    ///   - products: paths below the folder of products, and the seeds of their pictures.
    ///   - isIndexed: whether they are indexed when `body` begins.
    ///   - hasBuiltIn: whether there is also the model that is part of the program.
    static func open(
        _ products: [String: UInt64] = [:], isIndexed: Bool = true, hasBuiltIn: Bool = false,
        engine: (inout EngineConfiguration) -> Void = { _ in },
        configure: @Sendable (inout LookalikeServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Shop) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        for (name, seed) in products {
            try folder.write(try TestPicture.jpeg(seed: seed), to: "product_images/" + name)
        }
        let engine = try await TestEngine.make(
            folder.path + "/data", hasBuiltIn: hasBuiltIn, adjust: engine)
        let settings = { @Sendable (configuration: inout LookalikeServerConfiguration) in
            configuration.products.directory = folder.path + "/product_images"
            configure(&configuration)
        }
        try await LiveServer.run(engine: engine, configure: settings) { server in
            let shop = Shop(folder: folder, server: server)
            if isIndexed, !products.isEmpty { _ = try await shop.preprocess() }
            try await body(shop)
        }
    }

    func add(_ name: String, seed: UInt64) throws {
        try folder.write(try TestPicture.jpeg(seed: seed), to: "product_images/" + name)
    }

    func preprocess(_ query: String = "") async throws -> LiveServer.Answer {
        try await server.send("POST", "/api/v1/preprocess" + query)
    }

    /// Searches by the picture of a seed.
    func findSimilar(_ seed: UInt64, _ query: String = "") async throws -> LiveServer.Answer {
        try await findSimilar(try TestPicture.jpeg(seed: seed), query)
    }

    func findSimilar(_ bytes: [UInt8], _ query: String = "") async throws -> LiveServer.Answer {
        try await server.form(
            "POST", "/api/v1/find-similar" + query,
            files: [(name: "file", filename: "query.jpg", bytes: bytes)])
    }
}

extension LiveServer.Answer {
    /// The body as JSON; null where it is none.
    var json: JSONValue {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(body))) ?? .null
    }

    /// The `detail` of an error.
    var detail: JSONValue { json["detail"] ?? .null }

    /// The names of the body's members, sorted.
    var keys: [String] { json.objectValue.map { $0.keys.sorted() } ?? [] }
}

extension LiveServer {
    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, headers: headers)
    }

    func json(_ method: String, _ path: String, _ body: JSONValue) async throws -> Answer {
        try await send(
            method, path, headers: ["Content-Type": "application/json"], body: Array(body.description.utf8))
    }

    /// Waits for the job that an answer began.
    func end(of answer: Answer, at location: SourceLocation = #_sourceLocation) async throws -> Job {
        try #require(answer.status == 202, "\(answer.text)", sourceLocation: location)
        let id = try #require(answer.json["id"]?.stringValue, sourceLocation: location)
        #expect(answer.headers["location"] == "/jobs/\(id)", sourceLocation: location)
        return try await engine.jobs.finished(id)
    }

    /// Puts the picture of a seed into a collection.
    func put(_ seed: UInt64, _ id: String, in collection: String = "shoes") async throws -> Answer {
        try await send(
            "PUT", "/collections/\(collection)/images/\(id)", body: try TestPicture.jpeg(seed: seed))
    }
}

/// Text in base64.
func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
