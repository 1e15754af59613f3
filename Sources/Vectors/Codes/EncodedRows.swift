internal import CLookalikeVectorKernels

/// The codes of a few consecutive rows of one chunk, ready to be written.
struct EncodedRows {
    let codes: Bytes
    let terms: Bytes
    let checksums: Bytes

    /// Memory that is freed with its last reference.
    final class Bytes {
        let bytes: UnsafeRawBufferPointer
        fileprivate let room: UnsafeMutableRawBufferPointer

        fileprivate init(count: Int) {
            room = .allocate(byteCount: count, alignment: 16)
            bytes = UnsafeRawBufferPointer(room)
        }

        deinit { room.deallocate() }
    }

    /// - Parameter row: returns the vector of a row number; nil for codes that carry no information.
    init(_ layout: CodeLayout, rows: Range<Int>, row: (Int) -> UnsafePointer<Float>?) {
        let size = MemoryLayout<lkv_code_row>.size
        codes = Bytes(count: rows.count * layout.stride)
        terms = Bytes(count: rows.count * size)
        checksums = Bytes(count: rows.count * 4)
        for (i, number) in rows.enumerated() {
            let code = codes.room.baseAddress! + i * layout.stride
            let term = terms.room.baseAddress! + i * size
            // Sound: both lie within what was allocated for as many rows.
            term.storeBytes(
                of: Self.encode(row(number), layout, into: code.assumingMemoryBound(to: UInt8.self)),
                as: lkv_code_row.self)
            checksums.room.storeBytes(
                of: layout.checksum(ofRow: number, codes: code, terms: term).littleEndian,
                toByteOffset: i * 4, as: UInt32.self)
        }
    }

    private static func encode(
        _ vector: UnsafePointer<Float>?, _ layout: CodeLayout, into codes: UnsafeMutablePointer<UInt8>
    ) -> lkv_code_row {
        if let vector { return lkv_encode(vector, layout.dimension, layout.stride, codes) }
        codes.update(repeating: 0, count: layout.stride)
        return lkv_code_row(scale: 0, offset: 0, error: .infinity, norm: 1)
    }
}
