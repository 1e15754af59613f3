/// The files of a tar archive (POSIX.1-1988 "ustar", and GNU's of the same fields), as Python's `tarfile` writes it.
struct TarArchive {
    /// By name.
    let members: [String: FileSection]

    private static let block = 512
    private static let memberLimit = 1 << 16

    /// Whether the file's first block is a tar header: its checksum fits.
    static func isHeader(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= block, let expected = octal(bytes[148..<156]) else { return false }
        // The checksum's own field counts as blanks.
        let sum = bytes[..<block].enumerated().reduce(0) { sum, byte in
            sum + Int((148..<156).contains(byte.offset) ? 0x20 : byte.element)
        }
        return sum == expected && bytes[0] != 0
    }

    init(_ file: InputFile) throws(WeightFileError) {
        var members: [String: FileSection] = [:]
        var offset = 0
        while offset + Self.block <= file.size {
            let header = try file.bytes(at: offset, count: Self.block)
            // The end: blocks of zeros.
            if header.allSatisfy({ $0 == 0 }) { break }
            guard Self.isHeader(header), let size = Self.octal(header[124..<136]),
                size <= file.size - offset - Self.block
            else { throw .damaged(detail: "the tar archive has a wrong header at byte \(offset)") }
            let name = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
            let isFile = header[156] == UInt8(ascii: "0") || header[156] == 0
            if isFile {
                let section = FileSection(file: file, offset: offset + Self.block, count: size)
                guard members.updateValue(section, forKey: name) == nil else {
                    throw .damaged(detail: "the archive has two members \(quoted(name))")
                }
                guard members.count <= Self.memberLimit else {
                    throw .damaged(detail: "the tar archive has too many members")
                }
            }
            offset += Self.block + (size + Self.block - 1) / Self.block * Self.block
        }
        self.members = members
    }

    /// Octal digits, with blanks before and a blank or zero behind. Sizes beyond 8 GB have another form, which is not read.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
    }
}
