/// The first directory of a TIFF file, or of an EXIF block, which is one. Classic and BigTIFF.
struct TIFFDirectory {
    enum Tag: Int {
        case jpegFromRaw = 46
        case subfileType = 254
        case width = 256
        case height = 257
        case bitsPerSample = 258
        case compression = 259
        case photometric = 262
        case stripOffsets = 273
        case orientation = 274
        case samplesPerPixel = 277
        case rowsPerStrip = 278
        case stripByteCounts = 279
        case largestSample = 281
        case planarConfiguration = 284
        case predictor = 317
        case tileWidth = 322
        case tileHeight = 323
        case tileOffsets = 324
        case tileByteCounts = 325
        case subDirectories = 330
        case inkSet = 332
        case extraSamples = 338
        case sampleFormat = 339
        case smallestValue = 340
        case largestValue = 341
        case jpegOffset = 513
        case jpegByteCount = 514
        case lumaCoefficients = 529
        case chromaSubsampling = 530
        case referenceBlackWhite = 532
        case profile = 34675
        case noData = 42113
        case dngVersion = 50706
    }

    /// Where the offset of the next directory is stored, and in how many bytes.
    let nextOffsetPosition: Int
    let nextOffsetSize: Int

    /// Where the offset of the first directory is stored.
    var firstOffsetPosition: Int { isBig ? 8 : 4 }
    /// All of the directory, from its number of entries to the offset of the next one; may end behind the file.
    var range: Range<Int> { entriesPosition - (isBig ? 8 : 2)..<nextOffsetPosition + nextOffsetSize }

    /// Where it begins.
    let start: Int
    /// "RO" and "SR" of Olympus, "U" of Panasonic.
    private static let rawVersions: Set<Int> = [0x4F52, 0x5352, 0x55]

    private let bytes: ByteView
    let order: ByteView.ByteOrder
    private let isBig: Bool
    private let entriesPosition: Int
    private let entryCount: Int

    /// `nil` where there is no whole directory.
    init?(first bytes: ByteView) { self.init(bytes, at: nil) }

    /// - Parameters:
    ///   - start: where it begins; `nil`: where the file says that the first one does.
    ///   - isRaw: whether it may be of a camera's raw file, some of which have numbers of their own in place of TIFF's.
    init?(_ bytes: ByteView, at start: Int?, isRaw: Bool = false) {
        switch bytes.uint16(at: 0, .big) {
        case 0x4949: order = .little
        case 0x4D4D: order = .big
        default: return nil
        }
        guard let version = bytes.uint16(at: 2, order),
            version == 42 || version == 43 || isRaw && Self.rawVersions.contains(version)
        else { return nil }
        self.bytes = bytes
        isBig = version == 43
        nextOffsetSize = isBig ? 8 : 4
        guard let start = start ?? bytes.unsigned(at: isBig ? 8 : 4, count: nextOffsetSize, order),
            let count = bytes.unsigned(at: start, count: isBig ? 8 : 2, order), count < 1 << 20
        else { return nil }
        self.start = start
        entryCount = count
        entriesPosition = start + (isBig ? 8 : 2)
        nextOffsetPosition = entriesPosition + count * (isBig ? 20 : 12)
    }

    /// Where the next directory begins; `nil` for the last one.
    var next: Int? {
        let offset = bytes.unsigned(at: nextOffsetPosition, count: nextOffsetSize, order)
        return offset == 0 ? nil : offset
    }

    /// The first value of a whole-number tag.
    func first(_ tag: Tag) -> Int? { values(tag, limit: 1).first }

