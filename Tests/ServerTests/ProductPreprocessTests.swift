import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ProductPreprocessTests {
    private static let fields = [
        "failed_images", "message", "new_images", "processing_time", "removed_images", "success",
        "total_images",
    ]

    @Test func `A run tells what it did, and the next finds nothing to do`() async throws {
        try await Shop.open(["a.jpg": 1, "b/c.jpeg": 2], isIndexed: false) { shop in
            let first = try await shop.preprocess()
            #expect(first.status == 200)
            #expect(first.headers["content-type"] == "application/json")
            #expect(first.keys == Self.fields)
            #expect(first.json["success"] == true)
            #expect(first.json["total_images"] == 2)
            #expect(first.json["new_images"] == 2)
            #expect(first.json["removed_images"] == 0)
            #expect(first.json["failed_images"] == 0)
            #expect(first.json["processing_time"]?.doubleValue != nil)
            #expect(first.json["message"] == "Successfully processed 2 new images")
            let second = try await shop.preprocess()
            #expect(second.json["new_images"] == 0)
            #expect(second.json["message"] == "No new images to process")
        }
    }

    @Test func `Cut pictures are counted in the message`() async throws {
        try await Shop.open(["a.jpg": 1], isIndexed: false) { shop in
            try shop.folder.write(try TestPicture.cutJPEG(seed: 3), to: "product_images/cut.jpg")
            let answer = try await shop.preprocess()
            #expect(answer.json["new_images"] == 2)
            #expect(answer.json["message"] == "Successfully processed 2 new images, 1 of them cut short")
        }
    }

    @Test func `Changed and removed pictures are told`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2]) { shop in
            try FileManager.default.removeItem(atPath: shop.pictures + "/a.jpg")
            try shop.folder.write(try TestPicture.jpeg(seed: 3, width: 80), to: "product_images/b.jpg")
            let answer = try await shop.preprocess()
            #expect(answer.json["new_images"] == 1)
            #expect(answer.json["removed_images"] == 1)
            #expect(answer.json["total_images"] == 1)
        }
    }

    @Test func `A folder that looks empty empties nothing`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2]) { shop in
            for name in ["a.jpg", "b.jpg"] {
                try FileManager.default.removeItem(atPath: shop.pictures + "/" + name)
            }
            let refused = try await shop.preprocess()
            #expect(refused.status == 200 && refused.keys == Self.fields)
            #expect(refused.json["success"] == false && refused.json["removed_images"] == 0)
            #expect(refused.json["message"]?.stringValue?.contains("all 2 images") == true)
            #expect(try await shop.server.get("/health").json["total_products"] == 2)
            let native = try await shop.server.send("POST", "/collections/products/sync")
            #expect(native.status == 409)
            #expect(native.json["detail"]?.stringValue?.contains("all 2 images") == true)
            #expect(try await shop.server.get("/jobs").json["jobs"] == [])
            let allowed = try await shop.preprocess("?allow_removals=true")
            #expect(allowed.json["success"] == true && allowed.json["removed_images"] == 2)
        }
    }

    @Test func `A native sync goes on where removals are allowed`() async throws {
        for allowing in ["?allow_removals=true", ""] {
            try await Shop.open(["a.jpg": 1]) { shop in
                try FileManager.default.removeItem(atPath: shop.pictures + "/a.jpg")
                let body = allowing.isEmpty ? Array(#"{"allow_removals": true}"#.utf8) : nil
                let answer = try await shop.server.send(
                    "POST", "/collections/products/sync" + allowing,
                    headers: body == nil ? [:] : ["Content-Type": "application/json"], body: body)
                #expect(answer.status == 202)
                let id = answer.json["id"]?.stringValue ?? ""
                #expect(try await shop.server.engine.jobs.finished(id).syncReport.removed == 1)
            }
        }
    }

    @Test func `Another folder in the settings takes the place of the first`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(try TestPicture.jpeg(seed: 1), to: "first/a.jpg")
        try folder.write(try TestPicture.jpeg(seed: 2), to: "second/b.jpg")
        let engine = try await TestEngine.make(folder.path + "/data")
        for (directory, name) in [("first", "a"), ("second", "b")] {
            let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
                settings.products.directory = folder.path + "/" + directory
            }
            try await LiveServer.run(engine: engine, configure: settings) { server in
                let shop = Shop(folder: folder, server: server)
                #expect(try await server.get("/api/v1/preprocess/status").json["pending_images"] == 1)
                let answer = try await shop.preprocess()
                #expect(answer.status == 200 && answer.json["new_images"] == 1)
                let products = try await engine.collection(named: "products")
                #expect(try await engine.images(in: products, after: 0, limit: 10).map(\.id) == [name])
            }
        }
    }

    /// The native API's sync is of the folder that the setting names, too: no other one is synced in its place.
    @Test func `A native sync heeds the folder in the settings`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(try TestPicture.jpeg(seed: 1), to: "first/a.jpg")
        try folder.write(try TestPicture.jpeg(seed: 2), to: "second/b.jpg")
        let engine = try await TestEngine.make(folder.path + "/data")
        let products = try await engine.createCollection(named: "products")
        _ = try await engine.sync(products, directory: folder.path + "/first")
        let path = "/collections/products/sync"
        for (directory, status, sentence) in [
            (
                "nowhere", 400,
                "nowhere can't be read: it does not exist or may not be read, and LOOKALIKE_PRODUCTS_DIR"
            ),
            ("second", 409, folder.path + "/first"), ("first", 202, nil),
        ] {
            let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
                settings.products.directory = folder.path + "/" + directory
            }
            try await LiveServer.run(engine: engine, configure: settings) { server in
                let answer = try await server.send("POST", path)
                #expect(answer.status == status, "\(directory)")
                if let sentence {
                    #expect(answer.detail.stringValue?.contains(sentence) == true, "\(answer.detail)")
                }
                if let id = answer.json["id"]?.stringValue { _ = try await engine.jobs.finished(id) }
                #expect(try await engine.images(in: products, after: 0, limit: 10).map(\.id) == ["a"])
            }
        }
    }

    @Test func `A full run processes everything again`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2]) { shop in
            let full = try await shop.preprocess("?force_full=true")
            #expect(full.json["new_images"] == 2)
            #expect(try await shop.preprocess("?force_full=1&batch_size=1").json["new_images"] == 2)
            #expect(try await shop.preprocess("?batch_size=128").json["new_images"] == 0)
        }
    }

    @Test(arguments: [
        ("batch_size=0", "batch_size", "greater_than_equal"),
        ("batch_size=129", "batch_size", "less_than_equal"),
        ("batch_size=x", "batch_size", "int_parsing"), ("force_full=maybe", "force_full", "bool_parsing"),
    ])
    func `A parameter that is not valid gets 422`(query: String, field: String, type: String) async throws {
        try await Shop.open(["a.jpg": 1], isIndexed: false) { shop in
            let answer = try await shop.preprocess("?" + query)
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"] == ["query", .string(field)])
            #expect(answer.detail[0]?["type"] == .string(type))
            #expect(answer.detail[0]?["msg"]?.stringValue != nil)
            #expect(answer.detail[0]?["input"] == .string(String(query.split(separator: "=")[1])))
        }
    }

    @Test func `A picture that can't be read is counted once and never pending`() async throws {
        try await Shop.open(["a.jpg": 1], isIndexed: false) { shop in
            try shop.folder.write(Array("no picture".utf8), to: "product_images/broken.png")
            let first = try await shop.preprocess()
            #expect(first.json["failed_images"] == 1)
            #expect(first.json["new_images"] == 1)
            #expect(try await shop.preprocess().json["failed_images"] == 0)
            let status = try await shop.server.get("/api/v1/preprocess/status")
            #expect(status.json["pending_images"] == 0)
            #expect(status.json["processed_images"] == 1)
            #expect(status.json["total_images"] == 2)
        }
    }

    @Test func `A folder that is not there gets 400 and leaves no collection behind`() async throws {
        try await Shop.open { shop in
            let answer = try await shop.preprocess()
            #expect(answer.status == 400)
            #expect(answer.detail.stringValue?.contains("product_images can't be read") == true)
            #expect(try await shop.server.get("/collections").json["collections"] == [])
        }
    }

    @Test func `Status before, between and after runs`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2], isIndexed: false) { shop in
            let before = try await shop.server.get(path)
            #expect(before.status == 200)
            #expect(
                before.json == [
                    "total_images": 2, "processed_images": 0, "pending_images": 2, "removed_images": 0,
                    "feature_file_exists": false, "metadata_file_exists": false, "last_update": "Never",
                ])
            _ = try await shop.preprocess()
            try shop.add("c.jpg", seed: 3)
            try FileManager.default.removeItem(atPath: shop.pictures + "/a.jpg")
            let after = try await shop.server.get(path)
            #expect(after.json["total_images"] == 2)
            #expect(after.json["processed_images"] == 1)
            #expect(after.json["pending_images"] == 1)
            #expect(after.json["removed_images"] == 1)
            #expect(after.json["feature_file_exists"] == true)
            #expect(after.json["metadata_file_exists"] == true)
            let date = try #require(after.json["last_update"]?.stringValue)
            #expect(date.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil)
        }
    }

    /// What was imported was updated then, without any run.
    @Test func `An import is an update`() async throws {
        try await Shop.open(["a.jpg": 1], isIndexed: false) { shop in
            let engine = shop.server.engine
            let products = try await engine.createCollection(named: "products", model: "tiny")
            #expect(try await shop.server.get(path).json["last_update"] == "Never")
            let begin = Date.now
            let vector = (0..<192).map(Float.init)
            _ = try await engine.put([IncomingImage(id: "a", vector: vector)], in: products)
            let text = try await shop.server.get(path).json["last_update"]?.stringValue ?? ""
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
            let date = try #require(format.date(from: text), "\(text)")
            // Cut to seconds, and file systems' clocks tick slower.
            #expect(date > begin - 3 && date <= .now)
        }
    }

    private let path = "/api/v1/preprocess/status"

    @Test func `While a run goes on, queries are answered and another run is refused`() async throws {
        let folder = try TemporaryFolder()
        for seed in 1...6 {
            try folder.write(try TestPicture.jpeg(seed: UInt64(seed)), to: "product_images/\(seed).jpg")
        }
        let gate = Gate()
        let engine = try await gate.engine(folder.path + "/data")
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.products.directory = folder.path + "/product_images"
        }
        try await LiveServer.run(engine: engine, configure: settings) { server in
            let shop = Shop(folder: folder, server: server)
            _ = try await shop.preprocess()
            try shop.add("7.jpg", seed: 7)
            gate.block(1)
            async let slow = shop.preprocess()
            try await eventually("seven came") { gate.runs == 7 }
            let refused = try await shop.preprocess()
            #expect(refused.status == 409)
            #expect(refused.detail == "A sync of 'products' is running already.")
            let found = try await shop.findSimilar(3, "?threshold=0")
            #expect(found.status == 200)
            #expect(found.json["total_compared"] == 6)
            #expect(found.json["matches"]?[0]?["image_id"] == "3")
            #expect(try await server.get("/health").json["total_products"] == 6)
            #expect(try await server.get("/stats").status == 200)
            #expect(try await server.get("/api/v1/preprocess/status").json["pending_images"] == 1)
            gate.open()
            #expect(try await slow.json["new_images"] == 1)
            #expect(try await shop.findSimilar(3, "?threshold=0").json["total_compared"] == 7)
        }
    }
}
