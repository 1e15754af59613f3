import LookalikePictures
import TestSupport
import Testing

/// Raw files of cameras, by their embedded previews.
@Suite("Raw files", .timeLimit(.minutes(5)))
struct CameraRawTests {
    /// A file built like TIFF, from its directories.
    private struct Builder {
        typealias Entry = (tag: Int, type: Int, values: [Int])
        var file: [UInt8]
        let isBig: Bool

        init(_ magic: [UInt8], isBig: Bool = false) {
            self.isBig = isBig
            file = magic + [0, 0, 0, 0]
        }

        func number(_ value: Int, _ count: Int) -> [UInt8] {
            let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return isBig ? little.reversed() : little
        }

        /// Appends bytes; answers where they begin.
        mutating func add(_ bytes: [UInt8]) -> Int {
            if file.count % 2 == 1 { file.append(0) }
            file += bytes
            return file.count - bytes.count
        }

        /// Appends a directory whose values fit their entries, but for lists of LONGs.
        mutating func directory(_ entries: [Entry], next: Int = 0) -> Int {
            var body = number(entries.count, 2)
            for entry in entries {
                let size = entry.type == 3 ? 2 : entry.type == 4 ? 4 : 1
                var value = entry.values.flatMap { number($0, size) }
                if value.count > 4 { value = number(add(value), 4) }
                body += number(entry.tag, 2) + number(entry.type, 2) + number(entry.values.count, 4)
                body += value + [UInt8](repeating: 0, count: 4 - value.count)
            }
            return add(body + number(next, 4))
        }

        mutating func finish(first: Int) -> [UInt8] {
            file.replaceSubrange(4..<8, with: number(first, 4))
            return file
        }
    }

    private static let large = TestScene.pixels(seed: 3, width: 320, height: 240)
    private static func jpeg(_ pixels: PixelBuffer = large) throws -> [UInt8] { try TestScene.jpeg(pixels) }
    private static func small() throws -> [UInt8] {
        try TestScene.jpeg(TestScene.pixels(seed: 3, width: 64, height: 48))
    }

    private static let sensor: [Builder.Entry] = [
        (256, 3, [4]), (257, 3, [4]), (258, 3, [16]), (259, 3, [1]), (262, 3, [32_803]), (273, 4, [8]),
        (277, 3, [1]), (279, 4, [32]),
    ]

    /// As Nikon and Sony write: the preview has tags of its own in a directory inside.
    private static func nef(orientation: Int = 1, isBig: Bool = false) throws -> [UInt8] {
        var raw = Builder(isBig ? [0x4D, 0x4D, 0, 42] : [0x49, 0x49, 42, 0], isBig: isBig)
        let (large, small) = (try jpeg(), try small())
        let (first, second) = (raw.add(large), raw.add(small))
        let preview = raw.directory([(259, 3, [6]), (513, 4, [first]), (514, 4, [large.count])])
        let sensor = raw.directory(sensor)
        let thumbnail = raw.directory([(259, 3, [6]), (513, 4, [second]), (514, 4, [small.count])])
        let main = raw.directory(
            [
                (256, 3, [16]), (257, 3, [12]), (262, 3, [2]), (274, 3, [orientation]),
                (330, 4, [preview, sensor]),
            ], next: thumbnail)
        return raw.finish(first: main)
    }

    /// As Adobe writes: the preview is the strip of a directory inside.
    private static func dng() throws -> [UInt8] {
        var raw = Builder([0x49, 0x49, 42, 0])
        let large = try jpeg()
        let place = raw.add(large)
        let preview = raw.directory(
            [
                (256, 3, [320]), (257, 3, [240]), (259, 3, [7]), (262, 3, [6]), (273, 4, [place]),
                (279, 4, [large.count]),
            ])
        let main = raw.directory(sensor + [(330, 4, [preview]), (50_706, 1, [1, 4, 0, 0])])
        return raw.finish(first: main)
    }

    /// As Canon wrote: the first directory's strip is the preview.
    private static func cr2() throws -> [UInt8] {
        var raw = Builder([0x49, 0x49, 42, 0])
        _ = raw.add(Array("CR".utf8) + [2, 0, 0, 0, 0, 0])
        let large = try jpeg()
        let place = raw.add(large)
        return raw.finish(
            first: raw.directory([(259, 3, [6]), (273, 4, [place]), (274, 3, [1]), (279, 4, [large.count])]))
    }

    /// As Panasonic writes: the preview is the value of a tag.
    private static func rw2() throws -> [UInt8] {
        var raw = Builder([0x49, 0x49, 0x55, 0])
        let large = try jpeg()
        return raw.finish(first: raw.directory([(46, 7, large.map(Int.init)), (274, 3, [1])]))
    }

    /// As Olympus writes: the place of the preview is in notes that are not read.
    private static func orf() throws -> [UInt8] {
        var raw = Builder(Array("IIRO".utf8))
        _ = raw.add([0xFF, 0xD8, 0xFF, 0xC3, 1, 2, 3])
        _ = raw.add(try small())
        _ = raw.add(try jpeg())
        return raw.finish(first: raw.directory([(259, 3, [1]), (274, 3, [1])]))
    }

