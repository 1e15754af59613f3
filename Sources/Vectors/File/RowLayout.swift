#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Where things lie in a vector file, all little-endian:
///
/// | bytes | |
/// |---|---|
/// | 0 ..< 4096 | header, see `VectorFileHeader` |
/// | 4096 + r · stride | row r: D float32, zeros, and in its last 16 bytes the trailer |
/// | stride − 16 ..< stride − 8 | trailer: id, Int64 |
/// | stride − 8 ..< stride − 4 | trailer: the vector's Euclidean norm, float32 (+∞ when beyond its range) |
/// | stride − 4 ..< stride | trailer: CRC-32C of the row's bytes before it |
///
/// The stride is 4 D + 16 rounded up to a multiple of 64, so that rows start on cache lines.
struct RowLayout: Sendable, Equatable {
    static let headerSize = 4096
    private static let trailerSize = 16

    let dimension: Int
    let stride: Int

    init(dimension: Int) {
        self.dimension = dimension
        stride = (4 * dimension + Self.trailerSize + 63) / 64 * 64
    }

    func offset(ofRow row: Int) -> Int { Self.headerSize + row * stride }

    /// How many whole rows a file of `fileSize` bytes holds.
    func rowCount(fileSize: Int) -> Int { max(0, fileSize - Self.headerSize) / stride }

    // MARK: Reading; `row` points to a row's first byte.

    func id(_ row: UnsafeRawPointer) -> Int64 {
        Int64(littleEndian: row.load(fromByteOffset: stride - 16, as: Int64.self))
    }

    func norm(_ row: UnsafeRawPointer) -> Float {
        row.load(fromByteOffset: stride - 8, as: Float.self)
    }

    /// Whether the row matches its checksum.
    func isIntact(_ row: UnsafeRawPointer) -> Bool {
        UInt32(littleEndian: row.load(fromByteOffset: stride - 4, as: UInt32.self)) == checksum(row)
    }

    private func checksum(_ row: UnsafeRawPointer) -> UInt32 {
        crc32c(UnsafeRawBufferPointer(start: row, count: stride - 4))
    }

    // MARK: Writing

    /// Sets a row's id, and a checksum that does not match.
    func markDamaged(_ row: UnsafeMutableRawPointer, id: Int64) {
        row.storeBytes(of: id.littleEndian, toByteOffset: stride - 16, as: Int64.self)
        row.storeBytes(of: (~checksum(row)).littleEndian, toByteOffset: stride - 4, as: UInt32.self)
    }

    /// Fills in one row of `stride` bytes.
    func write(id: Int64, vector: UnsafePointer<Float>, to row: UnsafeMutableRawPointer) {
        let vectorSize = 4 * dimension
        row.copyMemory(from: vector, byteCount: vectorSize)
        memset(row + vectorSize, 0, stride - Self.trailerSize - vectorSize)
        row.storeBytes(of: id.littleEndian, toByteOffset: stride - 16, as: Int64.self)
        row.storeBytes(
            of: Float(Kernel.best.norm(vector, dimension)), toByteOffset: stride - 8, as: Float.self)
        row.storeBytes(of: checksum(row).littleEndian, toByteOffset: stride - 4, as: UInt32.self)
    }
}
