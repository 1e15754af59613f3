/// Vectors in the inverted lists of an IVF index, list after list.
struct ListRows: RowSource {
    struct List: Sendable {
        /// The number of its centroid.
        let number: Int
        /// The row that its first vector is.
        let firstRow: Int
        let count: Int
        /// Where its vectors lie in the file.
        let offset: Int
    }

    let file: InputFile
    /// Those that are not empty, by `firstRow`.
    let lists: [List]
    let dimension: Int
    let codec: RowCodec
    /// Where vectors are stored as what they have beyond the list's centroid: the centroids.
    let centroids: (any RowSource)?

    func read(_ range: Range<Int>, into values: UnsafeMutableBufferPointer<Float>) throws(VectorFormatError) {
        var row = range.lowerBound
        var index = list(of: row)
        while row < range.upperBound {
            let list = lists[index]
            let end = min(range.upperBound, list.firstRow + list.count)
            let start = (row - range.lowerBound) * dimension
            let target = UnsafeMutableBufferPointer(
                rebasing: values[start..<(start + (end - row) * dimension)])
            try codec.read(
                file, at: list.offset + (row - list.firstRow) * dimension * codec.size, rows: end - row,
                dimension: dimension, into: target)
            if let centroids { try add(list.number, of: centroids, to: target) }
            row = end
            index += 1
        }
    }

    /// The list that a row is in, by bisection.
    private func list(of row: Int) -> Int {
        var low = 0
        var high = lists.count
        while low < high {
            let middle = (low + high) / 2
            if lists[middle].firstRow <= row { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    private func add(
        _ number: Int, of centroids: any RowSource, to values: UnsafeMutableBufferPointer<Float>
    ) throws(VectorFormatError) {
        var failure: VectorFormatError?
        withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { centroid in
            do throws(VectorFormatError) {
                try centroids.read(number..<(number + 1), into: centroid)
                for index in values.indices { values[index] += centroid[index % dimension] }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
