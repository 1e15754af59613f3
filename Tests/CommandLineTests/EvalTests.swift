import Foundation
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

/// Searches by other views, measured beside those by the images as they are.
@Suite(.timeLimit(.minutes(10))) struct EvalTests {
    /// Two classes, each of one picture as it is and turned by a quarter; the four corners have other colours.
    private static func place() throws -> Workplace {
        let place = try Workplace()
        for (name, seed) in [("a", 3), ("b", 8)] as [(String, UInt64)] {
            let upright = TestPicture.pixels(seed: seed, width: 64, height: 64)
            try place.folder.write(
                try JPEGEncoder.encode(upright, quality: 95), to: "photos/\(name)/0.jpg")
            let turned = ImageTurn(quarters: 1).applied(
                to: upright.bytes.map { Float($0) }, size: PixelSize(width: 64, height: 64), layout: .nhwc)
            let pixels = PixelBuffer(width: 64, height: 64, bytes: turned.map { UInt8($0) })
            try place.folder.write(
                try JPEGEncoder.encode(pixels, quality: 95), to: "photos/\(name)/1.jpg")
        }
        return place
    }

    @Test func viewsAreMeasuredBesideTheImage() async throws {
        let place = try Self.place()
        let report = try await place.json(
            "eval", "photos", "--augment", "turns", "--augment", "mirror,crops")
        let models = try #require(report["models"]?.arrayValue)
        #expect(
            models.map { $0["augmentation"]?.stringValue } == [
                nil, "turns, best", "turns, mean", "mirror+crops, best", "mirror+crops, mean",
            ])
        #expect(models.allSatisfy { $0["model"] == "tiny" } && report["turned_queries"] == nil)
        // In one of its turns each picture is the other of its class.
        #expect(models[1]["metrics"]?["p_at_1"] == 1)
        let plain = try await place.json("eval", "photos")
        #expect(plain["models"]?.arrayValue?.first?["metrics"] == models[0]["metrics"])
        let text = try await place.run("eval", "photos", "--augment", "turns", "--turn-queries")
        #expect(text.code == 0 && text.output.contains("SEARCHED BY"))
        #expect(text.output.contains("each query is turned by a quarter"))
        #expect(text.output.contains("turns, best") && text.output.contains("the image"))
    }

    /// Turned queries find what lies as they do, and with all turns it makes no difference.
    @Test func queriesAreTurned() async throws {
        let place = try Self.place()
        let turned = try await place.json("eval", "photos", "--augment", "turns", "--turn-queries")
        let upright = try await place.json("eval", "photos", "--augment", "turns")
        #expect(turned["turned_queries"] == true)
        func models(_ report: JSONValue) -> [JSONValue] { report["models"]?.arrayValue ?? [] }
        #expect(models(turned).count == 3 && models(upright).count == 3)
        #expect(models(turned)[1]["metrics"] == models(upright)[1]["metrics"])
        #expect(models(turned)[1]["threshold"] != models(turned)[0]["threshold"])
    }

    @Test(arguments: ["", "upside", "turns,upside"])
    func otherViewsAreRefused(_ views: String) async throws {
        let place = try Workplace()
        try place.draw("photos/a/1.jpg", "photos/a/2.jpg")
        let result = try await place.run("eval", "photos", "--augment", views)
        #expect(result.code == 64 && result.errors.contains("--augment"))
    }
}
