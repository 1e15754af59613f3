internal import LookalikeHDF5

/// Writes a dataset by libhdf5, under the output file's temporary name.
final class HDF5Encoder: TableEncoder {
    private let file: OutputFile
    private let writer: HDF5TableWriter

    init(_ file: OutputFile, dimension: Int, dataset: String) throws(VectorFormatError) {
        self.file = file
        do throws(HDF5Error) {
            writer = try HDF5TableWriter(path: file.temporary, dataset: dataset, columns: dimension)
        } catch {
            throw .invalidInput(path: file.path, reason: error.reason)
        }
    }

    func append(_ vectors: [Float], ids: [Int64]) throws(VectorFormatError) {
        do throws(HDF5Error) {
            try writer.append(vectors)
        } catch {
            throw .invalidInput(path: file.path, reason: error.reason)
        }
    }

    func finish(count: Int) throws(VectorFormatError) {
        do throws(HDF5Error) {
            try writer.finish()
        } catch {
            throw .invalidInput(path: file.path, reason: error.reason)
        }
        try file.publish()
    }
}
