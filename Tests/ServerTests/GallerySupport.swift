import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport

/// A server with a gallery, empty unless something is uploaded.
struct Gallery: Sendable {
    let server: LiveServer

    static func open(
        settings: GalleryConfiguration = GalleryConfiguration(),
        _ body: @escaping @Sendable (Gallery) async throws -> Void
    ) async throws {
        let configure = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.gallery = settings
        }
        try await Shop.open(configure: configure) { try await body(Gallery(server: $0.server)) }
    }

    /// With categories 1, 2, … of these names, and in each pictures of these seeds.
    static func open(
        categories: [(name: String, seeds: ClosedRange<UInt64>)],
        settings: GalleryConfiguration = GalleryConfiguration(),
        _ body: @escaping @Sendable (Gallery) async throws -> Void
    ) async throws {
        try await open(settings: settings) { gallery in
            let engine = gallery.server.engine
            let collection = try await engine.createCollection(named: "gallery")
            for (name, seeds) in categories {
                let category = try await engine.createCategory(name, in: collection)
                for seed in seeds { _ = try await gallery.upload(seed, "?category_id=\(category.id)") }
            }
            try await body(gallery)
        }
    }

    func upload(_ seed: UInt64, _ query: String = "") async throws -> LiveServer.Answer {
        try await post("/upload" + query, try TestPicture.jpeg(seed: seed), "\(seed).jpg")
    }

    func search(_ seed: UInt64, _ query: String = "") async throws -> LiveServer.Answer {
        try await post("/search" + query, try TestPicture.jpeg(seed: seed))
    }

    func post(_ path: String, _ bytes: [UInt8], _ name: String = "query.jpg") async throws
        -> LiveServer.Answer
    {
        try await server.form("POST", path, files: [(name: "file", filename: name, bytes: bytes)])
    }

    func get(_ path: String) async throws -> LiveServer.Answer { try await server.get(path) }
}
