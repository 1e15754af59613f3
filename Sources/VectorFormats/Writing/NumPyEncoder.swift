/// Writes float32 rows as `numpy.save` does.
final class NumPyEncoder: TableEncoder {
    private let file: OutputFile
    private let dimension: Int

    init(_ file: OutputFile, dimension: Int) throws(VectorFormatError) {
        self.file = file
        self.dimension = dimension
        try file.append(header(count: 0))
    }

    func append(_ vectors: [Float], ids: [Int64]) throws(VectorFormatError) {
        try file.append(numbers: vectors)
    }

    func finish(count: Int) throws(VectorFormatError) {
        try file.write(header(count: count), at: 0)
        try file.publish()
    }

    /// As long for every count.
    private func header(count: Int) -> [UInt8] {
        NumPyHeader(descr: "<f4", shape: [count, dimension]).bytes
    }
}
