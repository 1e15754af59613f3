/// The markers of a JPEG before its picture data.
struct JPEGMarkers {
    private(set) var orientation = Orientation.upright
    private(set) var profile: [UInt8]?
    /// Of the frame header (SOF); `nil`: there is none before the data or the end.
    private(set) var frame: UInt8?

    init(_ bytes: ByteView) {
        var chunks: [Int: ByteView] = [:]
        var chunkCount = 0
        var hasEXIF = false
        var position = 2
        while let prefix = bytes.byte(at: position), let marker = bytes.byte(at: position + 1) {
            if prefix != 0xFF || marker == 0xFF {  // fill bytes, or rubbish that libjpeg skips too
                position += 1
                continue
            }
            if marker == 0xDA || marker == 0xD9 { break }  // picture data, end
            guard let length = bytes.uint16(at: position + 2, .big), length >= 2 else { break }
            let content = bytes.slice(position + 4, count: length - 2)
            switch marker {
            case 0xE1:
                if let content, !hasEXIF, content.has([0x45, 0x78, 0x69, 0x66, 0, 0], at: 0) {
                    hasEXIF = true
                    orientation = EXIF.orientation(in: content)
                }
            case 0xE2:
                guard let content, content.has("ICC_PROFILE\0", at: 0), let number = content.byte(at: 12),
                    let count = content.byte(at: 13)
                else { break }
                chunks[Int(number)] = content.suffix(from: 14)
                chunkCount = Int(count)
            case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker), 0xF7: frame = marker
            default: break
            }
            position += 2 + length
        }
        profile = Self.joined(chunks, count: chunkCount)
    }

    /// Where the file ends within a marker segment after picture data, the position of that segment: libjpeg gives up at
    /// it, although all that comes before is a picture. `nil`: it does not end so.
    static func partialSegment(in bytes: ByteView) -> Int? {
        var position = 2
        var hasData = false
        while position < bytes.count {
            guard bytes.byte(at: position) == 0xFF, let marker = bytes.byte(at: position + 1) else {
                position += 1
                continue
            }
            // Stuffed and fill bytes, restarts.
            if marker == 0 || marker == 0xFF || (0xD0...0xD7).contains(marker) {
                position += marker == 0xFF ? 1 : 2
                continue
            }
            if marker == 0xD9 { return nil }
            guard let length = bytes.uint16(at: position + 2, .big), position + 2 + length <= bytes.count
            else {
                return hasData ? position : nil
            }
            if marker == 0xDA { hasData = true }
            position += 2 + length
        }
        return nil
    }

    /// `nil` where there are no chunks, or one is missing.
    private static func joined(_ chunks: [Int: ByteView], count: Int) -> [UInt8]? {
        guard count > 0, chunks.count == count else { return nil }
        var profile: [UInt8] = []
        for number in 1...count {
            guard let chunk = chunks[number] else { return nil }
            profile += chunk.raw
        }
        return profile
    }
}
