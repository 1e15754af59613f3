/// The blocks of a GIF file.
enum GIFContainer {
    /// Reads the header, and rewrites the file to its first frame: an animation of any length costs no more.
    static func inspect(_ bytes: ByteView) throws(PictureError) -> Container {
        guard let width = bytes.uint16(at: 6, .little), let height = bytes.uint16(at: 8, .little),
            let flags = bytes.byte(at: 10)
        else { throw .damaged(.gif, detail: "its header can't be read") }
        let firstBlock = 13 + colourTableSize(flags)
        guard let frameEnd = endOfFirstFrame(bytes, from: firstBlock),
            let file = bytes.slice(0, count: frameEnd)
        else { throw .damaged(.gif, detail: "it has no whole frame") }
        return Container(
            size: PixelSize(width: width, height: height),
            workingBytes: clampedProduct(width, height, 8),  // the canvas and the frame, RGBA
            isHeldWhole: true,
            rewritten: Array(file.raw) + [0x3B])
    }

    private static func colourTableSize(_ flags: UInt8) -> Int {
        flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0
    }

    /// The position after the first frame's data; `nil` where the file ends before that.
    private static func endOfFirstFrame(_ bytes: ByteView, from start: Int) -> Int? {
        var position = start
        while let block = bytes.byte(at: position) {
            switch block {
            case 0x21:  // an extension
                guard let end = endOfSubBlocks(bytes, from: position + 2) else { return nil }
                position = end
            case 0x2C:  // a frame: descriptor, local colours, code size, data
                guard let flags = bytes.byte(at: position + 9) else { return nil }
                return endOfSubBlocks(bytes, from: position + 10 + colourTableSize(flags) + 1)
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
