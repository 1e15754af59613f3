/// Where the numbers of a table's vectors come from.
protocol RowSource: Sendable {
    /// Writes the rows one after the other; `values` has exactly as much room.
    ///
    /// - Precondition: the range is not empty and within the table.
    func read(_ range: Range<Int>, into values: UnsafeMutableBufferPointer<Float>) throws(VectorFormatError)
}

/// Vectors that lie in a file one after the other.
struct ContiguousRows: RowSource {
    let file: InputFile
    /// Of row 0, in bytes; all rows were found to lie within the file.
    let offset: Int
    let dimension: Int
    let codec: RowCodec

    func read(_ range: Range<Int>, into values: UnsafeMutableBufferPointer<Float>) throws(VectorFormatError) {
        try codec.read(
            file, at: offset + range.lowerBound * dimension * codec.size, rows: range.count,
            dimension: dimension, into: values)
    }
}

/// Vectors that lie in a file number by number: all first numbers, then all second ones (Fortran order).
struct ColumnMajorRows: RowSource {
    let file: InputFile
    let offset: Int
    let count: Int
    let dimension: Int
    let codec: RowCodec

    func read(_ range: Range<Int>, into values: UnsafeMutableBufferPointer<Float>) throws(VectorFormatError) {
        var failure: VectorFormatError?
        withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count) { column in
            do throws(VectorFormatError) {
                for component in 0..<dimension {
                    let first = component * count + range.lowerBound
                    try codec.read(
                        file, at: offset + first * codec.size, rows: range.count, dimension: 1, into: column)
                    for row in 0..<range.count { values[row * dimension + component] = column[row] }
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
