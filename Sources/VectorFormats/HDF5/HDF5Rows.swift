internal import LookalikeHDF5

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The rows of a dataset in an HDF5 file.
final class HDF5Rows: RowSource {
    static let magic = HDF5File.signature

    private static let supported =
        "datasets of numbers in two dimensions, stored in the file itself, plain or packed by libhdf5's own filters"

    /// Files that HDF5 2.0 writes with `libver="latest"` and a filter can't be read by libhdf5 1.10.
    private static let readable =
        "what HDF5 1.10 reads; h5py writes it with h5py.File(name, \"w\", libver=\"v110\"), or without libver"

    let path: String
    private let table: HDF5Table

    static func table(path: String, dataset: String) throws(VectorFormatError) -> VectorTable {
        let rows = try HDF5Rows(path: path, dataset: dataset)
        return VectorTable(
            path: path, format: .hdf5, kind: "dataset '\(dataset)'", dimension: rows.table.columns,
            count: rows.table.rows,
            metric: .unknown, ids: nil, rows: rows)
    }

    private init(path: String, dataset: String) throws(VectorFormatError) {
        self.path = path
        do throws(HDF5Error) {
            table = try HDF5Table(path: path, dataset: dataset)
        } catch {
            throw Self.error(error, path: path, dataset: dataset)
        }
    }

    func read(_ range: Range<Int>, into values: UnsafeMutableBufferPointer<Float>) throws(VectorFormatError) {
        do throws(HDF5Error) {
            try table.read(range, into: values)
        } catch {
            throw Self.error(error, path: path, dataset: "")
        }
    }

    private static func error(_ error: HDF5Error, path: String, dataset: String) -> VectorFormatError {
        let reason = error.reason
        switch error.kind {
        case .notHDF5: return .unrecognised(path: path, expected: "an HDF5 file")
        case .noDataset: return .missingDataset(path: path, name: dataset, reason: reason)
        case .unsupported:
            return .unsupported(path: path, found: "a dataset '\(dataset)' (\(reason))", supported: supported)
        case .system(let code):
            return .system(path: path, operation: "starting a process to read it", code: code)
        case .newerForm:
            return .unsupported(
                path: path, found: "a form of HDF5 that a newer libhdf5 wrote (\(reason))",
                supported: readable)
        case .beingWritten:
            return .system(path: path, operation: "reading it while another program writes it", code: EAGAIN)
        case .damaged:
            return .damaged(path: path, reason: reason.isEmpty ? "libhdf5 can't read it" : reason)
        }
    }
}
