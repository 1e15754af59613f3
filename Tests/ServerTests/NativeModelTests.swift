import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import LookalikeWeights
import TestSupport
import Testing
import WeightFormula

/// Models are listed, installed and removed over the native API.
@Suite(.timeLimit(.minutes(10))) struct NativeModelTests {
    private static func names(_ server: LiveServer) async throws -> [String] {
        let models = try await server.get("/models").json["models"]?.arrayValue ?? []
        return models.compactMap { $0["name"]?.stringValue }
    }

    @Test func `Published models are listed with what they need`() async throws {
        try await Shop.open { shop in
            let models = try await shop.server.get("/models/available").json["models"]?.arrayValue ?? []
            let clip = try #require(models.first { $0["name"] == "clip-vit-b-32" })
            #expect(clip["words"] == true && clip["installed"] == false && clip["dimension"] == 512)
            #expect(clip["systems"] == ["million scale"])
            #expect(clip["downloadable"] == true && clip["hash"] == "published")
            let siglip = try #require(models.first { $0["name"] == "siglip-base-patch16-224" })
            #expect(siglip["hash"] == "first_download")
            let lite = try #require(models.first { $0["name"] == "efficientnet-lite0" })
            #expect(lite["downloadable"] == false && lite["obtain"] != nil)
            let installed = try await shop.server.get("/models").json["models"]?.arrayValue ?? []
            // In a folder that is not the data folder's.
            let tiny = try #require(installed.first { $0["name"] == "tiny" })
            #expect(tiny["words"] == false && tiny["removable"] == false)
        }
    }

    @Test func `A weight file becomes a model, serves a collection and is removed`() async throws {
        let settings = { @Sendable (server: inout LookalikeServerConfiguration) in server.syncRoots = ["/"] }
        try await Shop.open([:], configure: settings) { shop in
            let server = shop.server
            let weights = shop.folder.path + "/resnet18.safetensors"
            try ParityFixture.named("resnet18").checkpoint.writeSafetensors(to: weights)
            let order: JSONValue = [
                "architecture": "resnet18", "path": .string(weights), "name": "mine", "recipe": "official",
            ]
            let job = try await server.end(of: try await server.json("POST", "/models", order))
            #expect(job.state == .succeeded && job.kind == "model", "\(job.error ?? "")")
            #expect(try await Self.names(server).contains("mine"))
            #expect(try await server.json("POST", "/models", order).status == 409)
            let made = try await server.json("POST", "/collections", ["name": "c", "model": "mine"])
            #expect(made.status == 201, "\(made.text)")
            let put = try await server.send(
                "PUT", "/collections/c/images/a", body: try TestPicture.jpeg(seed: 1))
            #expect(put.status == 201, "\(put.text)")
            let refused = try await server.send("DELETE", "/models/mine")
            #expect(refused.status == 409 && refused.detail.stringValue?.contains("'c'") == true)
            #expect(try await server.send("DELETE", "/models/mine?force=true").status == 200)
            #expect(try await !Self.names(server).contains("mine"))
            #expect(try await server.send("DELETE", "/models/mine").status == 404)
        }
    }

    @Test func `What can't be done is told at once`() async throws {
        let settings = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.syncRoots = ["/nowhere"]
        }
        try await Shop.open([:], configure: settings) { shop in
            let server = shop.server
            #expect(try await server.send("POST", "/models/vgg16/pull").status == 404)
            let recipe = try await server.json("POST", "/models/resnet18/pull", ["recipe": "none"])
            #expect(recipe.status == 400, "\(recipe.text)")
            let name = try await server.json("POST", "/models/resnet18/pull", ["name": "../x"])
            #expect(name.status == 400, "\(name.text)")
            let member = try await server.json("POST", "/models/resnet18/pull", ["nmae": "x"])
            #expect(member.status == 422 && member.text.contains("nmae"))
            let path = try await server.json(
                "POST", "/models", ["architecture": "resnet18", "path": "/etc/hostname"])
            #expect(path.status == 403, "\(path.text)")
            let other = try await server.send("DELETE", "/models/tiny?force=true")
            #expect(other.status == 409 && other.text.contains("belongs to somebody else"), "\(other.text)")
        }
    }

    /// Nobody listens on the mirror's port.
    @Test func `A download that fails is a failed job that says what to do`() async throws {
        let settings = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.modelMirror = "http://127.0.0.1:9"
        }
        try await Shop.open([:], configure: settings) { shop in
            let answer = try await shop.server.send("POST", "/models/resnet18/pull")
            let job = try await shop.server.end(of: answer)
            #expect(job.state == .failed)
            let available = try await shop.server.get("/models/available").json
            #expect(available["mirror"] == true)
            let models = available["models"]?.arrayValue ?? []
            #expect(models.allSatisfy { $0["downloadable"] == true })
            #expect(job.error?.contains("can't be reached") == true, "\(job.error ?? "")")
            #expect(try await !Self.names(shop.server).contains("resnet18"))
        }
    }
}