    private static func raf() throws -> [UInt8] {
        var file = Array("FUJIFILMCCD-RAW 0201".utf8)
        file += [UInt8](repeating: 0, count: 84 - file.count)
        let large = try jpeg()
        let raw = Builder([], isBig: true)
        return file + raw.number(200, 4) + raw.number(large.count, 4) + [UInt8](repeating: 0, count: 200 - 92)
            + large
    }

    private static func cr3(orientation: Int = 1) throws -> [UInt8] {
        let raw = Builder([], isBig: true)
        func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
            raw.number(content.count + 8, 4) + Array(type.utf8) + content
        }
        let large = try jpeg()
        let head = box("ftyp", Array("crx ".utf8) + raw.number(1, 4) + Array("crx isom".utf8))
        var tiff = Builder([0x49, 0x49, 42, 0])
        let camera = tiff.finish(first: tiff.directory([(274, 3, [orientation])]))
        let uuid: [UInt8] = [
            0x85, 0xC0, 0xB6, 0x87, 0x82, 0x0F, 0x11, 0xE0, 0x81, 0x11, 0xF4, 0xCE, 0x46, 0x2B, 0x6A, 0x48,
        ]
        func movie(_ offset: Int) -> [UInt8] {
            let size = box(
                "stsz", raw.number(0, 4) + raw.number(0, 4) + raw.number(1, 4) + raw.number(large.count, 4))
            let place = box("co64", raw.number(0, 4) + raw.number(1, 4) + raw.number(offset, 8))
            let track = box("trak", box("mdia", box("minf", box("stbl", size + place))))
            return box("moov", box("uuid", uuid + box("CMT1", camera)) + track)
        }
        let offset = head.count + movie(0).count + 8
        return head + movie(offset) + box("mdat", large)
    }

    static let kinds = ["nef", "big", "dng", "cr2", "rw2", "orf", "raf", "cr3"]

    private static func file(_ kind: String) throws -> [UInt8] {
        switch kind {
        case "nef": try nef()
        case "big": try nef(isBig: true)
        case "dng": try dng()
        case "cr2": try cr2()
        case "rw2": try rw2()
        case "orf": try orf()
        case "raf": try raf()
        default: try cr3()
        }
    }

    @Test(arguments: kinds) func theLargestPreviewIsThePicture(_ kind: String) throws {
        let bytes = try Self.file(kind)
        let picture = try PictureDecoder.decode(bytes)
        #expect(picture.pixels == (try PictureDecoder.decode(Self.jpeg()).pixels))
        #expect(picture.info.format == .raw && picture.info.format.mediaType == "image/x-raw")
        #expect(try PictureDecoder.info(of: bytes) == picture.info)
        #expect(try !Thumbnail.jpeg(of: bytes, longSide: 64).isEmpty)
    }

    @Test func theCamerasTurnIsApplied() throws {
        for bytes in [try Self.nef(orientation: 6), try Self.cr3(orientation: 6)] {
            let upright = try PictureDecoder.decode(Self.jpeg()).pixels
            let turned = TestScene.rearranged(upright, width: upright.height, height: upright.width) {
                ($1, upright.height - 1 - $0)
            }
            #expect(try PictureDecoder.decode(bytes).pixels == turned)
            #expect(try PictureDecoder.info(of: bytes).size == turned.size)
        }
    }

    @Test func onlyThePreviewCountsForTheLimitOfBytes() throws {
        let large = try Self.jpeg()
        let bytes = try Self.raf() + [UInt8](repeating: 7, count: 1 << 20)
        var options = DecodingOptions()
        options.limits.maximumBytes = large.count
        #expect(try PictureDecoder.decode(bytes, options: options).info.byteCount == bytes.count)
        options.limits.maximumBytes = large.count - 1
        #expect(throws: PictureError.tooManyBytes(actual: large.count, limit: large.count - 1)) {
            try PictureDecoder.decode(bytes, options: options)
        }
    }

    @Test func aFileWithoutAPreviewIsRefused() throws {
        var raw = Builder(Array("IIRO".utf8))
        let bytes = raw.finish(first: raw.directory([(259, 3, [1])]))
        #expect(throws: PictureError.unsupportedVariant(.raw, detail: "no preview that can be read")) {
            try PictureDecoder.decode(bytes)
        }
    }

    @Test(arguments: kinds) func damageEndsInAPictureOrASentence(_ kind: String) throws {
        let whole = try Self.file(kind)
        var random = SystemRandomNumberGenerator()
        for number in 0..<300 {
            var bytes = whole
            for _ in 0..<4 {
                let end = number % 2 == 0 ? min(400, bytes.count) : bytes.count
                let place = Int.random(in: 0..<end, using: &random)
                let fromBack = number % 3 == 0
                bytes[fromBack ? bytes.count - 1 - place : place] = UInt8.random(in: 0...255, using: &random)
            }
            if number % 5 == 0 {
                bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            }
            do throws(PictureError) {
                let picture = try PictureDecoder.decode(bytes)
                #expect(picture.pixels.width > 0)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
