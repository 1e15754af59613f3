/// Reads a text file sequentially, byte by byte, one block at a time.
struct ByteReader {
    let file: InputFile
    private var buffer: [UInt8] = []
    private var position = 0
    /// Where the block after the present one begins.
    private var offset = 0

    private static let blockSize = 1 << 18

    init(_ file: InputFile) { self.file = file }

    var path: String { file.path }

    /// Number of bytes consumed.
    var consumed: Int { offset - buffer.count + position }

    func damaged(_ reason: String) -> VectorFormatError { .damaged(path: file.path, reason: reason) }

    /// The next byte, without consuming it; nil at the end.
    mutating func peek() throws(VectorFormatError) -> UInt8? {
        if position == buffer.count {
            guard offset < file.size else { return nil }
            buffer = try file.bytes(at: offset, count: min(Self.blockSize, file.size - offset))
            offset += buffer.count
            position = 0
        }
        return buffer[position]
    }

    mutating func next() throws(VectorFormatError) -> UInt8? {
        let byte = try peek()
        if byte != nil { position += 1 }
        return byte
    }

    /// Skips white space; returns the next byte without consuming it.
    @discardableResult
    mutating func skipSpace() throws(VectorFormatError) -> UInt8? {
        while let byte = try peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            position += 1
        }
        return try peek()
    }

    /// Skips the byte order mark that some programs write before UTF-8. Only at the beginning.
    mutating func skipByteOrderMark() throws(VectorFormatError) {
        _ = try peek()
        if buffer.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }
}