    /// The values of a whole-number tag, `limit` at most; empty where it is missing or of another type.
    func values(_ tag: Tag, limit: Int) -> [Int] {
        // BYTE, SHORT, LONG, LONG8, then their signed kin, which libtiff takes for them; a negative number is read
        // as one too large for anything.
        let sizes = [1: 1, 3: 2, 4: 4, 16: 8, 6: 1, 8: 2, 9: 4, 17: 8]
        guard let field = field(tag), let size = sizes[field.type],
            let position = valuePosition(field, size: size)
        else { return [] }
        return (0..<min(field.count, limit)).compactMap {
            bytes.unsigned(at: position + $0 * size, count: size, order)
        }
    }

    /// The values of a tag of numbers of any kind, `limit` at most; empty where it is missing or not all there.
    func reals(_ tag: Tag, limit: Int) -> [Double] {
        guard let field = field(tag), let size = Self.sizes[field.type],
            let position = valuePosition(field, size: size)
        else { return [] }
        let numbers = (0..<min(field.count, limit)).compactMap {
            real(at: position + $0 * size, type: field.type, size: size)
        }
        return numbers.count == min(field.count, limit) ? numbers : []
    }

    /// The bytes of a tag that is data or text.
    func data(_ tag: Tag) -> ByteView? {
        guard let field = field(tag), [1, 2, 7].contains(field.type),
            let position = valuePosition(field, size: 1)
        else { return nil }
        return bytes.slice(position, count: field.count)
    }

    /// An entry of the directory.
    struct Field {
        /// Where it begins in the file.
        let position: Int
        let type: Int
        let count: Int
    }

    func field(_ tag: Tag) -> Field? {
        let entrySize = isBig ? 20 : 12
        for index in 0..<entryCount {
            let entry = entriesPosition + index * entrySize
            guard let number = bytes.uint16(at: entry, order) else { break }
            guard number == tag.rawValue else { continue }
            guard let type = bytes.uint16(at: entry + 2, order),
                let count = bytes.unsigned(at: entry + 4, count: nextOffsetSize, order), count > 0
            else { return nil }
            return Field(position: entry, type: type, count: count)
        }
        return nil
    }

    /// Of each type's numbers.
    private static let sizes = [
        1: 1, 3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8, 17: 8,
    ]

    /// Where the values are: in the entry, or elsewhere where they do not fit it.
    func valuePosition(_ field: Field, size: Int) -> Int? {
        let position = field.position + 4 + nextOffsetSize
        guard field.count > nextOffsetSize / size else { return position }
        // Any number at all; once it lies within the file, sums with it are small.
        guard let offset = bytes.unsigned(at: position, count: nextOffsetSize, order), offset < bytes.count
        else {
            return nil
        }
        return offset
    }

    private func real(at position: Int, type: Int, size: Int) -> Double? {
        // The bits as they are; `unsigned` leaves out what is above Int.
        guard
            let upper = bytes.unsigned(
                at: position + (order == .big ? 0 : size / 2), count: max(1, size / 2), order),
            let lower = bytes.unsigned(
                at: position + (order == .big ? size / 2 : 0), count: max(1, size / 2), order)
        else { return nil }
        let bits = size == 1 ? UInt64(upper) : UInt64(upper) << UInt64(4 * size) | UInt64(lower)
        switch type {
        case 5, 10:
            // The first half is the numerator, whatever the order of bytes.
            let (numerator, denominator) = order == .big ? (upper, lower) : (lower, upper)
            if type == 5 { return denominator == 0 ? nil : Double(numerator) / Double(denominator) }
            let signed = (Int32(truncatingIfNeeded: numerator), Int32(truncatingIfNeeded: denominator))
            return signed.1 == 0 ? nil : Double(signed.0) / Double(signed.1)
        case 6: return Double(Int8(truncatingIfNeeded: bits))
        case 8: return Double(Int16(truncatingIfNeeded: bits))
        case 9: return Double(Int32(truncatingIfNeeded: bits))
        case 17: return Double(Int64(bitPattern: bits))
        case 11: return Double(Float(bitPattern: UInt32(bits)))
        case 12: return Double(bitPattern: bits)
        default: return Double(bits)
        }
    }
}
