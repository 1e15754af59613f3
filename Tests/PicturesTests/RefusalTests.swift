import LookalikePictures
import Testing

@Suite("Refusals", .timeLimit(.minutes(10)))
struct RefusalTests {
    @Test("refused with the right error", arguments: Fixtures.cases.refused)
    func refuses(_ fixture: Fixtures.Refused) throws {
        let bytes = try Fixtures.picture(fixture.file)
        let error = try #require(throws: PictureError.self) { try PictureDecoder.decode(bytes) }
        #expect(error.kind == fixture.error)
        #expect(error.description.hasSuffix("."))
    }

    @Test("files of other kinds are named")
    func namesOtherKinds() throws {
        let kinds = ["drawing.svg": "SVG", "page.pdf": "PDF"]
        for (file, kind) in kinds {
            #expect(throws: PictureError.unsupportedFormat(detected: kind)) {
                try PictureDecoder.decode(Fixtures.picture(file))
            }
        }
    }

    @Test("limits are the caller's")
    func limits() throws {
        let bytes = try Fixtures.picture("rgb.png")
        var options = DecodingOptions()
        options.limits.maximumBytes = bytes.count - 1
        #expect(throws: PictureError.tooManyBytes(actual: bytes.count, limit: bytes.count - 1)) {
            try PictureDecoder.decode(bytes, options: options)
        }
        options = DecodingOptions()
        options.limits.maximumPixels = 37 * 29 - 1
        for file in [
            "rgb.png", "subsampled.jpg", "rgb.bmp", "still.gif", "rgb.tif", "lossy.webp", "still.avif",
        ] {
            let bytes = try Fixtures.picture(file)
            let expected = PictureError.tooManyPixels(width: 37, height: 29, limit: 37 * 29 - 1)
            #expect(throws: expected) { try PictureDecoder.decode(bytes, options: options) }
            #expect(throws: expected) { try PictureDecoder.info(of: bytes, options: options) }
        }
    }

    @Test("working memory is weighed before decoding")
    func workingMemory() throws {
        var options = DecodingOptions()
        options.limits.maximumWorkingBytes = 1000
        for file in ["interlaced.png", "large-progressive.jpg", "lossy.webp", "still.gif", "still.avif"] {
            let bytes = try Fixtures.picture(file)
            let error = try #require(throws: PictureError.self) {
                try PictureDecoder.decode(bytes, options: options)
            }
            #expect(error.kind == "tooMuchMemory", "\(file)")
        }
    }

    @Test("a progressive JPEG of very many scans is given up")
    func scanBomb() throws {
        let bytes = try Fixtures.picture("progressive.jpg")
        // Its last scan again and again.
        let starts = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        let scan = bytes[try #require(starts.last)..<(bytes.count - 2)]
        let bomb = bytes.dropLast(2) + Array(repeating: scan, count: 300).joined() + [0xFF, 0xD9]
        #expect(throws: PictureError.damaged(.jpeg, detail: "it has too many scans")) {
            try PictureDecoder.decode(Array(bomb))
        }
    }

    @Test("an image of one very long line is no trouble")
    func oneLine() throws {
        let width = 20_000_000  // bits
        var header: [UInt8] = Array("BM".utf8) + [UInt8](repeating: 0, count: 8) + [62, 0, 0, 0, 40, 0, 0, 0]
        for side in [width, 1] { header += (0..<4).map { UInt8(truncatingIfNeeded: side >> (8 * $0)) } }
        header += [1, 0, 1, 0] + [UInt8](repeating: 0, count: 24) + [0, 0, 0, 0, 255, 255, 255, 0]
        let bytes = header + [UInt8](repeating: 0xF0, count: width / 8)
        let thumbnail = try Thumbnail.jpeg(of: bytes, longSide: 200)
        #expect(try PictureDecoder.info(of: thumbnail).size == PixelSize(width: 200, height: 1))
        var numbers = [Float](repeating: .nan, count: 3 * 24 * 24)
        for resize in [Preprocessing.Resize.shortSide(size: 24), .letterbox(width: 24, height: 24)] {
            let rule = Preprocessing(
                resize: resize, interpolation: .lanczos, crop: PixelSize(width: 24, height: 24),
                normalization: .linear(scale: 1, offset: 0))
            try bytes.withUnsafeBytes { bytes in
                try numbers.withUnsafeMutableBufferPointer {
                    _ = try rule.apply(to: bytes, into: $0, layout: .nhwc)
                }
            }
            #expect(!numbers.contains { !$0.isFinite })
        }
    }

    @Test("a HEIF file of countless parts is refused at once", arguments: ["still.avif", "still.heic"])
    func countlessExtents(file: String) throws {
        var bytes = try Fixtures.picture(file)
        // An item location box whose entries take no bytes, as often as fits.
        let start = try #require(bytes.firstRange(of: Array("iloc".utf8))).lowerBound
        let sizes = start + 8
        bytes[sizes] = 0
        bytes[sizes + 1] = 0
        for index in (sizes + 2)..<(sizes + 20) { bytes[index] = 0xFF }
        let clock = ContinuousClock()
        let took = clock.measure { _ = try? PictureDecoder.decode(bytes) }
        #expect(throws: PictureError.self) { try PictureDecoder.decode(bytes) }
        #expect(took < .seconds(2))
    }

    @Test("time is limited")
    func timeout() throws {
        var options = DecodingOptions()
        options.limits.timeout = .nanoseconds(1)
        for file in ["large.jpg", "rgb.png", "rgb.tif"] {
            #expect(throws: PictureError.timedOut) {
                try PictureDecoder.decode(Fixtures.picture(file), options: options)
            }
        }
    }
}

extension PictureError {
    /// The name of the case.
    var kind: String {
        switch self {
        case .empty: "empty"
        case .unsupportedFormat: "unsupportedFormat"
        case .unsupportedVariant: "unsupportedVariant"
        case .tooManyBytes: "tooManyBytes"
        case .tooManyPixels: "tooManyPixels"
        case .tooMuchMemory: "tooMuchMemory"
        case .damaged: "damaged"
        case .cutShort: "cutShort"
        case .timedOut: "timedOut"
        case .decoderUnavailable: "decoderUnavailable"
        }
    }
}
