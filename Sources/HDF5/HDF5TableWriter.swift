internal import CLookalikeHDF5

/// Writes a new HDF5 file with one dataset of float32 rows.
public final class HDF5TableWriter {
    private let columns: Int
    /// nil once it is closed.
    private var writer: OpaquePointer?

    /// Makes the file, or empties the one that is there.
    public init(path: String, dataset: String, columns: Int) throws(HDF5Error) {
        self.columns = columns
        var message = chdf5_message()
        let status = chdf5_create(path, dataset, UInt64(columns), &writer, &message)
        try HDF5Error.check(status, message)
    }

    deinit {
        var message = chdf5_message()
        // What it says does not matter: the file was given up.
        if let writer { _ = chdf5_finish(writer, &message) }
    }

    /// Appends rows, one after the other in `values`.
    public func append(_ values: [Float]) throws(HDF5Error) {
        guard let writer else { preconditionFailure("appended to a finished file") }
        var message = chdf5_message()
        let status = chdf5_append(writer, values, UInt64(values.count / columns), &message)
        try HDF5Error.check(status, message)
    }

    /// Closes the file, which is whole then (and not yet on the disk).
    public func finish() throws(HDF5Error) {
        guard let writer else { preconditionFailure("finished twice") }
        self.writer = nil
        var message = chdf5_message()
        let status = chdf5_finish(writer, &message)
        try HDF5Error.check(status, message)
    }
}
