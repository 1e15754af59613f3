/// The record at the end of a zip archive that says where its directory is.
struct ZipDirectoryEnd {
    /// Of the members.
    let count: Int
    let directorySize: Int
    let directoryOffset: Int

    private static let size = 22
    private static let longestComment = 65_535
    private static let locatorSize = 20
    private static let wideSize = 56

    init(of file: InputFile) throws(WeightFileError) {
        let tailSize = min(file.size, Self.size + Self.longestComment)
        let tail = try file.bytes(at: file.size - tailSize, count: tailSize)
        guard let end = Self.position(in: tail) else {
            throw .damaged(detail: "the zip archive has no end, so it may be cut short")
        }
        let wide = try Self.wideRecord(file, before: file.size - tailSize + end)
        if let wide {
            self = try ZipDirectoryEnd(
                wide.record.number(UInt64.self, at: 32), wide.record.number(UInt64.self, at: 40),
                wide.record.number(UInt64.self, at: 48), before: wide.offset)
        } else {
            self = try ZipDirectoryEnd(
                UInt64(tail.number(UInt16.self, at: end + 10)),
                UInt64(tail.number(UInt32.self, at: end + 12)),
                UInt64(tail.number(UInt32.self, at: end + 16)), before: file.size - tailSize + end)
        }
    }

    private init(_ count: UInt64, _ size: UInt64, _ offset: UInt64, before end: Int) throws(WeightFileError) {
        // A member takes 46 bytes of the directory at least. No tool writes a directory that large.
        guard size <= UInt64(end), offset <= UInt64(end) - size, count <= size / 46, size <= 1 << 26 else {
            throw .damaged(detail: "the zip archive's directory isn't where its end says")
        }
        self.count = Int(count)
        directorySize = Int(size)
        directoryOffset = Int(offset)
    }

    /// The last place where the record can be: what follows it is the archive's comment.
    private static func position(in tail: [UInt8]) -> Int? {
        guard tail.count >= size else { return nil }
        return stride(from: tail.count - size, through: 0, by: -1).first { start in
            tail[start...].starts(with: [0x50, 0x4b, 5, 6])
                && Int(tail.number(UInt16.self, at: start + 20)) == tail.count - start - size
        }
    }

    /// The zip64 record, which a locator right before the other record points to.
    private static func wideRecord(
        _ file: InputFile, before end: Int
    ) throws(WeightFileError) -> (record: [UInt8], offset: Int)? {
        guard end >= locatorSize else { return nil }
        let locator = try file.bytes(at: end - locatorSize, count: locatorSize)
        guard locator.starts(with: [0x50, 0x4b, 6, 7]) else { return nil }
        let place = locator.number(UInt64.self, at: 8)
        guard let offset = Int(exactly: place), offset <= end - locatorSize - wideSize else {
            throw .damaged(detail: "the zip archive's zip64 record isn't where its end says")
        }
        let record = try file.bytes(at: offset, count: wideSize)
        guard record.starts(with: [0x50, 0x4b, 6, 6]) else {
            throw .damaged(detail: "the zip archive's zip64 record isn't where its end says")
        }
        return (record, offset)
    }
}
