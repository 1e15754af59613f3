import Foundation
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ImportCIFAR10Tests {
    private static let names = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    /// A record of the binary version: fields of colours, planes one after the other.
    private static func record(_ label: UInt8, seed: UInt64) -> [UInt8] {
        let pixels = TestPicture.pixels(seed: seed, width: 32, height: 32).bytes
        return [label]
            + (0..<3).flatMap { channel in stride(from: channel, to: pixels.count, by: 3).map { pixels[$0] } }
    }

    private static func batches(in place: Workplace, folder: String = "cifar-10-batches-bin") throws {
        try place.folder.write(
            (0..<10).flatMap { record($0, seed: UInt64($0)) }, to: folder + "/data_batch_1.bin")
        try place.folder.write(
            (0..<5).flatMap { record($0 % 2, seed: 100 + UInt64($0)) }, to: folder + "/test_batch.bin")
    }

    @Test func theBinaryVersion() async throws {
        let place = try Workplace()
        try Self.batches(in: place)
        let result = try await place.run("import-cifar10", "cifar-10-batches-bin")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("'gallery' has 15 images in 10 categories: 15 added, in "))
        // The folder around it, and one file, are the same.
        for path in [".", "cifar-10-batches-bin/data_batch_1.bin"] {
            let again = try await place.json("import-cifar10", path)
            #expect(again["added"] == 0)
            #expect(again["unchanged"] == (path == "." ? 15 : 10))
        }
    }

    private static func json(_ url: String) async throws -> JSONValue {
        let answer = try await HTTPExchange.send("GET", url)
        return try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
    }

    private static func serving(_ place: Workplace, _ body: (String) async throws -> Void) async throws {
        let server = try RunningProgram(["serve", "--port", "0"], in: place)
        try await server.wait { $0.output.contains("\n") }
        let port = try #require(server.output.firstMatch(of: /:(\d+)\n/)?.1)
        try await body("http://127.0.0.1:\(port)")
        server.signal(SIGTERM)
        _ = try await server.end()
    }

    /// What is stored is the picture, pixel by pixel, with its label's category.
    @Test func aPictureIsWhatTheRecordSays() async throws {
        let place = try Workplace()
        try Self.batches(in: place)
        _ = try await place.json("import-cifar10", "cifar-10-batches-bin")
        try await Self.serving(place) { base in
            let categories = try await Self.json(base + "/categories")["categories"]
            #expect(categories?.arrayValue?.compactMap { $0["category_name"]?.stringValue } == Self.names)
            #expect(categories?.arrayValue?.compactMap { $0["category_id"]?.intValue } == Array(0..<10))
            let images = try await Self.json(base + "/categories/3/images")["images"]
            let id = try #require(images?[0]?["image_id"]?.intValue)
            let picture = try await HTTPExchange.send("GET", base + "/images/\(id)")
            #expect(picture.headers["content-type"] == "image/png")
            let decoded = try PictureDecoder.decode(picture.body)
            let isSame = decoded.pixels == TestPicture.pixels(seed: 3, width: 32, height: 32)
            #expect(isSame)
        }
    }

    @Test func someAreTakenByTurns() async throws {
        let place = try Workplace()
        try Self.batches(in: place)
        let report = try await place.json("import-cifar10", "cifar-10-batches-bin", "--num-images", "10")
        #expect(report["added"] == 10)
        #expect(report["categories"] == 10)
    }

    @Test func foldersOfPictures() async throws {
        let place = try Workplace()
        try place.draw("cifar10/train/airplane/1.png", "cifar10/train/cat/2.png", "cifar10/test/cat/3.png")
        let report = try await place.json("import-cifar10", "cifar10")
        #expect(report["added"] == 3)
        #expect(report["categories"] == 2)
    }

    @Test func whatIsNotCIFAR10IsTold() async throws {
        let place = try Workplace()
        try place.write("x", to: "archive.tar.gz")
        try place.write("x", to: "empty/notes.txt")
        try place.write(String(repeating: "x", count: 3_074), to: "cut/data_batch_1.bin")
        for (path, sentence) in [
            ("archive.tar.gz", "unpack the archive"), ("empty", "neither batches"),
            ("nowhere", "there is no such file"), ("cut", "3073 bytes an image, this one has 3074"),
        ] {
            let result = try await place.run("import-cifar10", path)
            #expect(result.code == 1)
            #expect(result.complains(path, sentence), "\(result.errors)")
        }
        #expect(!place.exists("data"))
        try place.folder.write(Self.record(10, seed: 1) + Self.record(2, seed: 2), to: "odd/data_batch_1.bin")
        let odd = try await place.json("import-cifar10", "odd")
        #expect(odd["failed"] == 1)
        #expect(odd["added"] == 1)
    }
}
