import LookalikePictures
import Testing

/// Files of other kinds get their own name, never that of another, and are never called damaged.
@Suite("Other kinds", .timeLimit(.minutes(10)))
struct OtherKindTests {
    @Test(
        "TGA without a footer, whatever its first bytes look like",
        arguments: [(2, 24), (2, 32), (3, 8), (10, 24), (11, 8)])
    func targa(type: UInt8, depth: UInt8) {
        let header = [0, 0, type, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 16, 0, depth, depth == 32 ? 8 : 0]
        expect(header + [UInt8](repeating: 77, count: 16 * 16 * Int(depth) / 8), is: "TGA")
    }

    @Test("TGA with a palette, and one known by its footer alone")
    func targaVariants() {
        let header: [UInt8] = [0, 1, 1, 0, 0, 0, 1, 24, 0, 0, 0, 0, 16, 0, 16, 0, 8, 0]
        expect(header + [UInt8](repeating: 77, count: 256 * 3 + 256), is: "TGA")
        expect(
            [UInt8](repeating: 9, count: 99) + Array("TRUEVISION-XFILE.\0".utf8), is: "TGA")
    }

    @Test("icons and cursors are those that have an image")
    func icons() {
        for (kind, name) in [(UInt8(1), "icon"), (2, "cursor")] {
            let entry: [UInt8] = [16, 16, 0, 0, 1, 0, 32, 0, 9, 0, 0, 0, 22, 0, 0, 0]
            expect([0, 0, kind, 0, 1, 0] + entry + [UInt8](repeating: 7, count: 9), is: name)
        }
    }

    @Test("JPEG-LS begins like JPEG", arguments: [false, true])
    func jpegLS(hasComment: Bool) {
        let comment: [UInt8] = hasComment ? [0xFF, 0xFE, 0, 4, 65, 66] : []
        let frame: [UInt8] = [0xFF, 0xF7, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0]
        expect([0xFF, 0xD8] + comment + frame + scan + [1, 2, 3, 0xFF, 0xD9], is: "JPEG-LS")
    }

    @Test(
        "others by their signatures",
        arguments: [
            ("qoif", "QOI"), ("P6 1 1 255\nabc", "PNM"), ("P7\nWIDTH 1\n", "PAM"), ("PF\n1 1\n", "PFM"),
            ("II\u{BC}\u{1}", "JPEG XR"), ("%PDF-1.4", "PDF"), ("8BPS", "Photoshop"),
            ("SIMPLE  =                    T", "FITS"), ("FOVb", "camera raw"),
            ("\u{0}\u{0}\u{0}\u{18}ftypisommp41", "video"), ("<html><body>", "HTML"),
        ])
    func signatures(start: String, name: String) {
        let bytes = start.unicodeScalars.map { UInt8($0.value) }
        expect(bytes + [UInt8](repeating: 0, count: 40), is: name)
    }

    @Test("the sentence says that it is not supported, with the right article")
    func sentence() {
        #expect(
            "\(PictureError.unsupportedFormat(detected: "TGA"))"
                == "This is a TGA file, a format that is not supported.")
        #expect("\(PictureError.unsupportedFormat(detected: "SVG"))".hasPrefix("This is an SVG file"))
        #expect("\(PictureError.unsupportedFormat(detected: "icon"))".hasPrefix("This is an icon file"))
        #expect(
            "\(PictureError.unsupportedFormat(detected: "Photoshop"))".hasPrefix("This is a Photoshop file"))
        #expect(
            "\(PictureError.unsupportedVariant(.tiff, detail: "complex numbers"))"
                == "This kind of TIFF image is not supported: it has complex numbers.")
    }

    @Test("text that begins like an image of another kind")
    func text() {
        for start in ["P1 is not an image", "BM", "PFM"] {
            let bytes = Array(start.utf8) + Array(repeating: UInt8(ascii: "x"), count: 40)
            #expect(PictureFormat.sniff(bytes) == nil)
        }
        expect(Array("P1x".utf8) + [UInt8](repeating: 7, count: 40), is: nil)
    }

    private func expect(_ bytes: [UInt8], is name: String?, at location: SourceLocation = #_sourceLocation) {
        #expect(throws: PictureError.unsupportedFormat(detected: name), sourceLocation: location) {
            try PictureDecoder.decode(bytes)
        }
        #expect(throws: PictureError.unsupportedFormat(detected: name), sourceLocation: location) {
            try PictureDecoder.info(of: bytes)
        }
    }
}
