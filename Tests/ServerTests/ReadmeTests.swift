import Foundation
import LookalikeDemoCatalogue
import LookalikeEngine
import LookalikePictures
import TestSupport
import Testing

/// The README's curl examples are run as they stand, against a server like that of `make run`.
@Suite(.timeLimit(.minutes(10))) struct ReadmeTests {
    @Test func everyCurlExampleWorks() async throws {
        let folder = try TemporaryFolder()
        for picture in DemoCatalogue.images where picture.kind == "mug" || picture.kind == "hat" {
            let image = picture.render()
            let pixels = PixelBuffer(width: image.width, height: image.height, bytes: image.bytes)
            let name = "product_images/\(picture.kind)/\(picture.name).jpg"
            try folder.write(try JPEGEncoder.encode(pixels, quality: 90), to: name)
        }
        let engine = try await TestEngine.make(
            folder.path + "/lookalike-data", hasBuiltIn: true
        ) { $0.defaultModel = nil }
        let products = try await engine.createCollection(named: "products")
        _ = try await engine.sync(products, directory: folder.path + "/product_images")
        let readme = try String(contentsOfFile: Fixtures.root + "/README.md", encoding: .utf8)
        let examples = readme.split(separator: "\n").filter { $0.hasPrefix("curl ") }
        #expect(examples.count >= 8)
        try await LiveServer.run(engine: engine) { server in
            for example in examples {
                let command = example.replacingOccurrences(of: "http://localhost:8000", with: server.base)
                let (code, output) = try await Shell.run(command, in: folder.path)
                #expect(code == 0, "\(command)\n\(output)")
            }
        }
    }
}
