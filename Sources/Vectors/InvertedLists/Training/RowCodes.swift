internal import CLookalikeVectorKernels

/// Byte codes of some rows in memory, with the columns that the kernels want: scale, offset, error and norm.
///
/// `@unchecked Sendable`: each row's part is written by one thread, and read by others only after that.
final class RowCodes: @unchecked Sendable {
    let count: Int
    let stride: Int
    private let dimension: Int
    private let codes: Scratch<UInt8>
    private let columns: Scratch<Float>

    init(count: Int, layout: CodeLayout) {
        self.count = count
        dimension = layout.dimension
        stride = layout.stride
        // The kernels read up to the next multiple of 64 bytes.
        codes = Scratch(count * layout.stride + 64, repeating: 0)
        columns = Scratch(4 * count, repeating: 0)
    }

    func row(_ i: Int) -> UnsafeMutablePointer<UInt8> { codes.pointer + i * stride }
    var scale: UnsafeMutablePointer<Float> { columns.pointer }
    var offset: UnsafeMutablePointer<Float> { columns.pointer + count }
    var error: UnsafeMutablePointer<Float> { columns.pointer + 2 * count }
    var norm: UnsafeMutablePointer<Float> { columns.pointer + 3 * count }

    /// Makes the codes of row `i`.
    func encode(_ vector: UnsafePointer<Float>, _ i: Int) {
        let terms = lkv_encode(vector, dimension, stride, row(i))
        (scale[i], offset[i], error[i], norm[i]) = (terms.scale, terms.offset, terms.error, terms.norm)
    }

    /// Gives row `i` codes that say nothing.
    func markUnusable(_ i: Int) { (scale[i], offset[i], error[i], norm[i]) = (0, 0, .infinity, 1) }

    /// Whether the codes say anything about row `i`: numbers beyond what float32 arithmetic bears have none.
    func isUsable(_ i: Int) -> Bool { error[i] < .infinity }
}

/// Makes the codes of a row: `layout.stride` bytes.
func encode(
    _ vector: UnsafePointer<Float>, _ layout: CodeLayout, into codes: UnsafeMutablePointer<UInt8>
) -> lkv_code_row {
    lkv_encode(vector, layout.dimension, layout.stride, codes)
}
