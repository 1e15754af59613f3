internal import CLookalikeVectorKernels
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The byte codes of a vector file's rows, in a file beside it: what searches scan.
///
/// The codes are derived from the vector file. If the code file is missing, damaged, truncated or of another vector
/// file, it is rebuilt; rows without codes are scanned themselves. Writes never wait for this file to be flushed;
/// checksums reveal what a crash left.
final class CodeFile: Sendable {
    let path: String
    let layout: CodeLayout
    private let header: CodeFileHeader
    private let handle: FileHandle
    private let access: VectorFile.Access
    /// Rows 0 ..< covered have codes. Grows, except by `truncate`.
    private let covered: Atomic<Int>
    private let state: Guarded<State>

    private struct State {
        var mapping: CodeMapping?
        /// Set when a write failed; no more rows get codes until the file is opened again.
        var failure: VectorFileError?
    }

    static func path(for vectorPath: String) -> String { vectorPath + ".codes" }

    /// Opens the code file of a vector file, or creates it if there is no matching one.
    ///
    /// - Throws: `foreign` if the name is taken by something else, which is left alone; system errors. The vector
    ///   file can be searched without it.
    static func open(
        beside vectorPath: String, dimension: Int, identity: VectorFile.Identity, rows: Int,
        access: VectorFile.Access
    ) throws(VectorFileError) -> CodeFile {
        let path = path(for: vectorPath)
        let header = CodeFileHeader(dimension: dimension, identity: identity)
        let flags = access == .readWrite ? O_RDWR | O_CREAT : O_RDONLY
        let handle = try FileHandle(opening: path, flags: flags)
        let size = try handle.size()
        let found = try handle.readStart(CodeLayout.firstChunk)
        guard CodeFileHeader.isOurs(found) else { throw .foreign(path: path) }
        let result = CodeFile(handle, path: path, header, access)
        if header.isOf(found) {
            let room = result.layout.capacity(fileSize: size)
            result.setCovered(min(Self.count(in: found), room, rows))
            if access == .readWrite { try result.truncate(to: result.coveredRows) }
            return result
        }
        return access == .readOnly ? result : try make(path, header)
    }

    /// Replaces a file that does not match by an empty one; existing mappings of the old file stay valid.
    private static func make(_ path: String, _ header: CodeFileHeader) throws(VectorFileError) -> CodeFile {
        guard unlink(path) == 0 || errno == ENOENT else { throw .failed("removing", path) }
        let handle = try FileHandle(opening: path, flags: O_RDWR | O_CREAT | O_EXCL)
        let result = CodeFile(handle, path: path, header, .readWrite)
        try handle.write(header.bytes, at: 0)
        try result.writeCount(0)
        return result
    }

    private init(_ handle: FileHandle, path: String, _ header: CodeFileHeader, _ access: VectorFile.Access) {
        self.handle = handle
        self.path = path
        self.access = access
        self.header = header
        layout = CodeLayout(dimension: header.dimension)
        covered = Atomic(0)
        state = Guarded(State())
    }

    var coveredRows: Int { covered.load(ordering: .acquiring) }
    var failure: VectorFileError? { state.withLock { $0.failure } }

    private func setCovered(_ rows: Int) { covered.store(rows, ordering: .releasing) }

    // MARK: Writing

    /// Writes the codes of rows `first`, `first + 1`, …; does nothing if earlier rows lack codes.
    ///
    /// - Parameter row: returns the i-th vector; nil for a damaged one.
    func append(first: Int, count: Int, row: (Int) -> UnsafePointer<Float>?) {
        state.withLock { state in
            guard state.failure == nil, first == coveredRows else { return }
            do throws(VectorFileError) {
                try write(first: first, count: count, row: row)
                try writeCount(first + count)
                setCovered(first + count)
            } catch {
                state.failure = error
            }
        }
    }

    private func write(
        first: Int, count: Int, row: (Int) -> UnsafePointer<Float>?
    ) throws(VectorFileError) {
        let needed = layout.fileSize(rows: first + count)
        if try handle.size() < needed { try handle.truncate(to: needed) }
        var start = first
        while start < first + count {
            let end = min((start / CodeLayout.chunkRows + 1) * CodeLayout.chunkRows, first + count)
            let part = EncodedRows(layout, rows: start..<end) { row($0 - first) }
            try handle.write(part.codes.bytes, at: layout.codesOffset(ofRow: start))
            try handle.write(part.terms.bytes, at: layout.termsOffset(ofRow: start))
            try handle.write(part.checksums.bytes, at: layout.checksumOffset(ofRow: start))
            start = end
        }
    }

