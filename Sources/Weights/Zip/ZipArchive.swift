/// A file in a zip archive.
struct ZipMember: Sendable {
    let name: String
    /// 0: stored, 8: deflated.
    let method: UInt16
    let isEncrypted: Bool
    /// Of the inflated bytes.
    let crc: UInt32
    /// Bytes in the archive.
    let packedSize: Int
    /// Bytes when inflated.
    let size: Int
    /// Where its local header begins.
    let headerOffset: Int
}

/// The files of a zip archive (APPNOTE.TXT, with zip64), by the central directory alone: what the local headers say of
/// sizes is not used, since PyTorch writes zeros there.
struct ZipArchive: Sendable {
    let file: InputFile
    /// By name; the directories that an archive may list have names that end with a slash.
    let members: [String: ZipMember]
    /// Where the central directory begins; all data are before it.
    private let directoryOffset: Int

    static let signature: [UInt8] = [0x50, 0x4b, 3, 4]

    init(_ file: InputFile) throws(WeightFileError) {
        self.file = file
        let end = try ZipDirectoryEnd(of: file)
        directoryOffset = end.directoryOffset
        let directory = try file.bytes(at: end.directoryOffset, count: end.directorySize)
        members = try ZipDirectory(directory, limit: end.directoryOffset).members(end.count)
    }

    /// Where a member's data are.
    func section(_ member: ZipMember) throws(WeightFileError) -> FileSection {
        guard !member.isEncrypted else {
            throw .unsupported(detail: "the archive's member \(quoted(member.name)) is encrypted")
        }
        guard member.method == 0 || member.method == 8 else {
            throw .unsupported(
                detail:
                    "the archive's member \(quoted(member.name)) is compressed by method \(member.method), "
                    + "and only stored and deflated ones are read")
        }
        let (isStored, name) = (member.method == 0, quoted(member.name))
        guard !isStored || member.size == member.packedSize else {
            throw .damaged(detail: "the archive's member \(name) is stored and has two sizes")
        }
        // Deflate makes no more than 1,032 bytes of one; zeros do so, weights don't.
        guard isStored || member.size <= max(1 << 26, 20 * file.size) else {
            throw .unsupported(
                detail: "the archive's member \(name) is \(member.size) bytes when inflated, "
                    + "more than 64 MB and than 20 times the file")
        }
        let offset = try dataOffset(member)
        guard member.packedSize <= directoryOffset - offset else {
            throw .damaged(detail: "the archive's member \(name) reaches into its directory")
        }
        return FileSection(
            file: file, offset: offset, count: member.size, deflatedCount: isStored ? nil : member.packedSize,
            // PyTorch writes 0 where it was told to compute none (`set_crc32_options(False)`).
            crc: member.crc == 0 ? nil : member.crc)
    }

    /// Behind the local header, whose name and extra fields may be longer than the directory's.
    private func dataOffset(_ member: ZipMember) throws(WeightFileError) -> Int {
        let size = 30
        guard member.headerOffset <= directoryOffset - size else { throw misplaced(member) }
        let header = try file.bytes(at: member.headerOffset, count: size)
        guard header.starts(with: Self.signature) else { throw misplaced(member) }
        let offset =
            member.headerOffset + size + Int(header.number(UInt16.self, at: 26))
            + Int(header.number(UInt16.self, at: 28))
        guard offset <= directoryOffset else { throw misplaced(member) }
        return offset
    }

    private func misplaced(_ member: ZipMember) -> WeightFileError {
        .damaged(detail: "the archive's member \(quoted(member.name)) isn't where its directory says")
    }
}
