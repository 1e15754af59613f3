/// Names of well-known kinds of file that are not read here.
enum ForeignKind {
    static func name(of bytes: ByteView) -> String? {
        if isTarga(bytes) { return "TGA" }
        if let start = signatures.first(where: { bytes.has($0.bytes, at: $0.offset) }) { return start.name }
        return iconKind(of: bytes) ?? netpbmKind(of: bytes) ?? markupKind(of: bytes)
    }

    private static let signatures: [(name: String, offset: Int, bytes: [UInt8])] = [
        ("PDF", 0, Array("%PDF".utf8)), ("PostScript", 0, Array("%!PS".utf8)),
        ("PostScript", 0, [0xC5, 0xD0, 0xD3, 0xC6]), ("Photoshop", 0, Array("8BPS".utf8)),
        ("JPEG XL", 0, [0xFF, 0x0A]), ("JPEG XL", 4, Array("JXL \r\n".utf8)),
        ("JPEG 2000", 4, Array("jP  \r\n".utf8)), ("JPEG 2000", 0, [0xFF, 0x4F, 0xFF, 0x51]),
        ("JPEG XS", 0, [0xFF, 0x10, 0xFF, 0x50]), ("JPEG XR", 0, [0x49, 0x49, 0xBC]),
        ("GIMP", 0, Array("gimp xcf".utf8)), ("DDS", 0, Array("DDS ".utf8)),
        ("OpenEXR", 0, [0x76, 0x2F, 0x31, 0x01]), ("Radiance HDR", 0, Array("#?RADIANCE".utf8)),
        ("Radiance HDR", 0, Array("#?RGBE".utf8)), ("QOI", 0, Array("qoif".utf8)),
        ("FLIF", 0, Array("FLIF".utf8)), ("BPG", 0, [0x42, 0x50, 0x47, 0xFB]),
        ("PCX", 0, [0x0A, 0x05, 0x01]), ("PCX", 0, [0x0A, 0x03, 0x01]), ("SGI", 0, [0x01, 0xDA]),
        ("Sun raster", 0, [0x59, 0xA6, 0x6A, 0x95]), ("FITS", 0, Array("SIMPLE  =".utf8)),
        ("DICOM", 128, Array("DICM".utf8)), ("DPX", 0, Array("SDPX".utf8)), ("DPX", 0, Array("XPDS".utf8)),
        ("Mac icon", 0, Array("icns".utf8)), ("KTX texture", 1, Array("KTX ".utf8)),
        ("DjVu", 0, Array("AT&TFORM".utf8)), ("ILBM", 8, Array("ILBM".utf8)),
        ("Windows metafile", 0, [0xD7, 0xCD, 0xC6, 0x9A]), ("Windows metafile", 40, Array(" EMF".utf8)),
        ("XPM", 0, Array("/* XPM".utf8)), ("XBM", 0, Array("#define ".utf8)),
        ("camera raw", 0, Array("FOVb".utf8)), ("camera raw", 0, [0x00, 0x4D, 0x52, 0x4D]),
        ("camera raw", 6, Array("HEAPCCDR".utf8)),
        ("MPEG-4 audio", 4, Array("ftypM4A ".utf8)), ("video", 4, Array("ftyp".utf8)),
        ("AVI video", 8, Array("AVI ".utf8)), ("WAVE audio", 8, Array("WAVE".utf8)),
        ("animated cursor", 8, Array("ACON".utf8)), ("Matroska video", 0, [0x1A, 0x45, 0xDF, 0xA3]),
        ("MPEG video", 0, [0x00, 0x00, 0x01, 0xBA]), ("MPEG video", 0, [0x00, 0x00, 0x01, 0xB3]),
        ("MP3 audio", 0, Array("ID3".utf8)), ("Ogg", 0, Array("OggS".utf8)),
        ("FLAC audio", 0, Array("fLaC".utf8)),
        ("ZIP", 0, [0x50, 0x4B, 0x03, 0x04]), ("gzip", 0, [0x1F, 0x8B]), ("RAR", 0, Array("Rar!".utf8)),
        ("7-Zip", 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        ("HDF5", 0, [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A]),
        ("MNG", 0, [0x8A, 0x4D, 0x4E, 0x47]), ("JNG", 0, [0x8B, 0x4A, 0x4E, 0x47]),
    ]

    /// TGA has no signature, but for a footer that many writers leave out: all of its header must make sense.
    private static func isTarga(_ bytes: ByteView) -> Bool {
        if bytes.has("TRUEVISION-XFILE.\0", at: bytes.count - 18) { return true }
        guard let idLength = bytes.byte(at: 0), let mapType = bytes.byte(at: 1), let type = bytes.byte(at: 2),
            let mapLength = bytes.uint16(at: 5, .little), let mapDepth = bytes.byte(at: 7),
            let width = bytes.uint16(at: 12, .little), let height = bytes.uint16(at: 14, .little),
            let depth = bytes.byte(at: 16), let descriptor = bytes.byte(at: 17)
        else { return false }
        let depths: [UInt8: [UInt8]] = [
            1: [8, 16], 2: [15, 16, 24, 32], 3: [8, 16], 9: [8, 16], 10: [15, 16, 24, 32], 11: [8, 16],
        ]
        let isMapped = type & 7 == 1
        let hasSoundMap =
            isMapped
            ? mapType == 1 && mapLength > 0 && [15, 16, 24, 32].contains(mapDepth)
            : mapType <= 1 && (mapType == 1 || (mapLength == 0 && mapDepth == 0))
        guard hasSoundMap, width > 0, height > 0, depths[type]?.contains(depth) == true,
            descriptor & 0xC0 == 0,
            [0, 1, 8].contains(descriptor & 15)
        else { return false }
        let map = mapLength * ((Int(mapDepth) + 7) / 8)
        let pixels = type < 8 ? width * height * ((Int(depth) + 7) / 8) : 1
        return bytes.count >= 18 + Int(idLength) + map + pixels
    }

    /// An icon or a cursor has at least one picture, whose entry points into the file.
    private static func iconKind(of bytes: ByteView) -> String? {
        let kinds = [1: "icon", 2: "cursor"]
        guard bytes.uint16(at: 0, .little) == 0,
            let kind = bytes.uint16(at: 2, .little).flatMap({ kinds[$0] }),
            let count = bytes.uint16(at: 4, .little), count > 0, let offset = bytes.uint32(at: 18, .little),
            offset >= 6 + 16 * count, offset < bytes.count
        else { return nil }
        return kind
    }

    /// "P", a digit or a letter, and a space of some kind.
    private static func netpbmKind(of bytes: ByteView) -> String? {
        guard bytes.has("P", at: 0), let kind = bytes.byte(at: 1), let space = bytes.byte(at: 2),
            [0x09, 0x0A, 0x0D, 0x20, 0x23].contains(space)
        else { return nil }
        switch kind {
        case UInt8(ascii: "1")...UInt8(ascii: "6"): return "PNM"
        case UInt8(ascii: "7"): return "PAM"
        case UInt8(ascii: "F"), UInt8(ascii: "f"): return "PFM"
        default: return nil
        }
    }

    private static func markupKind(of bytes: ByteView) -> String? {
        let text = String(decoding: bytes.prefix(Signature.prefixLength), as: UTF8.self).lowercased()
        if text.contains("<svg") { return "SVG" }
        let body = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if body.hasPrefix("<!doctype html") || body.hasPrefix("<html") { return "HTML" }
        if body.hasPrefix("<?xml") { return "XML" }
        if body.hasPrefix("{") || body.hasPrefix("[") { return "JSON or text" }
        return nil
    }
}
