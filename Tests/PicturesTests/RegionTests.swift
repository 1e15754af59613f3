import Foundation
import LookalikePictures
import Testing

@Suite("Regions of pictures", .timeLimit(.minutes(10)))
struct RegionTests {
    private static let rules = [
        Preprocessing(
            resize: .squash(width: 24, height: 24), interpolation: .nearest,
            normalization: .linear(scale: 1, offset: 0)),
        Preprocessing(
            resize: .shortSide(size: 32), interpolation: .bilinear, crop: PixelSize(width: 28, height: 28),
            normalization: .linear(scale: 1, offset: 0)),
        Preprocessing(
            resize: .letterbox(width: 30, height: 30), interpolation: .lanczos, color: .grayscale,
            normalization: .linear(scale: 1, offset: 0)),
    ]

    private func tensor(of pixels: PixelBuffer, _ rule: Preprocessing) throws -> [Float] {
        let size = try #require(rule.outputSize)
        var result = [Float](repeating: .nan, count: 3 * size.area)
        result.withUnsafeMutableBufferPointer { rule.apply(to: pixels, into: $0, layout: .nhwc) }
        return result
    }

    private func tensor(
        of bytes: [UInt8], _ region: ImageRegion, _ rule: Preprocessing,
        options: DecodingOptions = DecodingOptions()
    ) throws -> [Float] {
        let size = try #require(rule.outputSize)
        var result = [Float](repeating: .nan, count: 3 * size.area)
        try bytes.withUnsafeBytes { bytes in
            try result.withUnsafeMutableBufferPointer {
                _ = try rule.apply(to: bytes, region: region, options: options, into: $0, layout: .nhwc)
            }
        }
        return result
    }

    private func mean(_ numbers: [Float], _ others: [Float]) -> Float {
        zip(numbers, others).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(numbers.count)
    }

    /// Shares of a picture of 60 × 40, and the pixels that they are.
    private static let regions: [(shares: [Double], pixels: PixelRect)] = [
        ([0.25, 0.5, 0.5, 0.25], PixelRect(left: 15, top: 20, width: 30, height: 10)),
        ([0.3, 0.1, 0.7, 0.9], PixelRect(left: 18, top: 4, width: 42, height: 36)),
        ([0.26, 0.51, 0.5, 0.25], PixelRect(left: 15, top: 20, width: 31, height: 11)),
        ([1, 1, 1e-7, 1e-7], PixelRect(left: 59, top: 39, width: 1, height: 1)),
        ([0, 0, 1, 1], PixelRect(left: 0, top: 0, width: 60, height: 40)),
    ]

    @Test("what a region gives is what it gives cut out", arguments: rules)
    func asCutOut(_ rule: Preprocessing) throws {
        let bytes = try JPEGEncoder.encode(Fixtures.pattern(width: 60, height: 40), quality: 95)
        let pixels = try PictureDecoder.decode(bytes).pixels
        for (shares, rect) in Self.regions {
            let region = try ImageRegion(x: shares[0], y: shares[1], width: shares[2], height: shares[3])
            #expect(
                try tensor(of: bytes, region, rule) == tensor(of: pixels.cropped(to: rect), rule), "\(region)"
            )
        }
    }

    @Test("a large picture is decoded no larger than the region needs, for nearly the same numbers")
    func reduced() throws {
        let bytes = try JPEGEncoder.encode(
            Fixtures.pattern(width: 60, height: 40).resized(
                width: 1800, height: 1200, interpolation: .bicubic), quality: 92)
        let region = try ImageRegion(x: 0.1, y: 0.2, width: 0.5, height: 0.6)
        let rect = PixelRect(left: 180, top: 240, width: 900, height: 720)
        let cut = try PictureDecoder.decode(bytes).pixels.cropped(to: rect)
        for rule in Self.rules where rule.interpolation != .nearest {
            let (found, expected) = (try tensor(of: bytes, region, rule), try tensor(of: cut, rule))
            #expect(mean(found, expected) < 2)
            // Another region would not do.
            let whole = try ImageRegion(x: 0, y: 0, width: 1, height: 1)
            #expect(mean(try tensor(of: bytes, whole, rule), expected) > 8)
        }
    }

    @Test("a region counts from the top left of the picture as it is shown")
    func afterOrientation() throws {
        let bytes = try Fixtures.picture("orientation-6.jpg")
        let shown = try PictureDecoder.decode(bytes).pixels
        let region = try ImageRegion(x: 0, y: 0, width: 1, height: 0.5)
        let half = PixelRect(left: 0, top: 0, width: shown.width, height: (shown.height + 1) / 2)
        let expected = try tensor(of: shown.cropped(to: half), Self.rules[0])
        #expect(try tensor(of: bytes, region, Self.rules[0]) == expected)
        var stored = DecodingOptions()
        stored.appliesOrientation = false
        #expect(try tensor(of: bytes, region, Self.rules[0], options: stored) != expected)
    }

    @Test("what is no region is refused")
    func refusals() throws {
        func problem(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> ImageRegion.Problem? {
            do {
                _ = try ImageRegion(x: x, y: y, width: width, height: height)
                return nil
            } catch {
                return error
            }
        }
        #expect(problem(0, 0, 1, 1) == nil)
        // As sums of shares may come out.
        #expect(problem(0.9, 0.1 + 0.2, 0.1, 0.7) == nil)
        #expect(problem(0.5, 0.5, 0, 0.1) == .empty)
        #expect(problem(0.5, 0.5, 0.1, -0.1) == .empty)
        #expect(problem(-0.01, 0, 0.5, 0.5) == .outside)
        #expect(problem(0, 0.6, 0.5, 0.5) == .outside)
        #expect(problem(1.5, 0, 0.5, 0.5) == .outside)
        #expect(problem(.nan, 0, 0.5, 0.5) == .notFinite)
        #expect(problem(0, 0, .infinity, 0.5) == .notFinite)
        #expect(try ImageRegion(x: 0, y: 0, width: 1, height: 1).isWhole)
        #expect(try !ImageRegion(x: 0, y: 0, width: 1, height: 0.99).isWhole)
    }
}
