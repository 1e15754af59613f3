internal import CLookalikeHDF5

/// Writes a dataset by libhdf5, under the output file's temporary name.
final class HDF5Encoder: TableEncoder {
    private let file: OutputFile
    private let dimension: Int
    /// nil once it is closed.
    private var writer: OpaquePointer?

    init(_ file: OutputFile, dimension: Int, dataset: String) throws(VectorFormatError) {
        self.file = file
        self.dimension = dimension
        var message = chdf5_message()
        let status = chdf5_create(file.temporary, dataset, UInt64(dimension), &writer, &message)
        try check(status, message)
    }

    deinit {
        var message = chdf5_message()
        // What it says does not matter: the file was given up.
        if let writer { _ = chdf5_finish(writer, &message) }
    }

    func append(_ vectors: [Float], ids: [Int64]) throws(VectorFormatError) {
        guard let writer else { preconditionFailure("appended to a finished file") }
        var message = chdf5_message()
        let status = chdf5_append(writer, vectors, UInt64(vectors.count / dimension), &message)
        try check(status, message)
    }

    func finish(count: Int) throws(VectorFormatError) {
        guard let writer else { preconditionFailure("finished twice") }
        self.writer = nil
        var message = chdf5_message()
        let status = chdf5_finish(writer, &message)
        try check(status, message)
        try file.publish()
    }

    private func check(_ status: chdf5_status, _ message: chdf5_message) throws(VectorFormatError) {
        guard status == CHDF5_OK else { throw .invalidInput(path: file.path, reason: message.sentence) }
    }
}
