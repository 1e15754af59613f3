import LookalikePictures
import TestSupport
import Testing

/// Comparisons give the same result with all instructions, in any order, whatever shape the pictures have.
@Suite(.timeLimit(.minutes(10))) struct ComparisonTests {
    private static func fingerprint(_ pixels: PixelBuffer) throws -> PictureFingerprint {
        PictureFingerprint(of: try PictureDecoder.decode(try TestScene.jpeg(pixels)))
    }

    /// Versions of a picture, and others beside it.
    private static func versions() throws -> [PictureFingerprint] {
        let original = TestScene.pixels(seed: 1)
        return try [
            original, TestScene.cropped(original, by: 0.3), TestScene.mirrored(original),
            TestScene.turned(TestScene.cropped(original, by: 0.1)), TestScene.bordered(original, by: 25),
            TestScene.captioned(original), TestScene.lit(original, by: 0.8), TestScene.pixels(seed: 2),
            TestScene.pixels(seed: 3, width: 90, height: 300),
        ].map(fingerprint)
    }

    /// Narrow pictures, where planes have the fewest pixels, and regular ones, where many places are as good as each other.
    private static func oddOnes() throws -> [PictureFingerprint] {
        let shapes = [(400, 10), (10, 400), (64, 64), (500, 90), (33, 65)]
        let narrow = shapes.map { TestScene.pixels(seed: 4, width: $0, height: $1) }
        let stripes = [(16, 1), (1, 16), (16, 16)].map { wide, high in
            var bytes: [UInt8] = []
            for y in 0..<128 {
                for x in 0..<128 {
                    let level: UInt8 = (x / wide + y / high) % 2 == 0 ? 20 : 230
                    bytes += [level, level, 255 - level]
                }
            }
            return PixelBuffer(width: 128, height: 128, bytes: bytes)
        }
        return try (narrow + stripes).map(fingerprint)
    }

    private static func results(
        _ prints: [PictureFingerprint], _ kernel: PixelKernel
    ) -> [PictureComparison?] {
        let prepared = prints.map { PreparedFingerprint($0, kernel: kernel) }
        return prepared.flatMap { first in
            let comparer = PictureComparer(first, kernel: kernel)
            return prepared.map(comparer.compare)
        }
    }

    @Test func `All instructions give the same result`() throws {
        let prints = try Self.versions()
        let expected = Self.results(prints, .plain)
        // Each picture is a version of itself, and of the other six.
        #expect(expected.count { $0 != nil } >= 7 + 2)
        for kernel in PixelKernel.available { #expect(Self.results(prints, kernel) == expected) }
    }

    @Test func `They do for narrow and for regular pictures too`() throws {
        let prints = try Self.oddOnes()
        let expected = Self.results(prints, .plain)
        for kernel in PixelKernel.available { #expect(Self.results(prints, kernel) == expected) }
    }

    @Test func `A result does not depend on what was compared before`() throws {
        let prepared = try Self.versions().map { PreparedFingerprint($0) }
        let comparer = PictureComparer(prepared[0])
        let inOrder = prepared.map(comparer.compare)
        let backwards = Array(prepared.reversed().map(comparer.compare).reversed())
        let apart = prepared.map { PictureComparison.compare(prepared[0].fingerprint, $0.fingerprint) }
        #expect(inOrder == backwards)
        #expect(inOrder == apart)
    }

    @Test func `The place of a part is found in all turns`() throws {
        let original = TestScene.pixels(seed: 6)
        let whole = PictureComparer(PreparedFingerprint(try Self.fingerprint(original)))
        var part = TestScene.cropped(original, by: 0.35)
        for _ in 0..<2 {
            for _ in 0..<4 {
                let found = whole.compare(with: PreparedFingerprint(try Self.fingerprint(part)))
                #expect(found?.kind == .edited)
                part = TestScene.turned(part)
            }
            part = TestScene.mirrored(part)
        }
    }

    @Test func `A fingerprint of another size is none`() {
        // Both sides are long enough, but none is as long as the longer side of a fingerprint.
        let (width, height) = (16, 8)
        let bytes = [PictureFingerprint.version, UInt8(width), UInt8(height)]
        let levels = [UInt8](repeating: 9, count: width * height + 2 * (width / 4) * (height / 4))
        #expect(PictureFingerprint(bytes: bytes + levels) == nil)
    }
}
