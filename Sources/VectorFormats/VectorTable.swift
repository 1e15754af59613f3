/// The formats of other tools in which vectors are read and written.
public enum VectorFileFormat: String, CaseIterable, Sendable {
    /// An index written by `faiss.write_index`.
    case faiss
    /// An array written by `numpy.save`.
    case npy
    /// A dataset in an HDF5 file, as written by h5py and others.
    case hdf5
}

/// The metric according to a file.
public enum StatedMetric: String, Sendable {
    /// The inner product; of normalised vectors, the cosine.
    case innerProduct
    /// Squared L2, as in FAISS.
    case euclidean
    /// The format does not state a metric, or states one with another meaning.
    case unknown
}

/// The vectors of a file of another tool, opened for reading.
/// Opening reads the description of the vectors and checks it against the file's size. The numbers are read in
/// blocks, so a file may be larger than memory; only the ids (8 bytes each) are held. Any thread may read.
public struct VectorTable: Sendable {
    /// Where the file is.
    public let path: String
    /// The file's format.
    public let format: VectorFileFormat
    /// The kind of the contents, in the tool's words: `IndexIDMap of IndexHNSWFlat`, `float32 array`.
    public let kind: String
    /// Numbers per vector, 1 ... `maximumDimension`.
    public let dimension: Int
    /// The number of vectors.
    public let count: Int
    /// How vectors are compared, according to the file.
    public let metric: StatedMetric
    /// The metric in FAISS' words, such as `METRIC_L1`, if `metric` has no case for it.
    public var otherMetric: String?
    /// The id of each vector, in the order in which `read` returns them; nil if the format has none, and a vector's
    /// number is its id. As in the file: unsorted and possibly repeated.
    ///
    /// Vectors of inverted lists come list by list, which is the order of the file.
    public let ids: [Int64]?

    let rows: any RowSource

    /// Files with longer vectors are refused.
    public static let maximumDimension = 65_536

    /// Vectors `range` as `range.count · dimension` numbers, one vector after the other.
    ///
    /// Quantised numbers are decoded as FAISS does, doubles are rounded, NaN and infinities are kept.
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
