/// Reads a text file from the front to the back, byte by byte, a block at a time.
struct ByteReader {
    let file: InputFile
    private var buffer: [UInt8] = []
    private var position = 0
    /// Where the block after the present one begins.
    private var offset = 0

    private static let blockSize = 1 << 18

    init(_ file: InputFile) { self.file = file }

    var path: String { file.path }

    /// How many bytes were passed over.
    var consumed: Int { offset - buffer.count + position }

    func damaged(_ reason: String) -> VectorFormatError { .damaged(path: file.path, reason: reason) }

    /// The next byte, which stays; nil at the end.
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

    /// Passes over white space; gives what follows, which stays.
    @discardableResult
    mutating func skipSpace() throws(VectorFormatError) -> UInt8? {
        while let byte = try peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            position += 1
        }
        return try peek()
    }

    /// Passes over the mark that some programs put before UTF-8. Only at the beginning.
    mutating func skipByteOrderMark() throws(VectorFormatError) {
        _ = try peek()
        if buffer.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }
}