    /// Permanently deletes the codes of rows from `rows` on, so that after a crash they are not mistaken for those of
    /// later rows.
    func truncate(to rows: Int) throws(VectorFileError) {
        let last = layout.capacity(fileSize: try handle.size())
        var changed = false
        for start in stride(from: rows, to: last, by: CodeLayout.chunkRows) {
            // The part of a chunk from `start` on, up to the same position in the next one.
            let end = min(start / CodeLayout.chunkRows * CodeLayout.chunkRows + CodeLayout.chunkRows, last)
            changed = try clearChecksums(start..<end) || changed
            let next = end..<min(start + CodeLayout.chunkRows, last)
            if !next.isEmpty { changed = try clearChecksums(next) || changed }
        }
        guard changed || rows < coveredRows else { return }
        try writeCount(min(rows, coveredRows))
        try handle.sync()
        setCovered(min(rows, coveredRows))
    }

    /// Of rows of one chunk; returns whether any was set.
    private func clearChecksums(_ rows: Range<Int>) throws(VectorFileError) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 * rows.count, alignment: 4)
        defer { buffer.deallocate() }
        let offset = layout.checksumOffset(ofRow: rows.lowerBound)
        try handle.read(into: buffer, at: offset)
        guard buffer.contains(where: { $0 != 0 }) else { return false }
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        try handle.write(UnsafeRawBufferPointer(buffer), at: offset)
        return true
    }

    // MARK: How many rows

    private func writeCount(_ rows: Int) throws(VectorFileError) {
        var bytes = [UInt8](repeating: 0, count: 12)
        bytes.withUnsafeMutableBytes { raw in
            raw.storeBytes(of: UInt64(rows).littleEndian, as: UInt64.self)
            let checksum = crc32c(UnsafeRawBufferPointer(rebasing: raw[..<8]))
            raw.storeBytes(of: checksum.littleEndian, toByteOffset: 8, as: UInt32.self)
        }
        try handle.write(bytes, at: CodeFileHeader.size)
        if try handle.size() < CodeLayout.firstChunk { try handle.truncate(to: CodeLayout.firstChunk) }
    }

    /// From the file's first 8192 bytes; 0 if the number is damaged.
    private static func count(in bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { raw in
            let field = UnsafeRawBufferPointer(rebasing: raw[CodeFileHeader.size..<CodeFileHeader.size + 8])
            let stored = UInt32(
                littleEndian: raw.load(fromByteOffset: CodeFileHeader.size + 8, as: UInt32.self))
            guard crc32c(field) == stored else { return 0 }
            return Int(clamping: UInt64(littleEndian: field.load(as: UInt64.self)))
        }
    }

    // MARK: Reading

    /// Notices what another process has written.
    func refresh(written: Int) {
        // Errors are ignored: the next snapshot tries again, and until then these rows are searched without codes.
        try? state.withLock { (_) throws(VectorFileError) in try refreshCount(written: written) }
    }

    private func refreshCount(written: Int) throws(VectorFileError) {
        guard access == .readOnly else { return }
        let found = try handle.readStart(CodeLayout.firstChunk)
        guard header.isOf(found) else { return }
        let room = layout.capacity(fileSize: try handle.size())
        setCovered(max(coveredRows, min(Self.count(in: found), room, written)))
    }

    /// The existing codes of the first `rows` rows; more may be added later.
    ///
    /// - Parameter written: number of rows in the vector file.
    func codes(rows: Int, written: Int) throws(VectorFileError) -> CodedRows {
        try state.withLock { (state) throws(VectorFileError) in
            try refreshCount(written: written)
            if let mapping = state.mapping, mapping.capacity >= rows {
                return CodedRows(file: self, mapping: mapping)
            }
            let size = try handle.size()
            let wanted = layout.fileSize(rows: max(rows, 1))
            let roomy = try? handle.map(length: wanted)
            let mapped = if let roomy { roomy } else { try handle.map(length: max(size, 1)) }
            let mapping = CodeMapping(mapped, layout)
            state.mapping = mapping
            return CodedRows(file: self, mapping: mapping)
        }
    }
}
