import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// 8-bit versions of models over the native API.
@Suite(.timeLimit(.minutes(10))) struct NativeQuantizationTests {
    private static let path = "/models/lookalike-small/quantize"

    private static func names(_ server: LiveServer) async throws -> [JSONValue] {
        try await server.get("/models").json["models"]?.arrayValue?.compactMap { $0["name"] } ?? []
    }

    private static func open(_ body: @escaping @Sendable (Shop) async throws -> Void) async throws {
        let products = Dictionary(
            uniqueKeysWithValues: (0..<8).map { ("\($0 % 2 == 0 ? "a" : "b")/\($0).jpg", UInt64($0)) })
        try await Shop.open(products, isIndexed: false, hasBuiltIn: true, body)
    }

    @Test func `One of a folder's images is measured beside its parent and installed`() async throws {
        try await Self.open { shop in
            let server = shop.server
            let order: JSONValue = [
                "calibrate": ["folder": .string(shop.pictures)], "max_loss": 1, "name": "eight",
            ]
            let answer = try await server.json("POST", Self.path, order)
            let job = try await server.end(of: answer)
            #expect(job.state == .succeeded && job.kind == "quantization", "\(job.error ?? "")")
            let report = try await server.get("/jobs/\(job.id)").json["result"] ?? .null
            #expect(report["model"] == "eight" && report["parent"] == "lookalike-small")
            #expect(report["installed"] == true && report["evaluation_images"] == 8)
            #expect(report["p_at_1"]?["parent"]?.doubleValue != nil)
            #expect(report["p_at_10"]?["quantized"]?.doubleValue != nil)
            #expect(try #require(report["cosine"]?.doubleValue) > 0.9)
            #expect(try #require(report["ms_per_image"]?["quantized"]?.doubleValue) > 0)
            #expect(job.progress.done == job.progress.total && job.progress.total == 64)
            #expect(try await Self.names(server).contains("eight"))
            #expect(try await server.json("POST", Self.path, order).status == 409)
            let check = try await server.send("POST", "/models/eight/check").json
            #expect(check["compared_with"] == "stored" && check["good"] == true)
            let again = try await server.json(
                "POST", "/models/eight/quantize", ["calibrate": ["folder": .string(shop.pictures)]])
            #expect(again.status == 400 && again.text.contains("in 8 bits already"), "\(again.text)")
        }
    }

    @Test func `A collection's categories are the classes`() async throws {
        try await Self.open { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            for (number, name) in ["boots", "clogs"].enumerated() {
                _ = try await server.json("POST", "/collections/shoes/categories", ["name": .string(name)])
                for seed in 0..<3 {
                    let id = "\(name)-\(seed)"
                    _ = try await server.put(UInt64(10 * number + seed), id)
                    let put = try await server.json(
                        "PATCH", "/collections/shoes/images/\(id)", ["category": .int(number + 1)])
                    #expect(put.status == 200)
                }
            }
            let order: JSONValue = [
                "calibrate": ["folder": .string(shop.pictures)], "evaluate": ["collection": "shoes"],
                "max_loss": 1,
            ]
            let job = try await server.end(of: try await server.json("POST", Self.path, order))
            #expect(job.state == .succeeded, "\(job.error ?? "")")
            #expect(job.result?["calibration_images"] == 8 && job.result?["evaluation_images"] == 6)
            #expect(job.result?["p_at_1"]?["parent"]?.doubleValue != nil)
            #expect(try await Self.names(server).contains("lookalike-small-int8"))
        }
    }

    @Test func `One that loses too much is measured, and not installed`() async throws {
        try await Shop.open(
            ["a.jpg": 1, "b.jpg": 2, "c.jpg": 3], isIndexed: false, hasBuiltIn: true
        ) { shop in
            // Without classes the cosine counts, and 8 bits always lose some of it.
            let order: JSONValue = ["calibrate": ["folder": .string(shop.pictures)], "max_loss": 0]
            let job = try await shop.server.end(of: try await shop.server.json("POST", Self.path, order))
            #expect(job.state == .failed)
            #expect(job.error?.contains("'lookalike-small-int8' is not installed: it loses") == true)
            #expect(job.result?["installed"] == false && job.result?["p_at_1"] == nil)
            #expect(try #require(job.result?["loss"]?.doubleValue) > 0)
            #expect(try await !Self.names(shop.server).contains("lookalike-small-int8"))
            let left = try FileManager.default.contentsOfDirectory(atPath: shop.server.engine.modelFolder)
            #expect(left == [])
        }
    }

    @Test func `One at a time is made`() async throws {
        try await Self.open { shop in
            let server = shop.server
            func start(_ name: String) async throws -> LiveServer.Answer {
                try await server.json(
                    "POST", Self.path,
                    [
                        "calibrate": ["folder": .string(shop.pictures)], "max_loss": 1,
                        "name": .string(name),
                    ])
            }
            let first = try await start("eight")
            #expect(first.status == 202)
            let refused = try await start("other")
            #expect(refused.status == 409 && refused.text.contains("is being made"), "\(refused.text)")
            _ = try await server.end(of: first)
            let second = try await start("other")
            #expect(second.status == 202)
            #expect(try await server.end(of: second).state == .succeeded)
        }
    }

    @Test func `A folder without images ends the job`() async throws {
        try await Self.open { shop in
            let folder = shop.pictures + "/none"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let order: JSONValue = ["calibrate": ["folder": .string(folder)]]
            let job = try await shop.server.end(of: try await shop.server.json("POST", Self.path, order))
            #expect(job.state == .failed && job.error?.contains("There are no images") == true)
        }
    }

    @Test func `Frames of videos are left out`() async throws {
        let films = try TemporaryFolder()
        for seed in 0..<3 { try films.write(try TestPicture.jpeg(seed: UInt64(seed)), to: "\(seed).jpg") }
        try await TestVideo.write([.init(1, 1), .init(2, 1)], to: films.path + "/boat.mp4")
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.syncRoots = [films.path]
        }
        try await Shop.open(hasBuiltIn: true, configure: settings) { shop in
            let server = shop.server
            _ = try await server.json(
                "POST", "/collections",
                ["name": "films", "directory": .string(films.path), "frames": ["videos": true]])
            let sync = try await server.json("POST", "/collections/films/sync", [:])
            #expect(try await server.end(of: sync).result?["frames"] == 2)
            let order: JSONValue = ["calibrate": ["collection": "films"], "max_loss": 1]
            let job = try await server.end(of: try await server.json("POST", Self.path, order))
            #expect(job.state == .succeeded, "\(job.error ?? "")")
            #expect(job.result?["calibration_images"] == 3 && job.result?["evaluation_images"] == 3)
        }
    }

    @Test func `What can't be done is told at once`() async throws {
        try await Self.open { shop in
            let server = shop.server
            let fine: JSONValue = ["folder": .string(shop.pictures)]
            _ = try await server.json("POST", "/collections", ["name": "empty"])
            let cases: [(String, JSONValue, Int, String)] = [
                ("/models/nope/quantize", ["calibrate": fine], 404, "nope"),
                ("/models/tiny/quantize", ["calibrate": fine], 400, "network.xml is not in ONNX"),
                (Self.path, ["calibrate": fine, "name": "tiny"], 409, "called 'tiny' already"),
                (Self.path, ["calibrate": fine, "name": "../x"], 400, "can't be a model's name"),
                (Self.path, ["calibrate": fine, "max_loss": 2], 400, "goes from 0 to 1"),
                (Self.path, ["calibrate": ["folder": "/etc"]], 403, "LOOKALIKE_SYNC_ROOTS"),
                (Self.path, ["calibrate": ["collection": "nope"]], 404, "nope"),
                (Self.path, ["calibrate": ["collection": "empty"]], 400, "There are no images"),
                (Self.path, ["calibrate": [:]], 400, "name one of them"),
                (Self.path, [:], 422, "calibrate"),
                (Self.path, ["calibrate": fine, "maxloss": 1], 422, "maxloss"),
            ]
            for (path, order, status, sentence) in cases {
                let answer = try await server.json("POST", path, order)
                #expect(answer.status == status && answer.text.contains(sentence), "\(order): \(answer.text)")
            }
            #expect(try await server.get("/jobs").json["jobs"] == [])
        }
    }
}
