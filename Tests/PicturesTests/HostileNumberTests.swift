import LookalikePictures
import Testing

/// Files whose numbers no arithmetic should be done with.
@Suite("Hostile numbers", .timeLimit(.minutes(10)))
struct HostileNumberTests {
    @Test("a file made by hand is read", arguments: [true, false])
    func plain(isBigEndian: Bool) throws {
        let file = BigTIFF(isBigEndian: isBigEndian)
        #expect(try PictureDecoder.decode(file.bytes).pixels == PixelBuffer(width: 4, height: 4))
    }

    @Test("values said to lie at the end of all numbers", arguments: [true, false])
    func endlessOffset(isBigEndian: Bool) throws {
        var file = BigTIFF(isBigEndian: isBigEndian)
        file.set(258, type: 16, count: 2, value: .max)
        #expect(outcome(file.bytes) != nil)
    }

    @Test("sides of 64 bits", arguments: [true, false])
    func endlessSides(isBigEndian: Bool) throws {
        for (tag, other) in [(256, 257), (257, 256)] {
            var file = BigTIFF(isBigEndian: isBigEndian)
            file.set(tag, type: 16, value: .max)
            #expect(outcome(file.bytes) == "damaged")
            file.set(tag, type: 16, value: 1 << 31)
            file.set(other, type: 16, value: 1 << 31)
            #expect(outcome(file.bytes) == "tooManyPixels")
        }
    }

    @Test("tiles of any size", arguments: [true, false])
    func tiles(isBigEndian: Bool) throws {
        for type in [16, 17] {
            for (width, tileWidth, tileHeight) in [
                (Int.max, 1, 1), (4, .max, 1), (4, 1, .max), (4, .max, .max), (.max, .max, .max),
            ] {
                var file = BigTIFF(isBigEndian: isBigEndian)
                file.set(256, type: type, value: width)
                file.set(322, type: type, value: tileWidth)
                file.set(323, type: type, value: tileHeight)
                #expect(outcome(file.bytes) == "damaged")
            }
        }
        // Rows of tiles are weighed however the sides are written down, with a sign too.
        for type in [4, 9, 16, 17] {
            var file = BigTIFF(isBigEndian: isBigEndian)
            file.set(322, type: type, value: 1 << 16)
            file.set(323, type: type, value: 1 << 16)
            #expect(outcome(file.bytes) == "tooMuchMemory")
        }
    }

    @Test("a row of countless tiles is refused at once")
    func countlessTiles() {
        var file = BigTIFF(isBigEndian: false)
        for (tag, side) in [(256, 1_000_000), (257, 4), (322, 1), (323, 1)] {
            file.set(tag, type: 4, value: side)
        }
        #expect(outcome(file.bytes) == "unsupportedVariant")
    }

    @Test(
        "places beyond all numbers",
        arguments: [(Int.max, 1), (1, .max), (.max, .max), (.max, 0), (0, .max), (1 << 62, 1 << 62)])
    func endlessPlaces(base: Int, offset: Int) throws {
        #expect(outcome(AVIF.file(base: base, offset: offset)) == "damaged")
    }

    @Test("what is beyond the boxes that are looked at is not let through")
    func countlessBoxes() throws {
        let picture = try Fixtures.picture("still.avif")
        let free = AVIF.box("free", [])
        #expect(outcome(picture + Array(repeating: free, count: 100).joined()) == nil)
        #expect(outcome(picture + Array(repeating: free, count: 5000).joined()) == "damaged")
        for filler in [0, 5000] {
            let huge = AVIF.extent(width: .max, height: .max)
            let properties = Array(repeating: free, count: filler).joined() + huge
            let expected = filler == 0 ? "tooManyPixels" : "damaged"
            #expect(outcome(AVIF.file(base: 0, offset: 0, properties: Array(properties))) == expected)
        }
    }

    @Test("a second header is refused")
    func twoHeaders() throws {
        let picture = try Fixtures.picture("still.avif")
        #expect(outcome(picture + AVIF.box("meta", [0, 0, 0, 0])) == "damaged")
    }

