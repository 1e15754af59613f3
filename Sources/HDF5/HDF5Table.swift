internal import CLookalikeHDF5

/// A dataset of numbers in the root group of an HDF5 file, as rows of float32.
///
/// A process of its own reads the file, and ends with the table. Any thread may read.
public final class HDF5Table: Sendable {
    /// libhdf5's handle. Unchecked, since a pointer is not Sendable: every function of CHDF5 takes a lock, and it is
    /// closed once, by `deinit`.
    private nonisolated(unsafe) let table: OpaquePointer
    /// The number of rows.
    public let rows: Int
    /// The numbers in a row.
    public let columns: Int

    /// Opens a dataset of one dimension (which is one row) or two, of real or whole numbers of at most 8 bytes.
    public init(path: String, dataset: String) throws(HDF5Error) {
        var opened: OpaquePointer?
        var shape = chdf5_shape()
        var message = chdf5_message()
        let status = chdf5_open(path, dataset, &opened, &shape, &message)
        guard status == CHDF5_OK, let opened else { throw HDF5Error(status, message) }
        table = opened
        rows = Int(shape.rows)
        columns = Int(shape.columns)
    }

    deinit { chdf5_close(table) }

    /// Reads rows, `range.count` × ``columns`` numbers.
    ///
    /// - Precondition: the rows are there, and the buffer has room.
    public func read(
        _ range: Range<Int>, into values: UnsafeMutableBufferPointer<Float>
    ) throws(HDF5Error) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows && values.count >= range.count * columns)
        var message = chdf5_message()
        let status = chdf5_read(
            table, UInt64(range.lowerBound), UInt64(range.count), values.baseAddress, &message)
        try HDF5Error.check(status, message)
    }
}
