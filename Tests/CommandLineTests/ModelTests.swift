import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ModelTests {
    @Test func listsThem() async throws {
        let place = try Workplace()
        let text = try await place.run("models", "list")
        #expect(text.code == 0)
        #expect(text.output.hasPrefix("NAME"))
        let line = text.output.split(separator: "\n").first { $0.hasPrefix("tiny") }
        #expect(line?.contains("32×32") == true)
        #expect(line?.hasSuffix("(default)") == true)
        let models = try await place.json("models", "list")["models"]?.arrayValue ?? []
        let tiny = try #require(models.first { $0["name"]?.stringValue == "tiny" })
        #expect(tiny["dimension"]?.intValue == 192)
        #expect(tiny["default"]?.boolValue == true)
        #expect(tiny["suggested_threshold"]?.doubleValue == 0.9)
        #expect(models.count { $0["default"]?.boolValue == true } == 1)
        #expect(!place.exists("data"))
    }

    @Test func tellsWhatIsWrongWithAFolder() async throws {
        let place = try Workplace()
        let models = try place.second()
        try place.write("{", to: "models/broken/model.json")
        try FileManager.default.removeItem(atPath: models + "/second/network.xml")
        let dirs = ["LOOKALIKE_MODEL_DIRS": "\(Fixtures.models),\(models)"]
        let list = try await place.run("models", "list", adding: dirs)
        #expect(list.code == 0)
        #expect(list.output.contains("tiny"))
        #expect(list.errors.contains("models/broken: "))
        #expect(list.errors.contains("model.json: it is not JSON"))
        #expect(list.errors.contains("network.xml is missing"))
        try place.draw("photos/a.jpg")
        for name in ["broken", "second"] {
            let result = try await place.run("embed", "photos", "-o", "x.npy", "--model", name, adding: dirs)
            #expect(result.code == 1)
            #expect(result.complains("The model '\(name)' can't be used"), "\(result.errors)")
            #expect(!place.exists("x.npy"))
        }
        let unknown = try await place.run("sync", "photos", adding: ["LOOKALIKE_MODEL": "nope"])
        #expect(unknown.code == 1)
        #expect(unknown.complains("There is no model called 'nope'"))
    }

    @Test func findsModelsInTheDataFolder() async throws {
        let place = try Workplace()
        let models = try place.second()
        try FileManager.default.createDirectory(atPath: place.data, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: models, toPath: place.data + "/models")
        let found = try await place.json(
            "models", "list", adding: ["LOOKALIKE_MODEL_DIRS": nil, "LOOKALIKE_MODEL": "second"])
        #expect(found["models"]?.arrayValue?.contains { $0["name"]?.stringValue == "second" } == true)
        try place.draw("photos/a.jpg")
        let result = try await place.run(
            "sync", "photos", adding: ["LOOKALIKE_MODEL_DIRS": nil, "LOOKALIKE_MODEL": "second"])
        #expect(result.code == 0)
    }

    @Test func saysWhatCanBeDownloadedAndWhatItIsComparedWith() async throws {
        let place = try Workplace()
        func entry(_ name: String, _ list: JSONValue) throws -> JSONValue {
            try #require(list["models"]?.arrayValue?.first { $0["name"]?.stringValue == name })
        }
        let list = try await place.json("models", "available")
        #expect(list["mirror"] == false)
        #expect(try entry("resnet50", list)["hash"] == "published")
        #expect(try entry("siglip-base-patch16-224", list)["hash"] == "first_download")
        #expect(try entry("efficientnet-lite0", list)["downloadable"] == false)
        let mirrored = try await place.json(
            "models", "available", adding: ["LOOKALIKE_MODEL_MIRROR": "http://127.0.0.1:9"])
        #expect(mirrored["mirror"] == true)
        #expect(try entry("efficientnet-lite0", mirrored)["downloadable"] == true)
        let text = try await place.run("models", "available")
        #expect(text.output.contains("at first download"))
        #expect(!place.exists("data"))
    }

    @Test func saysThatTheDefaultIsMissing() async throws {
        let result = try await Workplace().run("models", "list", adding: ["LOOKALIKE_MODEL": "nope"])
        #expect(result.code == 0)
        #expect(result.complains("the default model 'nope' is not installed"))
    }
}
