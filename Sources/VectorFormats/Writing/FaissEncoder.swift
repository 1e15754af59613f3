/// Writes an IndexFlat, in an IndexIDMap or not, as `write_index` of FAISS does. The fields that say how many vectors
/// there are get their value at the end.
final class FaissEncoder: TableEncoder {
    private let file: OutputFile
    private let dimension: Int
    private let metric: StatedMetric
    private let withIDs: Bool
    private var ids: [Int64] = []

    init(
        _ file: OutputFile, dimension: Int, metric: StatedMetric, withIDs: Bool
    ) throws(VectorFormatError) {
        self.file = file
        self.dimension = dimension
        self.metric = metric
        self.withIDs = withIDs
        try file.append(start(count: 0))
    }

    func append(_ vectors: [Float], ids: [Int64]) throws(VectorFormatError) {
        try file.append(numbers: vectors)
        self.ids += ids
    }

    func finish(count: Int) throws(VectorFormatError) {
        if withIDs {
            try file.append(Self.bytes(UInt64(count)))
            try file.append(numbers: ids)
        }
        try file.write(start(count: count), at: 0)
        try file.publish()
    }

    /// All that stands before the vectors.
    private func start(count: Int) -> [UInt8] {
        let kind = metric == .innerProduct ? "IxFI" : "IxF2"
        return (withIDs ? header("IxMp", count: count) : []) + header(kind, count: count)
            + Self.bytes(UInt64(count * dimension))
    }

    private func header(_ kind: String, count: Int) -> [UInt8] {
        let unused = Self.bytes(Int64(1 << 20))
        return Array(kind.utf8) + Self.bytes(Int32(dimension)) + Self.bytes(Int64(count)) + unused + unused
            + [1] + Self.bytes(Int32(metric == .innerProduct ? 0 : 1))
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