    /// Each field of two, four or eight bytes in the headers, in either byte order, wherever it begins.
    @Test("no number in a header crashes or hangs a decoder", arguments: try Self.containers)
    func everyField(_ container: Container) throws {
        var options = DecodingOptions()
        options.limits.maximumPixels = 1_000_000
        options.limits.timeout = .seconds(5)
        let numbers: [UInt64] = [0, 1 << 31 - 1, 1 << 31 + 1, 1 << 32 - 1, 1 << 63 - 1]
        for size in [2, 4, 8] {
            let fields = Set(numbers.flatMap { [$0.bytes(size), $0.bytes(size).reversed()] })
            for start in stride(from: 0, through: min(container.bytes.count, 560) - size, by: 2) {
                for field in fields.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                    var bytes = container.bytes
                    bytes.replaceSubrange(start..<(start + size), with: field)
                    guard bytes != container.bytes else { continue }
                    // Refused or read, as long as the limits hold.
                    if let picture = try? PictureDecoder.decode(bytes, options: options) {
                        #expect(picture.pixels.size.area <= options.limits.maximumPixels)
                    }
                }
            }
        }
    }

    struct Container: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
    }

    static var containers: [Container] {
        get throws {
            let files = [
                "rgb.tif", "deflate.tif", "two-pages.tif", "orientation-5.tif", "still.heic", "alpha.heic",
                "still.avif", "rgb.png", "interlaced.png", "orientation-6.png", "still.gif", "animated.gif",
                "lossy.webp", "lossless.webp", "orientation-8.webp", "rgb.bmp", "palette.bmp", "rle8.bmp",
                "orientation-6.jpg",
            ]
            // One number from what has gone wrong: values elsewhere in the file, narrow tiles, a base and an offset.
            var apart = BigTIFF(isBigEndian: true)
            apart.set(258, type: 16, count: 2, value: 200)
            var tiled = BigTIFF(isBigEndian: false)
            for (tag, side) in [(256, 4), (257, 4), (322, 1), (323, 1)] {
                tiled.set(tag, type: 16, value: side)
            }
            return try files.map { Container(testDescription: $0, bytes: try Fixtures.picture($0)) } + [
                Container(testDescription: "BigTIFF", bytes: BigTIFF(isBigEndian: false).bytes),
                Container(testDescription: "BigTIFF, big-endian", bytes: BigTIFF(isBigEndian: true).bytes),
                Container(testDescription: "BigTIFF, values elsewhere", bytes: apart.bytes),
                Container(testDescription: "BigTIFF, tiled", bytes: tiled.bytes),
                Container(testDescription: "AVIF of headers only", bytes: AVIF.file(base: 1, offset: 1)),
            ]
        }
    }

    /// The kind of the error; `nil`: none. Reading the header alone must not crash either.
    private func outcome(_ bytes: [UInt8]) -> String? {
        _ = try? PictureDecoder.info(of: bytes)
        do {
            _ = try PictureDecoder.decode(bytes)
            return nil
        } catch {
            return error.kind
        }
    }
}

extension FixedWidthInteger {
    /// The lowest bytes, the last first.
    fileprivate func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: self >> (8 * (count - 1 - $0))) }
    }
}

/// A black picture of 4 × 4 grey pixels.
private struct BigTIFF {
    let isBigEndian: Bool
    private var entries: [Int: (type: Int, count: Int, value: Int)] = [:]

    init(isBigEndian: Bool) {
        self.isBigEndian = isBigEndian
        let values = [256: 4, 257: 4, 258: 8, 259: 1, 262: 1, 277: 1, 278: 4, 279: 16]
        for (tag, value) in values { set(tag, type: 3, value: value) }
    }

    mutating func set(_ tag: Int, type: Int, count: Int = 1, value: Int) {
        entries[tag] = (type, count, value)
    }

    var bytes: [UInt8] {
        var entries = entries
        entries[273] = (16, 1, 16 + 8 + 20 * (entries.count + 1) + 8)  // where the pixels are
        var file: [UInt8] = isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
        file += number(43, 2) + number(8, 2) + number(0, 2) + number(16, 8) + number(entries.count, 8)
        for (tag, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let size = entry.count > 1 ? 8 : [3: 2, 4: 4, 9: 4][entry.type] ?? 8
            file += number(tag, 2) + number(entry.type, 2) + number(entry.count, 8)
            file += number(entry.value, size) + [UInt8](repeating: 0, count: 8 - size)
        }
        return file + number(0, 8) + [UInt8](repeating: 0, count: 256)
    }

    private func number(_ value: Int, _ size: Int) -> [UInt8] {
        isBigEndian ? value.bytes(size) : value.bytes(size).reversed()
    }
}

/// The boxes of an AVIF file of one item.
private enum AVIF {
    static func file(base: Int, offset: Int, properties: [UInt8] = extent(width: 4, height: 4)) -> [UInt8] {
        let type = box("infe", [2, 0, 0, 0, 0, 1, 0, 0] + Array("av01".utf8) + [0])
        // Offsets, lengths and bases of eight bytes, one item of one extent.
        let location = [0, 0, 0, 0, 0x88, 0x80, 0, 1, 0, 1, 0, 0] + base.bytes(8) + [0, 1] + offset.bytes(8)
        return box("ftyp", Array("avif".utf8) + [0, 0, 0, 0] + Array("avifmif1".utf8))
            + box(
                "meta",
                [0, 0, 0, 0] + box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0] + Array("pict".utf8) + .init(zeros: 13))
                    + box("pitm", [0, 0, 0, 0, 0, 1]) + box("iinf", [0, 0, 0, 0, 0, 1] + type)
                    + box("iloc", location + 0.bytes(8)) + box("iprp", box("ipco", properties)))
    }

    static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        (content.count + 8).bytes(4) + Array(type.utf8) + content
    }

    static func extent(width: UInt32, height: UInt32) -> [UInt8] {
        box("ispe", [0, 0, 0, 0] + width.bytes(4) + height.bytes(4))
    }
}

extension [UInt8] {
    fileprivate init(zeros count: Int) { self.init(repeating: 0, count: count) }
}
