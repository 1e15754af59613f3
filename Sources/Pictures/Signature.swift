/// What the first bytes of a file say about its kind.
enum Signature {
    /// As many bytes as are ever looked at.
    static let prefixLength = 256
    /// To be raised with every change of what a known format is told by.
    static let revision = 1

    static func pictureFormat(of bytes: ByteView) -> PictureFormat? {
        if bytes.has([0xFF, 0xD8, 0xFF], at: 0) { return .jpeg }
        if bytes.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) { return .png }
        if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) { return .webp }
        if bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) { return .gif }
        if isTIFF(bytes) { return .tiff }
        if CameraRaw.hasSignature(bytes) { return .raw }
        if bytes.has("ftyp", at: 4) { return heifFormat(of: bytes) }
        if isBMP(bytes) { return .bmp }
        return nil
    }

    private static func isTIFF(_ bytes: ByteView) -> Bool {
        let classic = bytes.has([0x49, 0x49, 0x2A, 0], at: 0) || bytes.has([0x4D, 0x4D, 0, 0x2A], at: 0)
        let big = bytes.has([0x49, 0x49, 0x2B, 0], at: 0) || bytes.has([0x4D, 0x4D, 0, 0x2B], at: 0)
        return classic || big
    }

    /// "BM" alone begins too many other files: the size of the header that follows must be a known one.
    private static func isBMP(_ bytes: ByteView) -> Bool {
        guard bytes.has("BM", at: 0), let headerSize = bytes.uint32(at: 14, .little) else { return false }
        return [12, 16, 40, 52, 56, 64, 108, 124].contains(headerSize)
    }

    private static func heifFormat(of bytes: ByteView) -> PictureFormat? {
        guard let size = bytes.uint32(at: 0, .big), size >= 16 else { return nil }
        let end = min(size, bytes.count - 3)
        var brands: [String] = []
        // The major brand at 8, the compatible ones from 16 on; 12 is a version number.
        for offset in [8] + Array(stride(from: 16, to: max(end, 16), by: 4)) {
            if let brand = bytes.string(at: offset, count: 4) { brands.append(brand) }
        }
        if brands.contains(where: ["avif", "avis"].contains) { return .avif }
        let heif = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"]
        return brands.contains(where: heif.contains) ? .heif : nil
    }
}
