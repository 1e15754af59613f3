import Foundation
import LookalikePictures
import Testing

@Suite("Preprocessing", .timeLimit(.minutes(10)))
struct PreprocessingTests {
    @Test("resizing, cropping and colours as Pillow and torchvision", arguments: Fixtures.cases.preprocessing)
    func likePillow(_ fixture: Fixtures.PreprocessingCase) throws {
        let source = Fixtures.pattern(width: fixture.sourceWidth, height: fixture.sourceHeight)
        let expected = try Fixtures.expected(fixture.expected, width: fixture.width, height: fixture.height)
        #expect(fixture.rule.outputSize == expected.size)
        var unnormalized = fixture.rule
        unnormalized.normalization = .linear(scale: 1, offset: 0)
        let levels = tensor(of: source, unnormalized, layout: .nhwc, size: expected.size)
        let result = PixelBuffer(
            width: expected.width, height: expected.height, bytes: levels.map { UInt8($0) })
        #expect(result.difference(from: expected).largest <= 1)
    }

    @Test("numbers and their order", arguments: [TensorLayout.nchw, .nhwc], PixelKernel.available)
    func normalization(_ layout: TensorLayout, _ kernel: PixelKernel) {
        var random = SeededGenerator(seed: 9)
        for width in [1, 5, 8, 19, 64] {
            let picture = PixelBuffer.noise(width: width, height: 3, &random)
            let pixels = picture.size.area
            let mean = [0.485, 0.456, 0.406]
            let std = [0.229, 0.224, 0.225]
            var result = [Float](repeating: .nan, count: 3 * pixels)
            result.withUnsafeMutableBufferPointer {
                picture.tensor(.standardized(mean: mean, std: std), into: $0, layout: layout, kernel: kernel)
            }
            for pixel in 0..<pixels {
                for channel in 0..<3 {
                    let level = Double(picture.bytes[3 * pixel + channel])
                    let expected = Float((level / 255 - mean[channel]) / std[channel])
                    let index = layout == .nchw ? channel * pixels + pixel : 3 * pixel + channel
                    #expect(abs(result[index] - expected) < 1e-6)
                }
            }
        }
    }

    @Test("from bytes, at a reduced scale, nearly the same numbers")
    func fromBytes() throws {
        let rule = Preprocessing(
            resize: .shortSide(size: 32), interpolation: .bilinear, crop: PixelSize(width: 28, height: 28),
            normalization: .linear(scale: 1, offset: 0))
        let bytes = try Fixtures.picture("large.jpg")
        let full = tensor(
            of: try PictureDecoder.decode(bytes).pixels, rule, layout: .nchw,
            size: PixelSize(width: 28, height: 28))
        var scaled = [Float](repeating: 0, count: 3 * 28 * 28)
        let info = try bytes.withUnsafeBytes { bytes in
            try scaled.withUnsafeMutableBufferPointer {
                try rule.apply(to: bytes, into: $0, layout: .nchw).info
            }
        }
        #expect(info.size == PixelSize(width: 400, height: 300))
        let picture = try bytes.withUnsafeBytes { try rule.decode($0) }
        #expect(picture.pixels.width == 200)
        let difference = zip(full, scaled).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(full.count)
        #expect(difference < 2)
    }

    @Test("pictures of any shape have the output size", arguments: Fixtures.cases.preprocessing)
    func extremeShapes(_ fixture: Fixtures.PreprocessingCase) throws {
        let size = try #require(fixture.rule.outputSize)
        for side in [1, 2, 200_000] {
            for shape in [PixelSize(width: 1, height: side), PixelSize(width: side, height: 1)] {
                let picture = PixelBuffer(width: shape.width, height: shape.height, filledWith: 50)
                let numbers = tensor(of: picture, fixture.rule, layout: .nchw, size: size)
                #expect(!numbers.contains { !$0.isFinite })
            }
        }
    }

    @Test("JSON there and back", arguments: Fixtures.cases.preprocessing)
    func codable(_ fixture: Fixtures.PreprocessingCase) throws {
        let data = try JSONEncoder().encode(fixture.rule)
        #expect(try JSONDecoder().decode(Preprocessing.self, from: data) == fixture.rule)
    }

    @Test(
        "senseless JSON is refused",
        arguments: [
            #"{"resize":{"mode":"squash","width":0,"height":9,"interpolation":"nearest"},"scale":1}"#,
            #"{"resize":{"mode":"twist","width":9,"height":9,"interpolation":"nearest"},"scale":1}"#,
            #"{"resize":{"mode":"short_side","size":9,"interpolation":"nearest"}}"#,
            #"{"resize":{"mode":"short_side","size":9,"interpolation":"nearest"},"mean":[0,0],"std":[1,1,1]}"#,
            #"{"resize":{"mode":"short_side","size":9,"interpolation":"nearest"},"mean":[0,0,0],"std":[1,0,1]}"#,
        ])
    func refuses(_ json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Preprocessing.self, from: Data(json.utf8))
        }
    }

    private func tensor(
        of picture: PixelBuffer, _ rule: Preprocessing, layout: TensorLayout, size: PixelSize
    ) -> [Float] {
        var result = [Float](repeating: .nan, count: 3 * size.area)
        result.withUnsafeMutableBufferPointer { rule.apply(to: picture, into: $0, layout: layout) }
        return result
    }
}
