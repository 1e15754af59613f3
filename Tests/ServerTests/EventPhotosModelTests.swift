import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct EventPhotosModelTests {
    private static func extract(_ server: LiveServer, as name: String = "image") async throws
        -> LiveServer.Answer
    {
        try await server.form(
            "POST", "/extract_features",
            files: [(name: name, filename: "cat.jpg", bytes: try TestPicture.jpeg(seed: 1))])
    }

    @Test func `Without the model it says which and how to install it`() async throws {
        try await Event.open { server in
            let answer = try await Self.extract(server)
            #expect(answer.status == 503)
            let detail = answer.detail.stringValue ?? ""
            #expect(detail.contains("resnet50-places365") && detail.contains("LOOKALIKE_MODEL_DIRS"))
            // What needs no model goes on.
            #expect(try await server.addPhoto(0).status == 200)
            #expect(try await server.searchPhotos(0).json.arrayValue?.count == 1)
        }
    }

    @Test func `With a model a picture's vector finds the picture`() async throws {
        try await Event.open(model: "tiny") { server in
            for name in ["file", "image", "anything"] {
                let answer = try await Self.extract(server, as: name)
                #expect(answer.status == 200)
                #expect(answer.keys == ["processing_time", "vector"])
                #expect(answer.json["vector"]?.arrayValue?.count == 192)
                #expect((answer.json["processing_time"]?.doubleValue ?? 0) > 0)
                #expect(answer.headers["x-lookalike-model"] == "tiny")
            }
            var photo = Event.photo(0)
            photo["vector"] = try await Self.extract(server).json["vector"]
            #expect(try await server.json("POST", "/add_image", .object(photo)).status == 200)
            let order: JSONValue = ["vector": photo["vector"] ?? nil]
            let found = try await server.json("POST", "/search", order)
            #expect(abs((found.json[0]?["similarity_score"]?.doubleValue ?? 0) - 1) < 1e-5)
        }
    }

    /// The collection was made for the model while it was not there.
    @Test func `A model that comes later must give as many numbers as the vectors have`() async throws {
        let folder = try TemporaryFolder()
        let engine = try await TestEngine.make(folder.path + "/data")
        try await LiveServer.run(engine: engine) { server in
            #expect(try await server.addPhoto(0).status == 200)
            #expect(try await Self.extract(server).status == 503)
            #expect(
                try await server.get("/stats").json["event_photos_model_installed"] == false)
            // A network of another dimension under that name is refused, and named.
            let model = folder.path + "/data/models/resnet50-places365"
            try FileManager.default.copyItem(atPath: Fixtures.models + "/tiny", toPath: model)
            let manifest = try String(contentsOfFile: model + "/model.json", encoding: .utf8)
            try manifest.replacing("\"tiny\"", with: "\"resnet50-places365\"")
                .write(toFile: model + "/model.json", atomically: true, encoding: .utf8)
            let answer = try await Self.extract(server)
            #expect(answer.status == 503)
            #expect(answer.detail.stringValue?.contains("192") == true)
            #expect(try await server.addPhoto(1).status == 200)
        }
    }

    @Test func `What is no form with a picture is refused`() async throws {
        try await Event.open(model: "tiny") { server in
            let path = "/extract_features"
            for answer in [
                try await server.send("POST", path), try await server.json("POST", path, [:]),
                try await server.form("POST", path, files: []),
                try await server.form("POST", path, fields: ["file": "x"], files: []),
            ] {
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"] == ["body", "file"])
            }
            for bytes in [Array("no picture".utf8), []] {
                let answer = try await server.form(
                    "POST", path, files: [(name: "file", filename: "a.jpg", bytes: bytes)])
                #expect(answer.status == 400)
            }
            let large = [UInt8](repeating: 0, count: (16 << 20) + 1)
            let answer = try await server.form(
                "POST", path, files: [(name: "file", filename: "a.jpg", bytes: large)])
            #expect(answer.status == 413)
        }
    }

    @Test func `Statistics have the fields of both systems, and 503 only while both are empty`() async throws
    {
        try await Shop.open(["a.jpg": 1], isIndexed: false) { shop in
            let server = shop.server
            #expect(try await server.get("/stats").status == 503)
            _ = try await server.addPhoto(0)
            let one = try await server.get("/stats")
            #expect(one.status == 200)
            #expect(
                one.keys == [
                    "event_photos_model", "event_photos_model_installed", "feature_dimension",
                    "feature_file_size_mb", "index_size_mb", "memory_usage_mb", "model", "total_images_db",
                    "total_products", "total_vectors_faiss",
                ])
            #expect(one.json["total_vectors_faiss"] == 1)
            #expect(one.json["total_images_db"] == 1)
            #expect((one.json["index_size_mb"]?.doubleValue ?? 0) > 0)
            #expect(one.json["total_products"] == 0)
            #expect(one.json["event_photos_model"] == "resnet50-places365")
            _ = try await shop.preprocess()
            #expect(try await server.get("/stats").json["total_products"] == 1)
        }
    }
}
