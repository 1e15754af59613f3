internal import CLookalikeVectorKernels

/// Where things lie in a code file, all little-endian. Rows have the numbers that they have in the vector file.
///
/// | bytes | |
/// |---|---|
/// | 0 ..< 4096 | header, see `CodeFileHeader` |
/// | 4096 ..< 4104 | how many rows have codes, UInt64 |
/// | 4104 ..< 4108 | CRC-32C of these 8 bytes |
/// | 8192 + c · chunkStride | chunk c: rows 1024 c ..< 1024 (c + 1) |
///
/// A chunk is an array of codes (`stride` unsigned bytes a row), then one of scale, offset, error and norm (four
/// float32 a row, see `lkv_code_row`), then one of checksums (CRC-32C of a row's codes, its four numbers and its
/// row number as UInt32). The stride is the dimension rounded up to a multiple of 16.
struct CodeLayout: Sendable, Equatable {
    static let chunkRows = 1024
    static let firstChunk = 8192
    private static let termsSize = MemoryLayout<lkv_code_row>.size

    let dimension: Int
    let stride: Int
    let chunkStride: Int

    init(dimension: Int) {
        self.dimension = dimension
        stride = (dimension + 15) / 16 * 16
        chunkStride = Self.chunkRows * (stride + Self.termsSize + 4)
    }

    /// How many bytes of a query's codes the kernels read: a multiple of 64.
    var queryLength: Int { (dimension + 63) / 64 * 64 }

    /// The bytes of a file with whole chunks for this many rows.
    func fileSize(rows: Int) -> Int {
        Self.firstChunk + (rows + Self.chunkRows - 1) / Self.chunkRows * chunkStride
    }

    /// How many rows a file of this size has room for.
    func capacity(fileSize: Int) -> Int { max(0, fileSize - Self.firstChunk) / chunkStride * Self.chunkRows }

    func codesOffset(ofRow row: Int) -> Int {
        Self.firstChunk + row / Self.chunkRows * chunkStride + row % Self.chunkRows * stride
    }

    func termsOffset(ofRow row: Int) -> Int {
        Self.firstChunk + row / Self.chunkRows * chunkStride + Self.chunkRows * stride
            + row % Self.chunkRows * Self.termsSize
    }

    func checksumOffset(ofRow row: Int) -> Int {
        Self.firstChunk + row / Self.chunkRows * chunkStride + Self.chunkRows * (stride + Self.termsSize)
            + row % Self.chunkRows * 4
    }

    /// The checksum that row `row` should have, from a mapping of the file.
    func checksum(ofRow row: Int, in base: UnsafeRawPointer) -> UInt32 {
        checksum(
            ofRow: row, codes: base + codesOffset(ofRow: row), terms: base + termsOffset(ofRow: row))
    }

    func checksum(ofRow row: Int, codes: UnsafeRawPointer, terms: UnsafeRawPointer) -> UInt32 {
        let sum = crc32c(UnsafeRawBufferPointer(start: codes, count: stride))
        let both = crc32c(UnsafeRawBufferPointer(start: terms, count: Self.termsSize), continuing: sum)
        return withUnsafeBytes(of: UInt32(row).littleEndian) { crc32c($0, continuing: both) }
    }
}
