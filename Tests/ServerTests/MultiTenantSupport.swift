import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import LookalikeVectorFormats
import TestSupport

/// A folder of companies as their system leaves them, and a live server over it.
struct Tenants: Sendable {
    let folder: TemporaryFolder
    let server: LiveServer

    var shelf: String { folder.path + "/embeddings" }

    /// - Parameter companies: by the name of their folder: paths of pictures, and their seeds.
    static func open(
        _ companies: [String: [String: UInt64]] = [:], in folder: TemporaryFolder? = nil,
        configure: @Sendable (inout CompanyConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Tenants) async throws -> Void
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        let engine = try await TestEngine.make(folder.path + "/data")
        for (name, pictures) in companies {
            try await write(pictures, to: folder.path + "/embeddings/" + name, engine)
        }
        let settings = { @Sendable (configuration: inout LookalikeServerConfiguration) in
            configuration.products.directory = folder.path + "/product_images"
            configuration.companies.directory = folder.path + "/embeddings"
            configure(&configuration.companies)
        }
        try await LiveServer.run(engine: engine, configure: settings) {
            try await body(Tenants(folder: folder, server: $0))
        }
    }

    /// One setting, for `open`.
    static func setting<Value: Sendable>(
        _ path: any (WritableKeyPath<CompanyConfiguration, Value> & Sendable), _ value: Value
    ) -> @Sendable (inout CompanyConfiguration) -> Void {
        { $0[keyPath: path] = value }
    }

    func write(_ pictures: [String: UInt64], to name: String) async throws {
        try await Self.write(pictures, to: "\(shelf)/\(name)", server.engine)
    }

    /// Writes a company's files with the tests' network, over those that are there.
    ///
    /// - Parameters:
    ///   - model: nil leaves index_info.json out.
    ///   - metadata: the rows; nil gives each its path alone.
    static func write(
        _ pictures: [String: UInt64], to path: String, _ engine: Engine, model: String? = "tiny",
        metadata: JSONValue? = nil
    ) async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let loaded = try await engine.embedder.model(named: "tiny")
        let writer = try VectorTableWriter(
            path + "/faiss_index.bin", as: .faiss, dimension: loaded.manifest.dimension, replacing: true)
        let names = pictures.keys.sorted()
        for name in names {
            let picture = try TestPicture.jpeg(seed: pictures[name] ?? 0)
            try writer.append(
                try await engine.embedder.embed(picture, with: loaded, priority: .interactive).vector)
        }
        try writer.finish()
        let rows = metadata ?? .array(names.map { ["path": .string($0)] })
        try Data(rows.description.utf8).write(to: URL(fileURLWithPath: path + "/metadata.json"))
        guard let model else { return }
        let information: JSONValue = [
            "total_images": .int(names.count), "embedding_dimension": .int(loaded.manifest.dimension),
            "model": .string(model), "timestamp": "2025-10-27T10:00:00",
        ]
        try Data(information.description.utf8).write(to: URL(fileURLWithPath: path + "/index_info.json"))
    }

    /// Searches by the picture of a seed.
    ///
    /// - Parameter company: as it stands in the path.
    func search(_ company: String, _ seed: UInt64, topK: String? = nil) async throws -> LiveServer.Answer {
        try await search(company, try TestPicture.jpeg(seed: seed), topK: topK)
    }

    func search(
        _ company: String, _ bytes: [UInt8], topK: String? = nil, name: String = "query.jpg",
        field: String = "image"
    ) async throws -> LiveServer.Answer {
        try await server.form(
            "POST", "/api/search/\(company)", fields: topK.map { ["top_k": $0] } ?? [:],
            files: [(name: field, filename: name, bytes: bytes)])
    }

    /// Names of the companies that are open.
    func loaded() async throws -> [String] {
        let names = try await server.get("/api/health").json["loaded_companies"]?.arrayValue ?? []
        return names.compactMap(\.stringValue)
    }
}

extension LiveServer.Answer {
    /// The paths of a search's results.
    var paths: [String] {
        (json["results"]?.arrayValue ?? []).compactMap { $0["fullPath"]?.stringValue }
    }

    /// The sentence of an error of companies; nil where the body is not of exactly its shape.
    var companyError: String? {
        keys == ["error", "success"] && json["success"] == false ? json["error"]?.stringValue : nil
    }
}
