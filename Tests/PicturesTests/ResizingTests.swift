import LookalikePictures
import Testing

@Suite("Resizing", .timeLimit(.minutes(10)))
struct ResizingTests {
    private static let cases: [(Fixtures.Resizing, PixelKernel)] = Fixtures.cases.resizing.flatMap {
        fixture in
        PixelKernel.available.map { (fixture, $0) }
    }

    @Test("within a level of Pillow on every pixel, with every kernel", arguments: cases)
    func likePillow(_ fixture: Fixtures.Resizing, _ kernel: PixelKernel) throws {
        let source = Fixtures.pattern(width: fixture.sourceWidth, height: fixture.sourceHeight)
        let expected = try Fixtures.expected(fixture.expected, width: fixture.width, height: fixture.height)
        let resized = source.resized(
            width: fixture.width, height: fixture.height, interpolation: fixture.interpolation,
            box: fixture.box.map { PixelBox(left: $0[0], top: $0[1], right: $0[2], bottom: $0[3]) },
            kernel: kernel)
        #expect(resized.difference(from: expected).largest <= 1)
    }

    @Test("all kernels agree to the bit, on any size", arguments: Interpolation.allCases)
    func kernelsAgree(_ interpolation: Interpolation) {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<150 {
            let source = PixelBuffer.noise(
                width: .random(in: 1...90, using: &random), height: .random(in: 1...40, using: &random),
                &random)
            let width = Int.random(in: 1...120, using: &random)
            let height = Int.random(in: 1...60, using: &random)
            let reference = source.resized(
                width: width, height: height, interpolation: interpolation, kernel: .plain)
            for kernel in PixelKernel.available {
                let result = source.resized(
                    width: width, height: height, interpolation: interpolation, kernel: kernel)
                #expect(
                    result.difference(from: reference).largest == 0,
                    "\(source.size) to \(width)x\(height), \(kernel)")
            }
        }
    }

    @Test("a window is a crop of the whole", arguments: Interpolation.allCases)
    func windows(_ interpolation: Interpolation) {
        var random = SeededGenerator(seed: 8)
        let source = PixelBuffer.noise(width: 83, height: 61, &random)
        for target in [PixelSize(width: 40, height: 30), PixelSize(width: 83, height: 61)] {
            let whole = source.resized(
                width: target.width, height: target.height, interpolation: interpolation)
            let window = PixelRect(left: 5, top: 3, width: 21, height: 17)
            let part = source.resized(
                width: target.width, height: target.height, interpolation: interpolation, window: window)
            #expect(part == whole.cropped(to: window))
        }
    }

    @Test("the same size is the same picture", arguments: Interpolation.allCases)
    func identity(_ interpolation: Interpolation) {
        let source = Fixtures.pattern(width: 61, height: 47)
        #expect(source.resized(width: 61, height: 47, interpolation: interpolation) == source)
    }

    @Test("fitting keeps the shape and rounds to the nearest")
    func fitting() {
        let canvas = PixelSize(width: 224, height: 224)
        #expect(PixelSize(width: 500, height: 375).fitted(into: canvas) == PixelSize(width: 224, height: 168))
        #expect(PixelSize(width: 1, height: 5000).fitted(into: canvas) == PixelSize(width: 1, height: 224))
        #expect(PixelSize(width: 10, height: 5).fitted(into: canvas) == PixelSize(width: 224, height: 112))
    }

    @Test("very long pictures take little memory", arguments: Interpolation.allCases)
    func extremeShapes(_ interpolation: Interpolation) {
        let tall = PixelBuffer(width: 1, height: 300_000, filledWith: 99)
        let wide = PixelBuffer(width: 300_000, height: 1, filledWith: 99)
        let expected = PixelBuffer(width: 224, height: 224, filledWith: 99)
        #expect(tall.resized(width: 224, height: 224, interpolation: interpolation) == expected)
        #expect(wide.resized(width: 224, height: 224, interpolation: interpolation) == expected)
    }

    @Test("cropping beyond the edge is black")
    func cropping() {
        let white = PixelBuffer(width: 2, height: 2, filledWith: 255)
        let crop = white.cropped(to: PixelRect(left: 1, top: -1, width: 2, height: 2))
        #expect(crop.bytes == [0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0])
    }

    @Test("a JPEG comes back much the same, and thumbnails have their size")
    func encoding() throws {
        let source = Fixtures.pattern(width: 64, height: 48).resized(
            width: 640, height: 480, interpolation: .bicubic)
        let jpeg = try JPEGEncoder.encode(source, quality: 95)
        let decoded = try PictureDecoder.decode(jpeg)
        #expect(decoded.pixels.difference(from: source).mean < 6)
        let thumbnail = try PictureDecoder.decode(Thumbnail.jpeg(of: jpeg, longSide: 100))
        #expect(thumbnail.pixels.size == PixelSize(width: 100, height: 75))
        #expect(try PictureDecoder.info(of: Thumbnail.jpeg(of: jpeg, longSide: 9000)).width == 640)
    }
}

extension PixelBuffer {
    static func noise(width: Int, height: Int, _ random: inout SeededGenerator) -> PixelBuffer {
        // Mostly extremes, which show overflows.
        let bytes = (0..<(3 * width * height)).map { _ -> UInt8 in
            let value = UInt8.random(in: 0...255, using: &random)
            return value < 90 ? 0 : value > 165 ? 255 : value
        }
        return PixelBuffer(width: width, height: height, bytes: bytes)
    }
}
