/// Writes vectors into a file for other tools, block after block, so that they need not fit memory.
///
/// The file has its name once `finish` returns; a writer that is let go before leaves nothing. FAISS files are
/// `IndexFlatIP` or `IndexFlatL2`, in an `IndexIDMap` where there are ids; `.npy` files are float32 in C order; HDF5
/// files have a chunked float32 dataset. Used by one thread at a time.
public final class VectorTableWriter {
    /// Where the file is written.
    public let path: String
    /// Numbers per vector.
    public let dimension: Int
    /// How many vectors have been appended.
    public private(set) var count = 0

    private let encoder: any TableEncoder
    private let hasIDs: Bool
    private var isFinished = false

    /// - Parameters:
    ///   - metric: what a FAISS index compares by.
    ///   - withIDs: whether each vector comes with an id; FAISS files only (`NumPyFile.write(ids:to:)` makes a file of
    ///     ids for the others).
    ///   - dataset: the name of an HDF5 file's dataset.
    ///   - replacing: whether a file of this name may be replaced.
    public init(
        _ path: String, as format: VectorFileFormat, dimension: Int, metric: StatedMetric = .innerProduct,
        withIDs: Bool = false, dataset: String = "data", replacing: Bool = false
    ) throws(VectorFormatError) {
        guard 1...VectorTable.maximumDimension ~= dimension else {
            throw .invalidInput(
                path: path, reason: "a vector has 1 to \(VectorTable.maximumDimension) numbers")
        }
        guard !withIDs || format == .faiss else {
            throw .invalidInput(path: path, reason: "a file of format '\(format)' has no place for ids")
        }
        self.path = path
        self.dimension = dimension
        hasIDs = withIDs
        let file = try OutputFile(path, replacing: replacing)
        switch format {
        case .faiss:
            guard metric != .unknown else {
                throw .invalidInput(path: path, reason: "a FAISS index compares by inner product or by L2")
            }
            encoder = try FaissEncoder(file, dimension: dimension, metric: metric, withIDs: withIDs)
        case .npy: encoder = try NumPyEncoder(file, dimension: dimension)
        case .hdf5: encoder = try HDF5Encoder(file, dimension: dimension, dataset: dataset)
        }
    }

    /// Appends vectors, one after the other.
    ///
    /// - Parameter ids: as many, where the file has ids; otherwise none.
    public func append(_ vectors: [Float], ids: [Int64] = []) throws(VectorFormatError) {
        try checkUnfinished()
        guard vectors.count % dimension == 0 else {
            throw .invalidInput(
                path: path, reason: "\(vectors.count) numbers are no vectors of \(dimension) numbers")
        }
        guard ids.count == (hasIDs ? vectors.count / dimension : 0) else {
            throw .invalidInput(
                path: path, reason: "\(ids.count) ids were given for \(vectors.count / dimension) vectors")
        }
        if vectors.isEmpty { return }
        try encoder.append(vectors, ids: ids)
        count += vectors.count / dimension
    }

    /// Completes the file, makes it last, and gives it its name. Once.
    public func finish() throws(VectorFormatError) {
        try checkUnfinished()
        isFinished = true
        try encoder.finish(count: count)
    }

    private func checkUnfinished() throws(VectorFormatError) {
        guard !isFinished else { throw .invalidInput(path: path, reason: "it is finished") }
    }
}

/// How a table is written in one format.
protocol TableEncoder {
    func append(_ vectors: [Float], ids: [Int64]) throws(VectorFormatError)
    func finish(count: Int) throws(VectorFormatError)
}
