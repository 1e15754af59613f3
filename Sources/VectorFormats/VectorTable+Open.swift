extension VectorTable {
    /// Opens a file of vectors.
    ///
    /// - Parameters:
    ///   - format: nil means detected from the file's first bytes.
    ///   - dataset: the name of the dataset in an HDF5 file.
    public static func open(
        _ path: String, as format: VectorFileFormat? = nil, dataset: String = "data"
    ) throws(VectorFormatError) -> VectorTable {
        let file = try InputFile(path)
        let detected: VectorFileFormat
        if let format { detected = format } else { detected = try detect(file) }
        let table: VectorTable
        switch detected {
        case .faiss: table = try FaissParser.table(of: file)
        case .npy: table = try NumPyFile.table(of: file)
        case .hdf5: table = try HDF5Rows.table(path: path, dataset: dataset)
        }
        return try table.checked()
    }

    /// The format that a file's first bytes indicate; nil if unknown.
    public static func format(of path: String) throws(VectorFormatError) -> VectorFileFormat? {
        try recognise(InputFile(path))
    }

    private static func detect(_ file: InputFile) throws(VectorFormatError) -> VectorFileFormat {
        if let format = try recognise(file) { return format }
        throw .unrecognised(path: file.path, expected: "a FAISS index, a .npy array or an HDF5 file")
    }

    private static func recognise(_ file: InputFile) throws(VectorFormatError) -> VectorFileFormat? {
        let start = try file.bytes(at: 0, count: min(8, file.size))
        if start.starts(with: NumPyHeader.magic) { return .npy }
        if FaissParser.recognises(start) { return .faiss }
        // The signature is at 0, or at a power of two from 512 (HDF5 File Format Specification, II.A).
        var offset = 0
        while offset + 8 <= file.size {
            if try file.bytes(at: offset, count: 8) == HDF5Rows.magic { return .hdf5 }
            offset = offset == 0 ? 512 : offset * 2
        }
        return nil
    }

    private func checked() throws(VectorFormatError) -> VectorTable {
        guard 1...Self.maximumDimension ~= dimension else {
            throw .unsupported(
                path: path, found: "vectors of \(dimension) numbers",
                supported: "vectors of 1 to \(Self.maximumDimension) numbers")
        }
        return self
    }
}
