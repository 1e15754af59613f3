#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The vectors of one collection: an append-only file of fixed-size rows, read through a mapping.
///
/// The caller records which rows are live, and under which ids; rows never move or change once written. The order
/// that makes a crash harmless:
///
/// 1. `append` the rows, then `sync()`: they are on the disk, and nobody refers to them yet.
/// 2. Commit references to the rows in the catalogue.
/// 3. After a restart, call `settle(rows:)` with the number of known rows: this detects a file that lost rows. Rows
///    that a crash left between 1 and 2 stay, like removed rows, until the file is compacted.
///
/// A file is created under a temporary name that ends in `.tmp`; one left by a crash may be removed. Replaced and
/// removed rows stay until `compacted(to:live:)` writes a file without them. There may be one writer (`flock`) and
/// any number of concurrent readers, in any process. All methods may be called from any thread.
///
/// ```swift
/// let file = try VectorFile.create(at: path, dimension: 320)
/// let first = try file.append(ids: [1, 2], vectors: vectors)  // 2 × 320 numbers
/// try file.sync()
/// let rows = [RowReference(id: 1, row: first), RowReference(id: 2, row: first + 1)]
/// let snapshot = try file.snapshot(live: rows)
/// ```
public final class VectorFile: Sendable {
    /// What a file is opened for. Only one process at a time may write to it.
    public enum Access: Sendable { case readOnly, readWrite }

    /// Where the file is.
    public let path: String
    /// Numbers per vector.
    public let dimension: Int
    /// Unique to each file.
    public let identity: Identity

    let layout: RowLayout
    let handle: FileHandle
    /// The byte codes of the rows; nil if the code file can't be used.
    let codes: CodeFile?
    /// Why the byte codes can't be used or written; nil if they can. Searches are slower without them, with the same
    /// results.
    public var codeFailure: VectorFileError? { codes?.failure ?? codesUnusable }
    private let codesUnusable: VectorFileError?
    let damaged = DamagedRows()
    /// The numbers of the rows found damaged since the file was opened, ascending. Searches leave them out;
    /// `verify()` finds all damaged rows.
    public var damagedRows: [Int] { damaged.sorted }
    private let access: Access
    private let state: Guarded<State>

    private struct State {
        /// Whole rows in the file.
        var rowCount: Int
        /// Covers at least the rows requested so far, with room for more.
        var mapping: RowMapping?
        /// Set when a sync failed: the state of the disk is unknown, and the file must be reopened.
        var failure: VectorFileError?
    }

    private init(handle: FileHandle, header: VectorFileHeader, access: Access) throws(VectorFileError) {
        path = handle.path
        dimension = header.dimension
        identity = header.identity
        layout = RowLayout(dimension: header.dimension)
        self.handle = handle
        self.access = access
        let rows = layout.rowCount(fileSize: try handle.size())
        state = Guarded(State(rowCount: rows))
        do throws(VectorFileError) {
            codes = try CodeFile.open(
                beside: path, dimension: dimension, identity: identity, rows: rows, access: access)
            codesUnusable = nil
        } catch {
            (codes, codesUnusable) = (nil, error)
        }
    }

    // MARK: Making and opening

    /// Creates an empty file for vectors of `dimension` numbers and opens it for writing. It gets its name once it is
    /// complete and flushed. Its directory must exist; an existing file is an error.
    public static func create(at path: String, dimension: Int) throws(VectorFileError) -> VectorFile {
        try makeFile(at: path, dimension: dimension) { (_) throws(VectorFileError) in }
    }

    /// Opens a file. Checks its header but not its rows (see `verify()`). A partial row at its end, left by a crash,
    /// is ignored. A file that is damaged or not ours is an error, and left alone.
    ///
    /// - Parameter seconds: how long to wait if a part of this process still has the file open for writing.
    public static func open(
        at path: String, access: Access = .readWrite, waiting seconds: Double = 0
    ) throws(VectorFileError) -> VectorFile {
        let handle = try FileHandle(opening: path, flags: access == .readWrite ? O_RDWR : O_RDONLY)
        _ = try handle.size()
        let header = try VectorFileHeader(try handle.readStart(RowLayout.headerSize), path: path)
        if access == .readWrite { try handle.lockForWriting(waiting: seconds) }
        return try VectorFile(handle: handle, header: header, access: access)
    }

    /// Writes a file beside `path` with `fill`, flushes it, and gives it its name; a failure leaves nothing.
    static func makeFile(
        at path: String, dimension: Int, fill: (VectorFile) throws(VectorFileError) -> Void
    ) throws(VectorFileError) -> VectorFile {
        guard 1...IndexError.maximumDimension ~= dimension else {
            throw .input(.unsupportedDimension(dimension))
        }
        guard !exists(path) else { throw .exists(path: path) }
        let header = VectorFileHeader(dimension: dimension, identity: .random())
        let temporary = "\(path).\(header.identity).tmp"
        // Errors show the final path; the file gets that name at the end.
        let handle = try FileHandle(opening: temporary, flags: O_RDWR | O_CREAT | O_EXCL, calling: path)
        var hasCodes = false
        do throws(VectorFileError) {
            try handle.lockForWriting()
            try handle.write(header.bytes, at: 0)
            let file = try VectorFile(handle: handle, header: header, access: .readWrite)
            hasCodes = file.codes != nil
            try fill(file)
            try handle.sync()
            try publish(temporary, as: path)
            return file
        } catch {
            unlink(temporary)
            // Keep foreign files, and files of a vector file that got this name meanwhile.
            if hasCodes, !exists(path) { unlink(CodeFile.path(for: path)) }
            throw error
        }
    }

