internal import CLookalikeHDF5

/// A child process that has a file open and sends what is asked for. It ends with the last reference.
final class HDF5Process: Sendable {
    /// Unchecked, since a pointer is not Sendable: every function of CHDF5 takes a lock, and it is closed once, by
    /// `deinit`.
    private nonisolated(unsafe) let tree: OpaquePointer

    init(path: String, descriptor: Int32) throws(HDF5Error) {
        var opened: OpaquePointer?
        var message = chdf5_message()
        let status = chdf5_tree_open(path, descriptor, &opened, &message)
        guard status == CHDF5_OK, let opened else { throw HDF5Error(status, message) }
        tree = opened
    }

    deinit { chdf5_tree_close(tree) }

    /// What the file holds, as chdf5_tree.h tells.
    var list: [UInt8] {
        var count = 0
        let list = chdf5_tree_list(tree, &count)
        // Sound: the list is `count` bytes and lives as long as the tree; they are copied here.
        return [UInt8](UnsafeBufferPointer(start: list, count: count))
    }

    func read(_ dataset: UInt32, bytes count: Int) throws(HDF5Error) -> [UInt8] {
        var message = chdf5_message()
        var status = CHDF5_OK
        // Sound: the buffer has room for `count` bytes, and is used only if all of them were written.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            status = chdf5_tree_read(tree, dataset, buffer.baseAddress, UInt64(count), &message)
            used = status == CHDF5_OK ? count : 0
        }
        try HDF5Error.check(status, message)
        return bytes
    }
}
