#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Writes a small file and replaces any existing one. After a crash either the old or the new one is there, complete.
func replaceFile(at path: String, with bytes: [UInt8]) throws(VectorFileError) {
    let temporary = path + ".tmp"
    do throws(VectorFileError) {
        let handle = try FileHandle(opening: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, calling: path)
        try handle.write(bytes, at: 0)
        try handle.sync()
        guard rename(temporary, path) == 0 else { throw .failed("renaming", temporary) }
        try syncDirectory(of: path)
    } catch {
        unlink(temporary)
        throw error
    }
}
