/// The blocks of a GIF file.
enum GIFContainer {
    /// Reads the header, and rewrites the file to its first frame, on a canvas of its own size: an animation of any
    /// length costs no more, and what the frame leaves free of the true canvas is transparent, whatever the
    /// background colour (as every browser shows it).
    static func inspect(_ bytes: ByteView) throws(PictureError) -> Container {
        guard let width = bytes.uint16(at: 6, .little), let height = bytes.uint16(at: 8, .little),
            let flags = bytes.byte(at: 10)
        else { throw .damaged(.gif, detail: "its header can't be read") }
        let firstBlock = 13 + colourTableSize(flags)
        guard let frame = firstFrame(bytes, from: firstBlock), let file = bytes.slice(0, count: frame.end)
        else {
            throw .damaged(.gif, detail: "it has no whole frame")
        }
        let canvas = PixelSize(
            width: max(width, frame.left + frame.size.width),
            height: max(height, frame.top + frame.size.height))
        var rewritten = Array(file.raw) + [0x3B]
        for (position, value) in [
            (6, frame.size.width), (8, frame.size.height), (frame.start + 1, 0), (frame.start + 3, 0),
        ] {
            rewritten[position] = UInt8(value & 255)
            rewritten[position + 1] = UInt8(value >> 8)
        }
        return Container(
            size: canvas,
            workingBytes: clampedProduct(canvas.width, canvas.height, 8),  // the canvas and the frame, RGBA
            isHeldWhole: true,
            frameOrigin: canvas == frame.size ? nil : (frame.left, frame.top),
            rewritten: rewritten)
    }

    private static func colourTableSize(_ flags: UInt8) -> Int {
        flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0
    }

    /// How many whole frames there are, `limit` at most.
    static func frameCount(_ bytes: ByteView, limit: Int) -> Int {
        guard let flags = bytes.byte(at: 10) else { return 0 }
        var position = 13 + colourTableSize(flags)
        var count = 0
        while count < limit, let frame = firstFrame(bytes, from: position) {
            count += 1
            position = frame.end
        }
        return count
    }

    private struct Frame {
        /// Of its descriptor.
        let start: Int
        let left: Int
        let top: Int
        let size: PixelSize
        /// The position after its data.
        let end: Int
    }

    /// `nil` where the file ends before the end of the first frame.
    private static func firstFrame(_ bytes: ByteView, from start: Int) -> Frame? {
        var position = start
        while let block = bytes.byte(at: position) {
            switch block {
            case 0x21:  // an extension
                guard let end = endOfSubBlocks(bytes, from: position + 2) else { return nil }
                position = end
            case 0x2C:  // a frame: descriptor, local colours, code size, data
                let numbers = (0..<4).compactMap { bytes.uint16(at: position + 1 + 2 * $0, .little) }
                guard numbers.count == 4, let flags = bytes.byte(at: position + 9),
                    let end = endOfSubBlocks(bytes, from: position + 10 + colourTableSize(flags) + 1)
                else { return nil }
                return Frame(
                    start: position, left: numbers[0], top: numbers[1],
                    size: PixelSize(width: numbers[2], height: numbers[3]), end: end)
            case 0x3B:
                return nil
            default:
                position += 1  // padding, as other readers skip it
            }
        }
        return nil
    }

    private static func endOfSubBlocks(_ bytes: ByteView, from start: Int) -> Int? {
        var position = start
        while let length = bytes.byte(at: position) {
            position += 1 + Int(length)
            if length == 0 { return position }
        }
        return nil
    }
}
