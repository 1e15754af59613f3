#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Maps between rows of a file and references. References ascend with the rows. Until the first compaction, a
/// reference is the row's number; a compaction keeps the references of the rows that it keeps.
///
/// After a compaction they are stored beside the vector file, little-endian:
///
/// | bytes | |
/// |---|---|
/// | 0 ..< 8 | "LKLKREF\0" |
/// | 8 ..< 12 | format version, 1 |
/// | 12 ..< 28 | identity of the vector file |
/// | 28 ..< 36 | reference of the row behind the last one listed |
/// | 36 ..< 44 | count N |
/// | 44 ..< 44 + 8 N | references of rows 0 ..< N, ascending |
/// | the last 4 | CRC-32C of the bytes before it |
struct RowReferences: Sendable, Equatable {
    private static let magic = Array("LKLKREF\0".utf8)
    private static let version: UInt32 = 1
    private static let headerSize = 44

    /// Of rows 0 ..< N.
    private let kept: NumberList<Int64>
    /// Of row N; each later row has the next.
    private let next: Int64

    /// References of a file that was never compacted.
    static let rowNumbers = RowReferences(kept: [], next: 0)

    func reference(ofRow row: Int) -> Int64 {
        row < kept.count ? kept[row] : next + Int64(row - kept.count)
    }

    /// - Returns: nil if no row of the file has it. For a reference that was not given yet, a row after the file's
    ///   end.
    func row(of reference: Int64) -> Int? {
        if reference >= next { return kept.count + Int(reference - next) }
        let row = kept.firstPosition(notBelow: reference)
        return row < kept.count && kept[row] == reference ? row : nil
    }

    /// References of a file with only some of this one's rows.
    ///
    /// - Parameters:
    ///   - rows: ascending.
    ///   - rowCount: of this file: none of its references is reused.
    func compacted(keeping rows: [Int], of rowCount: Int) -> RowReferences {
        RowReferences(
            kept: NumberList(rows.map(reference(ofRow:))), next: reference(ofRow: rowCount))
    }
}

// MARK: The file

extension RowReferences {
    static func path(for vectorPath: String) -> String { vectorPath + ".references" }

    /// - Returns: nil if there is no such file.
    /// - Throws: `damaged`, `unknownVersion`.
    static func read(
        beside vectorPath: String, of identity: VectorFile.Identity
    ) throws(VectorFileError) -> RowReferences? {
        let path = path(for: vectorPath)
        guard exists(path) else { return nil }
        let handle = try FileHandle(opening: path, flags: O_RDONLY)
        return try RowReferences(try handle.readStart(try handle.size()), identity, path)
    }

    private init(
        _ bytes: [UInt8], _ identity: VectorFile.Identity, _ path: String
    ) throws(VectorFileError) {
        func damaged(_ reason: String) -> VectorFileError { .damaged(path: path, reason: reason) }
        func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number {
            Number(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) })
        }
        guard bytes.starts(with: Self.magic) else { throw .foreign(path: path) }
        guard bytes.count >= Self.headerSize + 4 else { throw damaged("it ends within its header") }
        let version = number(at: 8, as: UInt32.self)
        guard version == Self.version else { throw .unknownVersion(path: path, version: version) }
        let checksum = bytes.dropLast(4).withUnsafeBytes { crc32c($0) }
        guard number(at: bytes.count - 4, as: UInt32.self) == checksum else {
            throw damaged("it does not match its checksum")
        }
        guard Array(bytes[12..<28]) == identity.bytes else { throw damaged("it is of another vector file") }
        let count = (bytes.count - Self.headerSize - 4) / 8
        guard number(at: 36, as: UInt64.self) == UInt64(count) else {
            throw damaged("it has another length than it says")
        }
        let kept = (0..<count).map { number(at: Self.headerSize + 8 * $0, as: Int64.self) }
        let next = number(at: 28, as: Int64.self)
        guard zip(kept, kept.dropFirst() + [next]).allSatisfy({ $0 < $1 }), kept.first ?? 0 >= 0, next >= 0
        else { throw damaged("its references don't ascend") }
        self.init(kept: NumberList(kept), next: next)
    }

    /// Writes the file; it is on the disk when this returns.
    func write(beside vectorPath: String, of identity: VectorFile.Identity) throws(VectorFileError) {
        var bytes = Self.magic
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
        }
        append(Self.version)
        bytes += identity.bytes
        append(next)
        append(UInt64(kept.count))
        for reference in kept { append(reference) }
        append(bytes.withUnsafeBytes { crc32c($0) })
        try replaceFile(at: Self.path(for: vectorPath), with: bytes)
    }
}
