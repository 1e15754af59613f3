/// The formats of other tools in which vectors are read and written.
public enum VectorFileFormat: String, CaseIterable, Sendable {
    /// An index as `faiss.write_index` leaves it.
    case faiss
    /// An array as `numpy.save` leaves it.
    case npy
    /// A dataset in an HDF5 file, as h5py and others leave it.
    case hdf5
}

/// How a file says that its vectors are compared.
public enum StatedMetric: String, Sendable {
    case innerProduct
    /// Squared L2, as FAISS gives it.
    case euclidean
    /// The format has no word for it, or one that means something else.
    case unknown
}

/// The vectors of a file of another tool, opened for reading.
///
/// Opening reads what describes the vectors and checks it against the file's size; the numbers themselves are
/// read in blocks, so that a file may be larger than memory. Beside the ids (8 bytes each) little is held.
/// Any thread may read.
public struct VectorTable: Sendable {
    public let path: String
    public let format: VectorFileFormat
    /// What the file holds, in the words of its tool: `IndexIDMap of IndexHNSWFlat`, `float32 array`.
    public let kind: String
    /// How many numbers a vector has, 1 ... `maximumDimension`.
    public let dimension: Int
    public let count: Int
    public let metric: StatedMetric
    /// What vectors are compared by where `metric` has no case for it, in FAISS' words: `METRIC_L1`.
    public var otherMetric: String?
    /// The id of each vector, in the order in which `read` gives them; nil where the format has none, and a vector's
    /// number is its id. As the file has them: not sorted, and perhaps repeated.
    ///
    /// Vectors of inverted lists come list by list, which is the order of the file.
    public let ids: [Int64]?

    let rows: any RowSource

    /// Files with longer vectors are refused.
    public static let maximumDimension = 65_536

    /// Vectors `range` as `range.count · dimension` numbers, one vector after the other.
    ///
    /// Quantised numbers come as FAISS decodes them, doubles are rounded. NaN and infinities come as they are.
    ///
    /// - Precondition: the range is within `0 ..< count`.
    public func read(_ range: Range<Int>) throws(VectorFormatError) -> [Float] {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= count, "vectors that the file does not have")
        var failure: VectorFormatError?
        let values = [Float](unsafeUninitializedCapacity: range.count * dimension) { buffer, initialised in
            do throws(VectorFormatError) {
                let target = UnsafeMutableBufferPointer(rebasing: buffer[..<(range.count * dimension)])
                if !range.isEmpty { try rows.read(range, into: target) }
                initialised = range.count * dimension
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }

    /// Ranges that cover all vectors, each of about this many bytes of float32.
    public func blocks(bytes: Int = 16 << 20) -> [Range<Int>] {
        let rows = max(1, bytes / (4 * dimension))
        return stride(from: 0, to: count, by: rows).map { $0..<min(count, $0 + rows) }
    }
}
