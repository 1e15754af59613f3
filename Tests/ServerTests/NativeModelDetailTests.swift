import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import LookalikeWeights
import Synchronization
import TestSupport
import Testing
import WeightFormula

/// What an installed model is, whether its answers are right, and its network as a file.
@Suite(.timeLimit(.minutes(10))) struct NativeModelDetailTests {
    /// Imports a model whose network is ONNX.
    private static func install(_ name: String, on shop: Shop) async throws {
        let weights = shop.folder.path + "/\(name).safetensors"
        try ParityFixture.named(name).checkpoint.writeSafetensors(to: weights)
        let order: JSONValue = ["architecture": .string(name), "path": .string(weights)]
        let job = try await shop.server.end(of: try await shop.server.json("POST", "/models", order))
        try #require(job.state == .succeeded, "\(job.error ?? "")")
    }

    private static func open(_ body: @escaping @Sendable (Shop) async throws -> Void) async throws {
        let settings = { @Sendable (server: inout LookalikeServerConfiguration) in server.syncRoots = ["/"] }
        try await Shop.open(hasBuiltIn: true, configure: settings, body)
    }

    @Test func `A model is shown with its layers and parameters, and its speed is measured`() async throws {
        try await Self.open { shop in
            try await Self.install("mobilenet-v3-small", on: shop)
            let shown = try await shop.server.get("/models/mobilenet-v3-small").json
            #expect(shown["dimension"] == 576 && shown["width"] == 224 && shown["layers"] == 52)
            let parameters = try #require(shown["parameters"]?.intValue)
            #expect((900_000...1_000_000).contains(parameters))
            #expect(shown["license"] == "BSD-3-Clause" && shown["words"] == false)
            #expect(shown["text"] == nil && shown["speed"] == nil && shown["exportable"] == true)
            #expect(
                shown["preprocessing"]?.stringValue?.hasPrefix("short side to 256 bilinear, 224×224") == true)
            let timed = try await shop.server.send("POST", "/models/mobilenet-v3-small/speed")
            #expect(timed.status == 200, "\(timed.text)")
            #expect(try #require(timed.json["ms_per_image"]?.doubleValue) > 0)
            #expect(["f32", "bf16"].contains(timed.json["precision"]))
            #expect(try await shop.server.send("POST", "/models/nope/speed").status == 404)
            #expect(try await shop.server.get("/models/nope").status == 404)
            #expect(try await shop.server.get("/models/lookalike-small").json["words"] == true)
        }
    }

    @Test func `A check compares with what the first check stored`() async throws {
        try await Self.open { shop in
            try await Self.install("mobilenet-v3-small", on: shop)
            let path = "/models/mobilenet-v3-small/check"
            let first = try await shop.server.send("POST", path)
            #expect(first.status == 200, "\(first.text)")
            #expect(first.json["compared_with"] == "f32" && first.json["good"] == true)
            let second = try await shop.server.send("POST", path).json
            #expect(second["compared_with"] == "stored" && second["good"] == true)
            #expect(try #require(second["cosine"]?.doubleValue) > 0.99)
            #expect(second["problem"] == nil)
            let folder = shop.server.engine.modelFolder + "/mobilenet-v3-small"
            let stored = folder + "/reference.json"
            // As another network would have answered.
            let numbers = (0..<576).map { $0 % 2 == 0 ? "1" : "-1" }.joined(separator: ",")
            try "{\"embeddings\":[[\(numbers)],[\(numbers)],[\(numbers)]]}"
                .write(toFile: stored, atomically: true, encoding: .utf8)
            let other = try await shop.server.send("POST", path).json
            #expect(
                other["good"] == false && other["problem"]?.stringValue?.contains("install it again") == true)
            // As a program that was stopped in the middle would have left it.
            try "{".write(toFile: stored, atomically: true, encoding: .utf8)
            let damaged = try await shop.server.send("POST", path).json
            #expect(damaged["compared_with"] == "f32" && damaged["good"] == true)
            #expect(try await shop.server.send("POST", path).json["compared_with"] == "stored")
            #expect(try await shop.server.send("POST", "/models/nope/check").status == 404)
        }
    }

    @Test func `Many who ask for checks and speeds at once all get an answer`() async throws {
        try await Self.open { shop in
            let server = shop.server
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<12 {
                    let what = number % 2 == 0 ? "check" : "speed"
                    group.addTask { try await server.send("POST", "/models/lookalike-small/\(what)").status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == [Int](repeating: 200, count: 12))
        }
    }

    @Test func `A network is downloaded as ONNX`() async throws {
        try await Self.open { shop in
            try await Self.install("mobilenet-v3-small", on: shop)
            let file = try await shop.server.get("/models/mobilenet-v3-small/network")
            #expect(file.headers["content-disposition"] == "attachment; filename=\"mobilenet-v3-small.onnx\"")
            #expect(file.headers["content-type"] == "application/octet-stream")
            let installed = shop.server.engine.modelFolder + "/mobilenet-v3-small/network.onnx"
            #expect(Data(file.body) == FileManager.default.contents(atPath: installed))
            let builtIn = try await shop.server.get("/models/lookalike-small/network")
            let bytes = try await shop.server.get("/models/lookalike-small").json["network_bytes"]
            #expect(bytes == .int(builtIn.body.count) && builtIn.body.count > 1_000_000)
            let text = try await shop.server.get("/models/mobilenet-v3-small/network?text=true")
            #expect(text.status == 404 && text.text.contains("A text network is missing"))
            let other = try await shop.server.get("/models/tiny/network")
            #expect(other.status == 409 && other.text.contains("network.xml, which is not in ONNX"))
            #expect(try await shop.server.get("/models/nope/network").status == 404)
        }
    }

    @Test func `A changed file is refused with both hashes, and taken by the one that came`() async throws {
        let weights = try TemporaryFolder()
        let path = weights.path + "/weights.safetensors"
        try ParityFixture.named("efficientnet-lite1").checkpoint.writeSafetensors(to: path)
        let content = Array(try #require(FileManager.default.contents(atPath: path)))
        let mirror = FileServer(content)
        try await mirror.run { base in
            let settings = { @Sendable (server: inout LookalikeServerConfiguration) in
                server.modelMirror = base
            }
            try await Shop.open(configure: settings) { shop in
                let (server, pull) = (shop.server, "/models/efficientnet-lite1/pull")
                #expect(try await server.end(of: try await server.send("POST", pull)).state == .succeeded)
                #expect(try await server.send("DELETE", "/models/efficientnet-lite1").status == 200)
                // The last byte is one of a number.
                mirror.state.withLock { $0.content[content.count - 1] ^= 0x40 }
                mirror.state.withLock { $0.tag = "\"2\"" }
                let refused = try await server.end(of: try await server.send("POST", pull))
                #expect(refused.state == .failed)
                let result = try #require(refused.result)
                #expect(result["changed_file"] == "efficientnet_lite1.pth")
                let found = try #require(result["found_sha256"]?.stringValue)
                #expect(found.count == 64 && result["pinned_sha256"]?.stringValue != found)
                let other = try await server.json(
                    "POST", pull, ["accept_sha256": result["pinned_sha256"] ?? .null])
                #expect(try await server.end(of: other).state == .failed)
                let taken = try await server.json("POST", pull, ["accept_sha256": .string(found)])
                let job = try await server.end(of: taken)
                #expect(job.state == .succeeded, "\(job.error ?? "")")
                // It is the pinned one now.
                #expect(try await server.send("DELETE", "/models/efficientnet-lite1").status == 200)
                #expect(try await server.end(of: try await server.send("POST", pull)).state == .succeeded)
            }
        }
    }
}
