import LookalikePictures
import Testing

/// Pictures on canvases: what a GIF's first frame leaves free, and bits of a BMP that are no alpha.
@Suite("Canvases", .timeLimit(.minutes(10)))
struct CanvasTests {
    @Test("a first frame smaller than the canvas lies on white", arguments: [0, 1, 7, 20])
    func smallFrame(margin: Int) throws {
        let bytes = try Fixtures.picture("still.gif")
        let frame = try PictureDecoder.decode(bytes).pixels
        let canvas = PixelSize(width: frame.width + 20, height: frame.height + 9)
        let picture = try PictureDecoder.decode(moved(bytes, left: margin, top: margin / 3, canvas: canvas))
        #expect(picture.info.size == canvas)
        let place = PixelRect(left: margin, top: margin / 3, width: frame.width, height: frame.height)
        #expect(picture.pixels.cropped(to: place) == frame)
        #expect(
            try PictureDecoder.info(of: moved(bytes, left: margin, top: 0, canvas: canvas)).size == canvas)
        let white = canvas.area - frame.size.area
        let levels = picture.pixels.bytes.count { $0 == 255 } - frame.bytes.count { $0 == 255 }
        #expect(levels == 3 * white)
    }

    @Test("a first frame that reaches beyond the canvas makes it larger, as in Pillow")
    func largeFrame() throws {
        let bytes = try Fixtures.picture("still.gif")
        let frame = try PictureDecoder.decode(bytes).pixels
        for canvas in [PixelSize(width: 5, height: 5), PixelSize(width: 0, height: 0)] {
            let picture = try PictureDecoder.decode(moved(bytes, left: 0, top: 0, canvas: canvas))
            #expect(picture.pixels == frame)
        }
        let picture = try PictureDecoder.decode(
            moved(bytes, left: 3, top: 2, canvas: PixelSize(width: 9, height: 9)))
        #expect(picture.info.size == PixelSize(width: frame.width + 3, height: frame.height + 2))
    }

    @Test("the canvas is within the limits, too")
    func hugeCanvas() throws {
        let bytes = try Fixtures.picture("still.gif")
        let error = try #require(throws: PictureError.self) {
            try PictureDecoder.decode(
                moved(bytes, left: 0, top: 0, canvas: PixelSize(width: 65535, height: 65535)))
        }
        #expect(error.kind == "tooManyPixels")
    }

    @Test("a large canvas is shrunk with its frame")
    func shrunkCanvas() throws {
        let bytes = try Fixtures.picture("still.gif")
        var options = DecodingOptions()
        options.sufficientSize = PixelSize(width: 100, height: 100)
        let large = moved(bytes, left: 2000, top: 1000, canvas: PixelSize(width: 4000, height: 2000))
        let picture = try PictureDecoder.decode(large, options: options)
        #expect(picture.info.size == PixelSize(width: 4000, height: 2000))
        #expect(picture.pixels.size == PixelSize(width: 100, height: 100))
        #expect(picture.pixels.bytes.first == 255)
        #expect(picture.pixels.bytes.contains { $0 < 250 })
    }

    @Test("alpha that is zero everywhere is not in use", arguments: [108, 124], [0, 1, 128, 255] as [UInt8])
    func alphaBits(headerSize: Int, alpha: UInt8) throws {
        let colour: [UInt8] = [40, 90, 200]  // red, green, blue
        let picture = try PictureDecoder.decode(bitmap(headerSize: headerSize, colour: colour, alpha: alpha))
        let part = alpha == 0 ? 1 : Double(alpha) / 255
        let expected = colour.map { 255 - part * Double(255 - $0) }
        for (index, level) in picture.pixels.bytes.enumerated() {
            #expect(abs(Double(level) - expected[index % 3]) <= 1)
        }
    }

    @Test("one pixel with alpha is enough to believe it")
    func oneOpaquePixel() throws {
        var bytes = bitmap(headerSize: 124, colour: [1, 2, 3], alpha: 0)
        bytes[bytes.count - 1] = 255
        let picture = try PictureDecoder.decode(bytes)
        #expect(picture.pixels.bytes.count { $0 == 255 } == 45)
    }

    /// A GIF's first frame at another place of another canvas.
    private func moved(_ gif: [UInt8], left: Int, top: Int, canvas: PixelSize) -> [UInt8] {
        var bytes = gif
        func set(_ position: Int, _ value: Int) {
            bytes[position] = UInt8(value & 255)
            bytes[position + 1] = UInt8(value >> 8)
        }
        var position = 13 + (bytes[10] & 0x80 != 0 ? 3 << (Int(bytes[10] & 7) + 1) : 0)
        while bytes[position] == 0x21 {
            position += 2
            while bytes[position] != 0 { position += 1 + Int(bytes[position]) }
            position += 1
        }
        set(6, canvas.width)
        set(8, canvas.height)
        set(position + 1, left)
        set(position + 3, top)
        return bytes
    }

    /// 4 × 4 pixels of 32 bits whose header says where the alpha is.
    private func bitmap(headerSize: Int, colour: [UInt8], alpha: UInt8) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let pixel: [UInt8] = colour.reversed() + [alpha]
        let pixels = [[UInt8]](repeating: pixel, count: 16).flatMap(\.self)
        var header = [headerSize, 4, 4, 32 << 16 | 1, 3, 64, 0, 0, 0, 0].flatMap(number)
        for mask in [0xFF0000, 0xFF00, 0xFF, 0xFF00_0000] { header += number(mask) }
        header += [UInt8](repeating: 0, count: headerSize - header.count)
        let start = 14 + headerSize
        return Array("BM".utf8) + [start + 64, 0, start].flatMap(number) + header + pixels
    }
}