    // MARK: Rows

    /// How many rows have been written, live or not.
    public var rowCount: Int { state.withLock { $0.rowCount } }

    /// How many bytes the rows and the header take.
    public var byteCount: Int { layout.offset(ofRow: rowCount) }

    /// Appends vectors and returns the number of the first row. They survive a crash of the process at once, and of
    /// the machine after `sync()`. On failure (a full disk) the file is unchanged.
    ///
    /// - Parameter vectors: `ids.count` × `dimension` finite numbers, row-major.
    @discardableResult
    public func append(ids: [Int64], vectors: [Float]) throws(VectorFileError) -> Int {
        guard access == .readWrite else { throw .readOnly(path: path) }
        guard vectors.count == ids.count * dimension else {
            throw .input(.dimensionMismatch(dimension: dimension, valueCount: vectors.count))
        }
        if let error = IndexError.firstNotFinite(vectors, dimension: dimension) { throw .input(error) }
        return try state.withLock { (state) throws(VectorFileError) in
            if let failure = state.failure { throw failure }
            let first = state.rowCount
            guard first + ids.count <= Int(UInt32.max) else { throw .full(path: path) }
            do throws(VectorFileError) {
                try write(ids: ids, vectors: vectors, from: first)
            } catch {
                // If this fails too, the partial data stays after the last row and is overwritten later.
                try? handle.truncate(to: layout.offset(ofRow: first))
                throw error
            }
            state.rowCount += ids.count
            vectors.withUnsafeBufferPointer { values in
                codes?.append(first: first, count: ids.count) { values.baseAddress! + $0 * dimension }
            }
            return first
        }
    }

    /// Appends a damaged row of another file unchanged, with a checksum that does not match, so that it stays known
    /// as damaged and its remains are kept.
    ///
    /// - Parameter row: the first byte of the row, as long as one of this file's.
    func append(damaged row: UnsafeRawPointer, id: Int64) throws(VectorFileError) {
        try state.withLock { (state) throws(VectorFileError) in
            if let failure = state.failure { throw failure }
            guard state.rowCount < Int(UInt32.max) else { throw .full(path: path) }
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: layout.stride, alignment: 64)
            defer { copy.deallocate() }
            copy.copyMemory(from: UnsafeRawBufferPointer(start: row, count: layout.stride))
            layout.markDamaged(copy.baseAddress!, id: id)
            try handle.write(UnsafeRawBufferPointer(copy), at: layout.offset(ofRow: state.rowCount))
            damaged.insert(state.rowCount)
            codes?.append(first: state.rowCount, count: 1) { _ in nil }
            state.rowCount += 1
        }
    }

    private func write(ids: [Int64], vectors: [Float], from first: Int) throws(VectorFileError) {
        let rowsAtOnce = max(1, min(ids.count, (4 << 20) / layout.stride))
        // Aligned like a row in the file.
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: rowsAtOnce * layout.stride, alignment: 64)
        defer { buffer.deallocate() }
        for start in stride(from: 0, to: ids.count, by: rowsAtOnce) {
            let count = min(rowsAtOnce, ids.count - start)
            vectors.withUnsafeBufferPointer { values in
                for i in 0..<count {
                    layout.write(
                        id: ids[start + i], vector: values.baseAddress! + (start + i) * dimension,
                        to: buffer.baseAddress! + i * layout.stride)
                }
            }
            try handle.write(
                UnsafeRawBufferPointer(rebasing: buffer[..<(count * layout.stride)]),
                at: layout.offset(ofRow: first + start))
        }
    }

    /// Flushes all appended rows to the disk. After a failure the file refuses further writes, because the system may
    /// have dropped data that it could not write.
    public func sync() throws(VectorFileError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        do throws(VectorFileError) {
            try handle.sync()
        } catch {
            state.withLock { $0.failure = error }
            throw error
        }
    }

    /// A mapping with at least the first `rows` rows, which stay as they are from now on.
    func mapping(coveringRows rows: Int) throws(VectorFileError) -> RowMapping {
        try state.withLock { (state) throws(VectorFileError) in
            if rows > state.rowCount, access == .readOnly {
                state.rowCount = layout.rowCount(fileSize: try handle.size())
            }
            guard rows <= state.rowCount else { throw .invalidRow(path: path, row: rows - 1) }
            if let mapping = state.mapping, mapping.capacity >= rows {
                codes?.refresh(written: state.rowCount)
                return mapping
            }
            // Twice the present size and at least 1 MiB, so that a growing file is seldom remapped; only the present
            // size if address space is short. Older mappings live on with their snapshots.
            let size = layout.offset(ofRow: state.rowCount)
            let roomy = try? handle.map(length: max(2 * size, 1 << 20))
            let mapped = if let roomy { roomy } else { try handle.map(length: size) }
            let room = layout.rowCount(fileSize: mapped.length)
            // Without a mapping of the codes the rows themselves are scanned.
            let coded = try? codes?.codes(rows: room, written: state.rowCount)
            let mapping = RowMapping(mapped, layout, codes: coded, damaged: damaged)
            state.mapping = mapping
            return mapping
        }
    }
}
