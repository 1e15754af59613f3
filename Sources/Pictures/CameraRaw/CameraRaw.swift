/// Raw files of cameras, as far as their embedded previews go: the largest JPEG in the file is the picture. The sensor's data is
/// not developed.
///
/// Read are the kinds that are built like TIFF (DNG, CR2, NEF, NRW, ARW, SR2, PEF, SRW, ORF, RW2, RWL, 3FR, ERF, KDC, MEF and
/// others), Fujifilm's RAF and Canon's CR3. Not read are CRW, X3F and MRW, and files without a preview.
enum CameraRaw {
    /// A preview, and how the camera was held.
    struct Preview {
        let jpeg: ByteView
        /// In place of the one that the JPEG says; `nil`: as the JPEG says.
        let orientation: Orientation?
    }

    /// The most bytes of a file, of which only the preview is decoded.
    static let maximumBytes = 256 << 20

    /// The signatures of kinds that no other reader takes for TIFF.
    static func hasSignature(_ bytes: ByteView) -> Bool {
        let starts: [[UInt8]] = [
            [0x49, 0x49, 0x55, 0], Array("IIRO".utf8), Array("IIRS".utf8), Array("MMOR".utf8),
            Array("FUJIFILMCCD-RAW".utf8),
        ]
        return starts.contains { bytes.has($0, at: 0) } || bytes.has("ftypcrx ", at: 4)
    }

    /// `nil` where the file is not a camera's raw file, or has no preview that can be read.
    static func preview(of bytes: ByteView) -> Preview? {
        if bytes.has("FUJIFILMCCD-RAW", at: 0) { return fujifilm(bytes) }
        if bytes.has("ftypcrx ", at: 4) { return CR3Container.preview(of: bytes) }
        return RawDirectories(bytes)?.preview()
    }

    /// Where the JPEG is, is at a fixed place.
    private static func fujifilm(_ bytes: ByteView) -> Preview? {
        guard let start = bytes.uint32(at: 84, .big), let count = bytes.uint32(at: 88, .big),
            let jpeg = bytes.slice(start, count: count), size(ofJPEG: jpeg) != nil
        else { return nil }
        return Preview(jpeg: jpeg, orientation: nil)
    }

    /// The size of a JPEG that can be decoded; the sensor's data may be JPEG too, of a kind without loss that is not read.
    static func size(ofJPEG bytes: ByteView) -> PixelSize? {
        guard bytes.has([0xFF, 0xD8, 0xFF], at: 0) else { return nil }
        var position = 2
        while let prefix = bytes.byte(at: position), prefix == 0xFF,
            let marker = bytes.byte(at: position + 1), let length = bytes.uint16(at: position + 2, .big),
            length >= 2
        {
            switch marker {
            case 0xC0, 0xC1, 0xC2:
                guard bytes.byte(at: position + 4) == 8, let height = bytes.uint16(at: position + 5, .big),
                    let width = bytes.uint16(at: position + 7, .big), width > 0, height > 0
                else { return nil }
                return PixelSize(width: width, height: height)
            case 0xDB, 0xC4, 0xDD, 0xE0...0xEF, 0xFE: position += 2 + length
            default: return nil
            }
        }
        return nil
    }
}
