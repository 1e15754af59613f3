import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GalleryAdminTests {
    @Test func `The state before and after the first picture`() async throws {
        try await Gallery.open { gallery in
            let before = try await gallery.get("/status")
            #expect(before.status == 200)
            #expect(
                before.keys == [
                    "categories_with_prototypes", "database_connected", "faiss_index_loaded", "index_info",
                    "model", "model_installed", "status", "total_images", "total_vectors",
                    "two_stage_search",
                ])
            #expect(before.json["status"] == "healthy")
            #expect(before.json["faiss_index_loaded"] == false)
            #expect(before.json["index_info"] == .null)
            _ = try await gallery.upload(1)
            let after = try await gallery.get("/status").json
            #expect(after["status"] == "healthy")
            #expect(after["faiss_index_loaded"] == true)
            #expect(after["database_connected"] == true)
            #expect(after["total_images"] == 1)
            #expect(after["total_vectors"] == 1)
            #expect(after["categories_with_prototypes"] == 1)
            #expect(
                after["index_info"]?.objectValue?.keys.sorted() == [
                    "filepath", "index_id", "index_type", "ntotal",
                ])
            #expect(after["index_info"]?["ntotal"] == 1)
            let path = after["index_info"]?["filepath"]?.stringValue ?? ""
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    /// The system's own model is not installed here.
    @Test func `The state says which model stands in`() async throws {
        try await Gallery.open { gallery in
            for _ in 0..<2 {
                let answer = try await gallery.get("/status")
                #expect(answer.json["model"] == "tiny")
                #expect(answer.json["model_installed"] == true)
                #expect(answer.headers["x-lookalike-model"] == "tiny")
                _ = try await gallery.upload(1)
            }
        }
    }

    @Test func `A category is made, and pictures are put into it`() async throws {
        try await Gallery.open { gallery in
            let path = "/categories"
            let made = try await gallery.server.json("POST", path, ["category_name": "cats"])
            #expect(made.status == 201)
            #expect(made.json == ["category_id": 1, "category_name": "cats", "image_count": 0])
            #expect(try await gallery.get(path).json["categories"]?[0] == made.json)
            let uploaded = try await gallery.upload(1, "?category_id=1")
            #expect(uploaded.json["processing_info"]?["predicted_category"] == 1)
            #expect(
                try await gallery.server.json("POST", path, ["category_name": "cats"]).status == 409)
            #expect(try await gallery.server.json("POST", path, ["category_name": ""]).status == 400)
            #expect(try await gallery.server.json("POST", path, ["name": "dogs"]).status == 422)
        }
    }

    @Test func `A picture is removed by its number`() async throws {
        try await Gallery.open(categories: [("cats", 1...2)]) { gallery in
            let id = try #require(
                try await gallery.get("/categories/1/images").json["images"]?[0]?["image_id"]?.intValue)
            let removed = try await gallery.server.send("DELETE", "/images/\(id)")
            #expect(removed.json == ["message": "Image deleted successfully", "image_id": .int(id)])
            #expect(try await gallery.server.send("DELETE", "/images/\(id)").detail == "Image not found")
            #expect(try await gallery.get("/images/\(id)").status == 404)
            #expect(try await gallery.get("/status").json["total_images"] == 1)
        }
    }

    @Test func `Where no model is installed the state is degraded`() async throws {
        let noModel = { (settings: inout EngineConfiguration) in
            settings.modelFolders = []
            settings.defaultModel = nil
        }
        try await Shop.open(engine: noModel) { shop in
            let answer = try await shop.server.get("/status")
            #expect(answer.status == 200)
            #expect(answer.json["status"] == "degraded")
            let upload = try await Gallery(server: shop.server).upload(1)
            #expect(upload.status == 503)
            #expect(upload.detail.stringValue?.contains("resnet50") == true)
        }
    }

    @Test func `The index is made anew, and finds the same`() async throws {
        try await Gallery.open { gallery in
            let none = try await gallery.server.send("POST", "/admin/rebuild-index")
            #expect(none.status == 400)
            #expect(none.json == ["detail": "No vectors found in database"])
            for seed in 1...5 { _ = try await gallery.upload(UInt64(seed)) }
            let before = try await gallery.search(3).json["similar_images"]
            let answer = try await gallery.server.send("POST", "/admin/rebuild-index")
            #expect(answer.status == 200)
            #expect(answer.keys == ["index_id", "index_path", "message", "total_vectors"])
            #expect(answer.json["total_vectors"] == 5)
            #expect(answer.json["index_id"]?.intValue != nil)
            #expect(try await gallery.search(3).json["similar_images"] == before)
        }
    }

    @Test func `Prototypes are made anew, and measured`() async throws {
        try await Gallery.open(categories: [("cats", 1...4), ("dogs", 11...14)]) { gallery in
            let engine = gallery.server.engine
            _ = try await engine.createCategory("empty", in: try engine.collection(named: "gallery"))
            let query = try TestPicture.jpeg(seed: 2)
            let before = try await gallery.post("/search/prototypes", query).json["prototypes"]
            #expect(try await gallery.get("/status").json["two_stage_search"] == .null)
            let answer = try await gallery.server.send("POST", "/admin/rebuild-prototypes")
            #expect(answer.status == 200)
            #expect(answer.keys == ["categories_processed", "message", "prototype_categories"])
            #expect(answer.json["categories_processed"] == 2)
            #expect(answer.json["prototype_categories"] == [1, 2])
            #expect(try await gallery.post("/search/prototypes", query).json["prototypes"] == before)
            let measured = try await gallery.get("/status").json["two_stage_search"]
            #expect((0...1).contains(measured?["recall"]?.doubleValue ?? -1))
            #expect(measured?["sample"] == 8)
        }
    }

    @Test func `An empty gallery has no prototypes to make`() async throws {
        try await Gallery.open { gallery in
            let answer = try await gallery.server.send("POST", "/admin/rebuild-prototypes")
            #expect(answer.status == 200)
            #expect(answer.json["categories_processed"] == 0)
            #expect(answer.json["prototype_categories"] == [])
        }
    }

    @Test func `Nothing is ever left to be done`() async throws {
        try await Gallery.open(categories: [("cats", 1...2)]) { gallery in
            for query in ["", "?limit=1", "?limit=1000"] {
                let queues = try await gallery.get("/admin/queues" + query)
                #expect(
                    queues.json == [
                        "prototype_recompute_queue": [], "vector_deletion_queue": [],
                        "prototype_queue_count": 0, "deletion_queue_count": 0,
                    ])
            }
            for query in ["", "?process_prototypes=false", "?process_deletions=false"] {
                let done = try await gallery.server.send("POST", "/admin/process-queues" + query)
                #expect(done.json == ["processed_prototypes": [], "processed_deletions": 0])
            }
            #expect(try await gallery.get("/admin/queues?limit=0").status == 422)
            #expect(
                try await gallery.server.send("POST", "/admin/process-queues?process_deletions=x").status
                    == 422)
        }
    }

    @Test func `A category's pictures are listed, and counted all`() async throws {
        try await Gallery.open(categories: [("cats", 1...3), ("dogs", 11...11)]) { gallery in
            let answer = try await gallery.get("/categories/1/images?limit=2")
            #expect(answer.keys == ["category_id", "images", "total_count"])
            #expect(answer.json["category_id"] == 1)
            #expect(answer.json["total_count"] == 3)
            #expect(answer.json["images"]?.arrayValue?.count == 2)
            #expect(answer.json["images"]?[0]?["category_name"] == "cats")
            #expect(answer.json["images"]?[0]?["similarity_score"] == .null)
            #expect(try await gallery.get("/categories/1/images").json["images"]?.arrayValue?.count == 3)
            for query in ["limit=0", "limit=101", "limit=x"] {
                #expect(try await gallery.get("/categories/1/images?" + query).status == 422)
            }
            #expect(try await gallery.get("/categories/1/images?limit=100").status == 200)
            for id in [9, -1] {
                let unknown = try await gallery.get("/categories/\(id)/images")
                #expect(unknown.status == 404)
                #expect(unknown.json == ["detail": "Category not found"])
            }
        }
    }

    @Test func `After a restart everything is there`() async throws {
        let folder = try TemporaryFolder()
        func run(_ body: @escaping @Sendable (Gallery) async throws -> Void) async throws {
            try await LiveServer.run(engine: try TestEngine.make(folder.path + "/data")) {
                try await body(Gallery(server: $0))
            }
        }
        try await run { gallery in
            for seed in 1...4 { _ = try await gallery.upload(UInt64(seed)) }
        }
        try await run { gallery in
            #expect(try await gallery.get("/status").json["total_vectors"] == 4)
            let best = try await gallery.search(3, "?use_prototypes=true").json["similar_images"]?[0]
            #expect(best?["metadata"]?["filename"] == "3.jpg")
            #expect(best?["category_name"] == "Uncategorized")
            let content = try await gallery.get("/images/\(best?["image_id"] ?? nil)")
            let picture = try TestPicture.jpeg(seed: 3)
            #expect(content.body == picture)
        }
    }
}
