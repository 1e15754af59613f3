internal import LookalikeHDF5

/// Reads HDF5 files that Keras wrote. How tensors are named is told by ``KerasLayer``.
enum KerasFile {
    /// Whether HDF5's signature is at the beginning, or behind a user block (HDF5 File Format Specification, II.A).
    static func isHDF5(_ file: InputFile) throws(WeightFileError) -> Bool {
        let signature = HDF5File.signature
        var offset = 0
        while offset <= file.size - signature.count {
            if try file.bytes(at: offset, count: signature.count) == signature { return true }
            offset = offset == 0 ? 512 : 2 * offset
        }
        return false
    }

    /// A file of Keras 2's form, which Keras 3 writes too (`.h5`), or Keras 3's own (`.weights.h5`).
    static func open(_ path: String) throws(WeightFileError) -> WeightFile {
        let root = try root { () throws(HDF5Error) in try HDF5File(path: path) }
        if let named = try KerasNames(root) { return try named.file() }
        return try KerasPositions(root).file()
    }

    /// The weights in a `.keras` archive, which config.json gives names.
    static func open(descriptor: Int32, _ config: KerasConfig) throws(WeightFileError) -> WeightFile {
        let root = try root { () throws(HDF5Error) in try HDF5File(descriptor: descriptor) }
        return try KerasPositions(root, config).file()
    }

    private static func root(
        _ open: () throws(HDF5Error) -> HDF5File
    ) throws(WeightFileError) -> HDF5Group {
        do throws(HDF5Error) {
            return try open().root
        } catch {
            throw WeightFileError(error)
        }
    }

    /// Adds a tensor under its name.
    static func add(
        _ tensor: WeightTensor, to tensors: inout [String: WeightTensor]
    ) throws(WeightFileError) {
        guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
            throw .unsupported(detail: "two tensors of the file would be called \(quoted(tensor.name))")
        }
    }

    static func link(_ path: String) -> WeightFileError {
        .unsupported(detail: "the file's \(quoted(path)) is a link to somewhere else, which is not followed")
    }
}
