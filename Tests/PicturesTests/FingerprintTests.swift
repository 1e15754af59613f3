import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct FingerprintTests {
    private static func fingerprint(_ pixels: PixelBuffer, quality: Int = 90) throws -> PictureFingerprint {
        PictureFingerprint(
            of: try PictureDecoder.decode(try TestScene.jpeg(pixels, quality: quality)))
    }

    private static func kind(_ pixels: PixelBuffer, quality: Int = 90) throws -> PictureComparison.Kind? {
        let original = try fingerprint(TestScene.pixels(seed: 1))
        let edited = try fingerprint(pixels, quality: quality)
        let found = PictureComparison.compare(original, edited)
        #expect(PictureComparison.compare(edited, original)?.kind == found?.kind)
        return found?.kind
    }

    @Test func `Encoded again, resized or lit otherwise, it is near`() throws {
        let original = TestScene.pixels(seed: 1)
        #expect(try Self.kind(original, quality: 30) == .near)
        #expect(
            try Self.kind(original.resized(width: 133, height: 100, interpolation: .bilinear)) == .near)
        #expect(try Self.kind(TestScene.lit(original, by: 0.75)) == .near)
        #expect(try Self.kind(TestScene.lit(original, by: 1.2)) == .near)
    }

    @Test(arguments: [0.08, 0.2, 0.4])
    func `Cropped, it is edited`(_ share: Double) throws {
        #expect(try Self.kind(TestScene.cropped(TestScene.pixels(seed: 1), by: share)) == .edited)
    }

    @Test func `Mirrored, turned, with a border or a caption, it is edited`() throws {
        let original = TestScene.pixels(seed: 1)
        #expect(try Self.kind(TestScene.mirrored(original)) == .edited)
        #expect(try Self.kind(TestScene.turned(original)) == .edited)
        #expect(try Self.kind(TestScene.turned(TestScene.mirrored(original))) == .edited)
        #expect(try Self.kind(TestScene.bordered(original, by: 25)) == .edited)
        #expect(try Self.kind(TestScene.captioned(original)) == .edited)
        #expect(try Self.kind(TestScene.mirrored(TestScene.cropped(original, by: 0.15))) == .edited)
    }

    @Test func `Two pictures are no duplicates, however their surroundings agree`() throws {
        let original = TestScene.pixels(seed: 1)
        for seed in UInt64(2)...12 {
            #expect(try Self.kind(TestScene.pixels(seed: seed)) == nil)
        }
        // Another thing in the same surroundings.
        let other = TestScene.pixels(seed: 3)
        var bytes = original.bytes
        for y in 50..<190 {
            for x in 70..<250 {
                let at = 3 * (y * original.width + x)
                bytes.replaceSubrange(at..<at + 3, with: other.bytes[at..<at + 3])
            }
        }
        #expect(
            try Self.kind(PixelBuffer(width: original.width, height: original.height, bytes: bytes)) == nil)
    }

    @Test func `Another colour is another picture`() throws {
        let original = TestScene.pixels(seed: 1)
        var bytes: [UInt8] = []
        for pixel in stride(from: 0, to: original.bytes.count, by: 3) {
            bytes.append(original.bytes[pixel + 2])
            bytes.append(original.bytes[pixel])
            bytes.append(original.bytes[pixel + 1])
        }
        #expect(
            try Self.kind(PixelBuffer(width: original.width, height: original.height, bytes: bytes)) == nil)
    }

    @Test func `Plain pictures are not told apart, so they are no duplicates`() throws {
        let grey = try Self.fingerprint(PixelBuffer(width: 200, height: 100, filledWith: 90))
        #expect(grey.contrast < PictureFingerprint.leastContrast)
        #expect(PictureComparison.compare(grey, grey) == nil)
    }

    @Test func `It is stored and read again`() throws {
        let made = try Self.fingerprint(TestScene.pixels(seed: 5, width: 100, height: 180))
        #expect(PictureFingerprint(bytes: made.bytes) == made)
        #expect(made.bytes.count < 3_500)
        for count in [0, 1, 3, 100, made.bytes.count - 1] {
            #expect(PictureFingerprint(bytes: Array(made.bytes.prefix(count))) == nil)
        }
        #expect(PictureFingerprint(bytes: [200] + made.bytes.dropFirst()) == nil)
    }

    @Test(arguments: [(1, 1), (1, 3_000), (3_000, 1), (2, 2)])
    func `Pictures of any shape have one`(_ width: Int, _ height: Int) throws {
        let made = try Self.fingerprint(PixelBuffer(width: width, height: height, filledWith: 7))
        #expect(PictureComparison.compare(made, made) == nil)
        #expect(PictureFingerprint(bytes: made.bytes) == made)
    }

    @Test func `The hash of a turned picture is among the hash's variants`() throws {
        let original = TestScene.pixels(seed: 9)
        let hash = try Self.fingerprint(original).hash
        #expect(Set(hash.variants).count == 8)
        #expect(hash.variants.first == hash)
        for pixels in [
            original, TestScene.mirrored(original), TestScene.turned(original),
            TestScene.turned(TestScene.mirrored(original)), TestScene.turned(TestScene.turned(original)),
        ] {
            let other = try Self.fingerprint(pixels).hash
            #expect(hash.variants.map { $0.distance(to: other) }.min() ?? 256 <= 15)
        }
        let unlike = try Self.fingerprint(TestScene.pixels(seed: 10)).hash
        #expect(hash.variants.map { $0.distance(to: unlike) }.min() ?? 0 > 60)
    }
}
