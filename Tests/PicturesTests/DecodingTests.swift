import LookalikePictures
import Testing

@Suite("Decoding", .timeLimit(.minutes(10)))
struct DecodingTests {
    @Test("decodes as Pillow does", arguments: Fixtures.cases.decoding)
    func decodes(_ fixture: Fixtures.Decoding) throws {
        let picture = try PictureDecoder.decode(Fixtures.picture(fixture.file))
        let expected = try Fixtures.expected(fixture.expected, width: fixture.width, height: fixture.height)
        try #require(picture.pixels.size == expected.size)
        #expect(picture.warnings.isEmpty)
        let difference = picture.pixels.difference(from: expected)
        #expect(difference.largest <= fixture.tolerance)
        if let mean = fixture.mean { #expect(difference.mean <= mean) }
    }

    @Test("the header alone tells the same", arguments: Fixtures.cases.decoding)
    func info(_ fixture: Fixtures.Decoding) throws {
        let bytes = try Fixtures.picture(fixture.file)
        let info = try PictureDecoder.info(of: bytes)
        #expect(try PictureDecoder.decode(bytes).info == info)
        #expect(info.size == PixelSize(width: fixture.width, height: fixture.height))
        #expect(info.byteCount == bytes.count)
        #expect(PictureFormat.sniff(bytes) == info.format)
    }

    @Test("inks are read alike whether the file is Adobe's or not, as Pillow reads them")
    func inksWithoutAdobe() throws {
        var bytes = try Fixtures.picture("cmyk.jpg")
        let marker = try #require(bytes.firstRange(of: [0xFF, 0xEE])).lowerBound
        let length = Int(bytes[marker + 2]) << 8 | Int(bytes[marker + 3])
        let marked = try PictureDecoder.decode(bytes).pixels
        bytes.removeSubrange(marker..<(marker + 2 + length))
        #expect(try PictureDecoder.decode(bytes).pixels == marked)
    }

    @Test("alpha can be dropped")
    func alphaDropped() throws {
        var options = DecodingOptions()
        options.alpha = .drop
        let cases = Fixtures.cases.decoding.filter { $0.withoutAlpha != nil }
        #expect(!cases.isEmpty)
        for fixture in cases {
            let name = try #require(fixture.withoutAlpha)
            let expected = try Fixtures.expected(name, width: fixture.width, height: fixture.height)
            #expect(
                try PictureDecoder.decode(Fixtures.picture(fixture.file), options: options).pixels == expected
            )
        }
    }

    @Test("orientation can be left alone")
    func orientationSwitch() throws {
        var options = DecodingOptions()
        options.appliesOrientation = false
        let upright = try PictureDecoder.decode(Fixtures.picture("orientation-1.jpg"))
        let turned = try PictureDecoder.decode(Fixtures.picture("orientation-6.jpg"), options: options)
        #expect(turned.pixels == upright.pixels)
        let info = try PictureDecoder.info(of: Fixtures.picture("orientation-6.jpg"))
        #expect(info.size == PixelSize(width: upright.pixels.height, height: upright.pixels.width))
    }

    @Test(
        "colour profiles can be left alone",
        arguments: [("colours-adobe.jpg", "ICC_PROFILE"), ("colours-adobe.webp", "ICCP")])
    func colourSwitch(_ file: String, _ label: String) throws {
        var bytes = try Fixtures.picture(file)
        var options = DecodingOptions()
        options.convertsColours = false
        let stored = try PictureDecoder.decode(bytes, options: options).pixels
        #expect(try PictureDecoder.decode(bytes).pixels != stored)
        // Without its label the profile is not found.
        let place = try #require(bytes.firstRange(of: Array(label.utf8))).lowerBound
        bytes[place] = UInt8(ascii: "X")
        #expect(try PictureDecoder.decode(bytes).pixels == stored)
    }

    @Test("a JPEG that lacks its end is read, with a warning")
    func truncatedJPEG() throws {
        let picture = try PictureDecoder.decode(Fixtures.picture("cut-late.jpg"))
        #expect(picture.warnings == [.truncated(rows: 24, of: 29)])
        let whole = try PictureDecoder.decode(Fixtures.picture("orientation-1.jpg"))
        #expect(picture.pixels.size == whole.pixels.size)
        #expect(picture.pixels.bytes.prefix(3 * 37 * 8) == whole.pixels.bytes.prefix(3 * 37 * 8))
    }

    @Test("scaled decoding keeps to the size that suffices", arguments: [10, 37, 38, 60, 100, 150, 151, 500])
    func scaledDecoding(side: Int) throws {
        let bytes = try Fixtures.picture("large.jpg")
        let full = try PictureDecoder.decode(bytes)
        var options = DecodingOptions()
        options.sufficientSize = PixelSize(width: side, height: side)
        let scaled = try PictureDecoder.decode(bytes, options: options)
        #expect(scaled.info == full.info)
        #expect(min(scaled.pixels.width, scaled.pixels.height) >= min(side, 300))
        #expect((scaled.pixels.width < full.pixels.width) == (side <= 150))
        let size = (width: 20, height: 15)
        let small = scaled.pixels.resized(
            width: size.width, height: size.height, interpolation: .bilinear, box: scaled.contentBox)
        let reference = full.pixels.resized(width: size.width, height: size.height, interpolation: .bilinear)
        #expect(small.difference(from: reference).mean < 1.5)
    }

    @Test("many at once give what one at a time gives")
    func concurrently() async throws {
        let files = try Fixtures.allPictures.map(\.bytes)
        // Nil for those that are refused, which they must be at any time.
        let expected = files.map { try? PictureDecoder.decode($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for index in files.indices {
                        let shifted = (index + worker * 9) % files.count
                        #expect((try? PictureDecoder.decode(files[shifted])) == expected[shifted])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("media types and names")
    func formats() {
        #expect(PictureFormat.heif.mediaType == "image/heic")
        #expect(PictureFormat.webp.displayName == "WebP")
        #expect(PictureFormat.sniff([]) == nil)
        #expect(PictureFormat.sniff(Array("BM, said nobody.".utf8)) == nil)
    }
}
