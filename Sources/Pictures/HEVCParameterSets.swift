/// What an H.265 stream says about the size of its pictures (ITU-T H.265, 7.3.2.2).
enum HEVCParameterSets {
    private static let sequenceParameterSet: UInt8 = 33

    /// A picture has one sequence parameter set, or a few.
    private static let maximumSets = 64

    /// The largest size in the parameter sets of a decoder configuration record ("hvcC").
    static func largestSize(inConfiguration record: ByteView) -> PixelSize? {
        var search = Search()
        var position = 23
        for _ in 0..<(record.byte(at: 22) ?? 0) {
            guard let count = record.uint16(at: position + 1, .big) else { break }
            position += 3
            for _ in 0..<count {
                guard let length = record.uint16(at: position, .big),
                    let unit = record.slice(position + 2, count: length), search.take(unit)
                else { return search.largest }
                position += 2 + length
            }
        }
        return search.largest
    }

    /// The largest size in the parameter sets among a picture's data: units, each after its length.
    static func largestSize(inData data: ByteView, lengthSize: Int) -> PixelSize? {
        var search = Search()
        var position = 0
        while let length = data.unsigned(at: position, count: lengthSize, .big) {
            let present = min(length, max(0, data.count - position - lengthSize))
            guard let unit = data.slice(position + lengthSize, count: present), search.take(unit) else {
                break
            }
            position += lengthSize + present
        }
        return search.largest
    }

    private struct Search {
        var largest: PixelSize?
        private var sets = 0

        /// Looks at a unit. False: there are too many sets to look at, and `largest` is beyond any limit.
        mutating func take(_ unit: ByteView) -> Bool {
            guard let first = unit.byte(at: 0), first >> 1 & 63 == sequenceParameterSet else { return true }
            sets += 1
            guard sets <= maximumSets else {
                largest = PixelSize(width: 1 << 16, height: 1 << 16)
                return false
            }
            let found = size(in: unit)
            if found.area > largest?.area ?? 0 { largest = found }
            return true
        }
    }

    private static func size(in unit: ByteView) -> PixelSize {
        var reader = BitReader(withoutEmulationPrevention(unit.prefix(1024)))
        reader.skip(16 + 4)  // unit header, video parameter set
        let subLayers = reader.bits(3)
        reader.skip(1)
        skipProfiles(&reader, subLayers: subLayers)
        _ = reader.exponentialGolomb()  // its own number
        if reader.exponentialGolomb() == 3 { reader.skip(1) }  // chroma format
        let width = reader.exponentialGolomb()
        return PixelSize(width: width, height: reader.exponentialGolomb())
    }

    private static func skipProfiles(_ reader: inout BitReader, subLayers: Int) {
        reader.skip(96)
        let present = (0..<subLayers).map { _ in (profile: reader.flag(), level: reader.flag()) }
        if subLayers > 0 { reader.skip(2 * (8 - subLayers)) }
        for layer in present { reader.skip((layer.profile ? 88 : 0) + (layer.level ? 8 : 0)) }
    }

    /// The bytes 0, 0, 3 stand for 0, 0.
    private static func withoutEmulationPrevention(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            if byte == 3, result.suffix(2) == [0, 0] { continue }
            result.append(byte)
        }
        return result
    }
}
