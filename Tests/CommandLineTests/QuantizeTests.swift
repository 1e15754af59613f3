import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// 8-bit versions of models: of the built-in one, whose network is ONNX.
@Suite(.timeLimit(.minutes(10))) struct QuantizeTests {
    private static let model = "lookalike-small"

    private static func place() throws -> Workplace {
        let place = try Workplace()
        for kind in ["a", "b"] {
            for number in 0..<4 { try place.draw("photos/\(kind)/\(number).jpg", width: 96, height: 96) }
        }
        return place
    }

    private static func models(_ place: Workplace) -> [String] {
        // Without a data folder there are no models.
        (try? FileManager.default.contentsOfDirectory(atPath: place.data + "/models")) ?? []
    }

    @Test func aGoodOneIsInstalled() async throws {
        let place = try Self.place()
        let report = try await place.json(
            "models", "quantize", Self.model, "--calibrate", "photos", "--max-loss", "1", "--name", "eight")
        #expect(report["installed"]?.boolValue == true)
        #expect(report["name"]?.stringValue == "eight")
        #expect(report["parent"]?.stringValue == Self.model)
        #expect(report["calibration_images"]?.intValue == 8)
        #expect(report["evaluation_images"]?.intValue == 8)
        #expect(report["p_at_1"]?["parent"]?.doubleValue != nil)
        #expect(report["p_at_10"]?["quantized"]?.doubleValue != nil)
        #expect(try #require(report["cosine"]?.doubleValue) > 0.9)
        #expect(Self.models(place) == ["eight"])
        let shown = try await place.json("models", "show", "eight")
        #expect(shown["manifest"]?["dimension"]?.intValue == 320)
        let description = shown["manifest"]?["description"]?.stringValue ?? ""
        #expect(description.contains("\(Self.model) in 8 bits, calibrated on 8 images: P@1"))
        let check = try await place.run("models", "check", "eight")
        #expect(check.code == 0, "\(check.errors)")
        let again = try await place.run(
            "models", "quantize", Self.model, "--calibrate", "photos", "--name", "eight")
        #expect(again.code == 1)
        #expect(again.complains("There is a model called 'eight' already"))
    }

    @Test func oneThatLosesTooMuchIsNotInstalled() async throws {
        let place = try Self.place()
        // Without classes the cosine counts, and 8 bits always lose some of it.
        try place.draw("plain/a.jpg", "plain/b.jpg", "plain/c.jpg")
        let result = try await place.run(
            "models", "quantize", Self.model, "--calibrate", "plain", "--max-loss", "0")
        #expect(result.code == 1)
        #expect(result.output.contains("mean cosine"))
        let sentence = "'\(Self.model)-int8' is not installed: it loses"
        #expect(result.errors.contains(sentence), "\(result.errors)")
        #expect(Self.models(place) == [])
        let list = try await place.json("models", "list")
        let names = list["models"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        #expect(!names.contains("\(Self.model)-int8"))
    }

    @Test func whatCantBeQuantisedIsSaidBeforeAnythingIsMade() async throws {
        let place = try Self.place()
        let cases: [([String], String)] = [
            (["tiny", "--calibrate", "photos"], "its network network.xml is not in ONNX"),
            (["nope", "--calibrate", "photos"], "There is no model called 'nope'"),
            ([Self.model, "--calibrate", "missing"], "There are no images in 'missing'"),
            (
                [Self.model, "--calibrate", "photos", "--eval", "photos/a"],
                "photos/a has no folders of classes with images"
            ), ([Self.model, "--calibrate", "photos", "--name", "tiny"], "called 'tiny' already"),
        ]
        for (arguments, sentence) in cases {
            let result = try await place.run(["models", "quantize"] + arguments)
            #expect(result.code == 1)
            #expect(result.errors.contains(sentence), "\(result.errors)")
            #expect(!place.exists("data"))
        }
        let share = try await place.run(
            "models", "quantize", Self.model, "--calibrate", "photos", "--max-loss", "2")
        #expect(share.code == 64)
    }
}
