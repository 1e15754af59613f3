import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CalibrateTests {
    @Test func `A collection is measured by its own scores`() async throws {
        let place = try Workplace()
        for number in 0..<22 { try place.draw("photos/\(number).jpg") }
        #expect(try await place.run("sync", "photos", "--collection", "photos").code == 0)
        let result = try await place.run("calibrate", "--collection", "photos", "--by", "neighbours")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("the same thing, more likely than not"))
        let found = try await place.run("search", "photos/3.jpg", "--collection", "photos", "--json")
        #expect(found.code == 0)
    }

    @Test func `A model is measured on folders, and model.json keeps it`() async throws {
        let place = try Workplace()
        for number in 0..<24 { try place.draw("photos/\(number % 3)/\(number).jpg") }
        let models = place.path + "/models"
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(Fixtures.models)/tiny", toPath: "\(models)/tiny")
        let result = try await place.run(
            "calibrate", "photos", "--model", "tiny", "--json", adding: ["LOOKALIKE_MODEL_DIRS": models])
        #expect(result.code == 0, "\(result.errors)")
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(models)/tiny/model.json"))
        let manifest = try JSONDecoder().decode(JSONValue.self, from: data)
        #expect(manifest["likeness"]?["images"] == 24)
    }

    @Test(arguments: [
        [], ["--collection", "x"], ["photos"], ["photos", "--collection", "x", "--by", "neighbours"],
    ])
    func `What is missing is said`(_ arguments: [String]) async throws {
        let place = try Workplace()
        let result = try await place.run(["calibrate"] + arguments)
        #expect(result.code == 64)
        #expect(!result.errors.isEmpty)
    }
}
