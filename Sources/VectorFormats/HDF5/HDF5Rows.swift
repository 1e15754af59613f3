internal import CLookalikeHDF5

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The rows of a dataset in an HDF5 file.
final class HDF5Rows: RowSource {
    static let magic: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1a, 0x0a]

    private static let supported =
        "datasets of numbers in two dimensions, stored in the file itself, plain or packed by libhdf5's own filters"

    /// Files that HDF5 2.0 writes with `libver="latest"` and a filter can't be read by libhdf5 1.10.
    private static let readable =
        "what HDF5 1.10 reads; h5py writes it with h5py.File(name, \"w\", libver=\"v110\"), or without libver"

    let path: String
    /// libhdf5's handle. Unchecked, since a pointer is not Sendable: every function of CHDF5 takes a lock, and it is
    /// closed once, by `deinit`.
    private nonisolated(unsafe) let table: OpaquePointer
    private let columns: Int
    private let count: Int

    static func table(path: String, dataset: String) throws(VectorFormatError) -> VectorTable {
        let rows = try HDF5Rows(path: path, dataset: dataset)
        return VectorTable(
            path: path, format: .hdf5, kind: "dataset '\(dataset)'", dimension: rows.columns,
            count: rows.count,
            metric: .unknown, ids: nil, rows: rows)
    }

    private init(path: String, dataset: String) throws(VectorFormatError) {
        var opened: OpaquePointer?
        var shape = chdf5_shape()
        var message = chdf5_message()
        let status = chdf5_open(path, dataset, &opened, &shape, &message)
        guard status == CHDF5_OK, let opened else {
            throw Self.error(status, message, path: path, dataset: dataset)
        }
        table = opened
        self.path = path
        columns = Int(shape.columns)
        count = Int(shape.rows)
    }

    deinit { chdf5_close(table) }

    func read(_ range: Range<Int>, into values: UnsafeMutableBufferPointer<Float>) throws(VectorFormatError) {
        var message = chdf5_message()
        let status = chdf5_read(
            table, UInt64(range.lowerBound), UInt64(range.count), values.baseAddress, &message)
        guard status == CHDF5_OK else { throw Self.error(status, message, path: path, dataset: "") }
    }

    private static func error(
        _ status: chdf5_status, _ message: chdf5_message, path: String, dataset: String
    ) -> VectorFormatError {
        let reason = message.sentence
        switch status {
        case CHDF5_NOT_HDF5: return .unrecognised(path: path, expected: "an HDF5 file")
        case CHDF5_NO_DATASET: return .missingDataset(path: path, name: dataset, reason: reason)
        case CHDF5_UNSUPPORTED:
            return .unsupported(path: path, found: "a dataset '\(dataset)' (\(reason))", supported: supported)
        case CHDF5_FAILED where message.code != 0:
            return .system(path: path, operation: "starting a process to read it", code: message.code)
        case _ where reason.contains("version number"):
            return .unsupported(
                path: path, found: "a form of HDF5 that a newer libhdf5 wrote (\(reason))",
                supported: readable)
        case _ where reason.contains("unable to lock file"):
            return .system(path: path, operation: "reading it while another program writes it", code: EAGAIN)
        default: return .damaged(path: path, reason: reason.isEmpty ? "libhdf5 can't read it" : reason)
        }
    }
}

extension chdf5_message {
    /// The message of libhdf5 or of the checks before it.
    var sentence: String {
        withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
