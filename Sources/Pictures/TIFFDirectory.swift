/// The first directory of a TIFF file, or of an EXIF block, which is one. Classic and BigTIFF.
struct TIFFDirectory {
    enum Tag: Int {
        case width = 256
        case height = 257
        case bitsPerSample = 258
        case compression = 259
        case photometric = 262
        case orientation = 274
        case samplesPerPixel = 277
        case rowsPerStrip = 278
        case planarConfiguration = 284
        case tileWidth = 322
        case tileHeight = 323
    }

    /// Where the offset of the next directory is stored, and in how many bytes.
    let nextOffsetPosition: Int
    let nextOffsetSize: Int

    private let bytes: ByteView
    private let order: ByteView.ByteOrder
    private let isBig: Bool
    private let entriesPosition: Int
    private let entryCount: Int

    /// `nil` where there is no whole directory.
    init?(first bytes: ByteView) {
        switch bytes.uint16(at: 0, .big) {
        case 0x4949: order = .little
        case 0x4D4D: order = .big
        default: return nil
        }
        guard let version = bytes.uint16(at: 2, order), version == 42 || version == 43 else { return nil }
        self.bytes = bytes
        isBig = version == 43
        nextOffsetSize = isBig ? 8 : 4
        guard let start = bytes.unsigned(at: isBig ? 8 : 4, count: nextOffsetSize, order),
            let count = bytes.unsigned(at: start, count: isBig ? 8 : 2, order), count < 1 << 20
        else { return nil }
        entryCount = count
        entriesPosition = start + (isBig ? 8 : 2)
        nextOffsetPosition = entriesPosition + count * (isBig ? 20 : 12)
    }

    /// The first value of a whole-number tag.
    func first(_ tag: Tag) -> Int? { values(tag, limit: 1).first }

    /// The values of a whole-number tag, `limit` at most; empty where it is missing or of another type.
    func values(_ tag: Tag, limit: Int) -> [Int] {
        let entrySize = isBig ? 20 : 12
        for index in 0..<entryCount {
            let entry = entriesPosition + index * entrySize
            guard let number = bytes.uint16(at: entry, order) else { break }
            if number == tag.rawValue { return values(at: entry, limit: limit) }
        }
        return []
    }

    private func values(at entry: Int, limit: Int) -> [Int] {
        // BYTE, SHORT, LONG, LONG8, then their signed kin, which libtiff takes for them; a negative number is read
        // as one too large for anything.
        let sizes = [1: 1, 3: 2, 4: 4, 16: 8, 6: 1, 8: 2, 9: 4, 17: 8]
        guard let type = bytes.uint16(at: entry + 2, order), let size = sizes[type],
            let count = bytes.unsigned(at: entry + 4, count: nextOffsetSize, order), count > 0
        else { return [] }
        let wanted = min(count, limit)
        var position = entry + 4 + nextOffsetSize
        // Values that do not fit the entry lie elsewhere.
        if count > nextOffsetSize / size {
            // Any number at all; once it lies within the file, sums with it are small.
            guard let offset = bytes.unsigned(at: position, count: nextOffsetSize, order),
                offset < bytes.count
            else { return [] }
            position = offset
        }
        return (0..<wanted).compactMap { bytes.unsigned(at: position + $0 * size, count: size, order) }
    }
}
