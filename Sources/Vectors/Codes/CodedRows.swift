internal import CLookalikeVectorKernels
internal import Synchronization

/// The codes of a snapshot's rows, as far as there are any.
struct CodedRows: Sendable {
    private let file: CodeFile
    let mapping: CodeMapping

    init(file: CodeFile, mapping: CodeMapping) {
        self.file = file
        self.mapping = mapping
    }

    var layout: CodeLayout { mapping.layout }

    /// Rows below this one have codes, provided their checksums match. Never decreases.
    var coveredRows: Int { min(file.coveredRows, mapping.capacity) }

    /// For the kernels. Valid while the mapping lives.
    var table: lkv_codes {
        lkv_codes(
            base: mapping.base + CodeLayout.firstChunk, stride: layout.stride,
            chunk_rows: CodeLayout.chunkRows, chunk_stride: layout.chunkStride)
    }

    func codes(ofRow row: Int) -> UnsafePointer<UInt8> {
        (mapping.base + layout.codesOffset(ofRow: row)).assumingMemoryBound(to: UInt8.self)
    }

    func terms(ofRow row: Int) -> lkv_code_row {
        (mapping.base + layout.termsOffset(ofRow: row)).load(as: lkv_code_row.self)
    }

    /// Whether rows `1024 chunk ..< covered` of a chunk are intact; checks each once.
    ///
    /// - Parameter covered: at most `coveredRows`.
    func isIntact(chunk: Int, covered: Int) -> Bool { mapping.isIntact(chunk: chunk, covered: covered) }
}

/// A mapping of a code file, and how much of it has been checked.
final class CodeMapping: Sendable {
    let layout: CodeLayout
    /// Rows that it has room for.
    let capacity: Int
    private let file: FileMapping
    /// For each chunk, how many of its first rows have been found intact; `damaged` permanently if one was not.
    private let checked: AtomicCounts

    private static let damaged = UInt32.max

    init(_ file: FileMapping, _ layout: CodeLayout) {
        self.file = file
        self.layout = layout
        capacity = layout.capacity(fileSize: file.length)
        checked = AtomicCounts(capacity / CodeLayout.chunkRows)
    }

    var base: UnsafeRawPointer { file.base }

    func isIntact(chunk: Int, covered: Int) -> Bool {
        let first = chunk * CodeLayout.chunkRows
        let wanted = UInt32(min(covered - first, CodeLayout.chunkRows))
        let known = checked.load(chunk)
        if known == Self.damaged { return false }
        if known >= wanted { return true }
        for row in first + Int(known)..<first + Int(wanted) where !isIntact(row: row) {
            checked.store(Self.damaged, chunk)
            return false
        }
        checked.store(wanted, chunk)
        return true
    }

    func isIntact(row: Int) -> Bool {
        let stored = base.load(fromByteOffset: layout.checksumOffset(ofRow: row), as: UInt32.self)
        return UInt32(littleEndian: stored) == layout.checksum(ofRow: row, in: base)
    }
}
