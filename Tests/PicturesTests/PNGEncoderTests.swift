import LookalikePictures
import Testing

@Suite(.timeLimit(.minutes(10))) struct PNGEncoderTests {
    /// The last is larger than one stored block.
    @Test(arguments: [(1, 1), (32, 32), (3, 70), (300, 200)])
    func whatIsWrittenIsRead(width: Int, height: Int) throws {
        let bytes = (0..<3 * width * height).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }
        let pixels = PixelBuffer(width: width, height: height, bytes: bytes)
        let decoded = try PictureDecoder.decode(PNGEncoder.encode(pixels))
        #expect(decoded.info.format == .png)
        #expect(decoded.warnings == [])
        let isSame = decoded.pixels == pixels
        #expect(isSame)
    }
}
