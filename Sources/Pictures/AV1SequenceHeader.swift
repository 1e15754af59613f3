/// What an AV1 stream says about the size of its frames (AV1 specification, 5.5).
enum AV1SequenceHeader {
    /// A picture has one sequence header, or a few.
    private static let maximumHeaders = 64

    /// The largest size that any sequence header in a stream of OBUs allows; a size beyond any limit where there
    /// are too many headers to look at.
    static func largestSize(in stream: ByteView) -> PixelSize? {
        var largest: PixelSize?
        var position = 0
        var headers = 0
        while let header = stream.byte(at: position) {
            position += header & 4 != 0 ? 2 : 1  // with an extension byte
            var size = max(0, stream.count - position)
            if header & 2 != 0 {
                guard let (value, length) = littleEndianBase128(stream, at: position) else { break }
                position += length
                size = value
            }
            let isSequenceHeader = header >> 3 & 15 == 1
            let end = min(stream.count, position + min(size, stream.count))
            if isSequenceHeader, end > position, let content = stream.slice(position, count: end - position) {
                headers += 1
                guard headers <= maximumHeaders else { return PixelSize(width: 1 << 16, height: 1 << 16) }
                let found = self.size(in: Array(content.raw.prefix(256)))
                if found.area > largest?.area ?? 0 { largest = found }
            }
            position = max(end, position)
        }
        return largest
    }

    private static func littleEndianBase128(_ bytes: ByteView, at position: Int) -> (value: Int, length: Int)?
    {
        var value = 0
        for index in 0..<8 {
            guard let byte = bytes.byte(at: position + index) else { return nil }
            value |= Int(byte & 127) << (7 * index)
            if byte & 128 == 0 { return (value, index + 1) }
        }
        return nil
    }

    private static func size(in header: [UInt8]) -> PixelSize {
        var reader = BitReader(header)
        reader.skip(3 + 1)  // profile, still picture
        if reader.flag() {  // reduced header
            reader.skip(5)
        } else {
            skipOperatingPoints(&reader)
        }
        let widthBits = reader.bits(4) + 1
        let heightBits = reader.bits(4) + 1
        let size = PixelSize(width: reader.bits(widthBits) + 1, height: reader.bits(heightBits) + 1)
        // A frame may have its own size, of so many bits. They are the fewest that the size takes, except in
        // a file that means no good.
        let isMinimal = (size.width - 1) >> (widthBits - 1) > 0 && (size.height - 1) >> (heightBits - 1) > 0
        return isMinimal || size.area < 1 << 16
            ? size : PixelSize(width: 1 << widthBits, height: 1 << heightBits)
    }

    private static func skipOperatingPoints(_ reader: inout BitReader) {
        var delayBits = 0
        if reader.flag() {  // timing
            reader.skip(64)
            if reader.flag() { _ = reader.exponentialGolomb() }
            if reader.flag() {  // decoder model
                delayBits = reader.bits(5) + 1
                reader.skip(32 + 5 + 5)
            }
        }
        let hasDisplayDelay = reader.flag()
        for _ in 0...reader.bits(5) {
            reader.skip(12)
            if reader.bits(5) > 7 { reader.skip(1) }
            if delayBits > 0, reader.flag() { reader.skip(2 * delayBits + 1) }
            if hasDisplayDelay, reader.flag() { reader.skip(4) }
        }
    }
}
