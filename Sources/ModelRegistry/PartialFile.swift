internal import Foundation

/// A file that has arrived in part, and beside it the tag by which its server knows whether it is still the same file.
struct PartialFile: Sendable {
    let path: String
    private var tagPath: String { path + ".tag" }

    init(_ path: String) { self.path = path }

    /// Bytes that are there.
    var count: Int {
        // A file that can't be looked at counts as empty: it is written anew.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? Int) ?? 0
    }

    /// Where to go on; nil if the file has to be received from the beginning.
    var resumable: (offset: Int, tag: String)? {
        guard count > 0, let tag = FileManager.default.contents(atPath: tagPath), !tag.isEmpty else {
            return nil
        }
        return (count, String(decoding: tag, as: UTF8.self))
    }

    /// Opens the file for writing from `offset` on.
    ///
    /// - Parameter tag: of the server's file; nil if it can't be resumed.
    func begin(at offset: Int, tag: String?) throws(ModelInstallError) -> PartialWriter {
        do {
            if offset == 0 { try Data().write(to: URL(fileURLWithPath: path)) }
            // A weak tag does not tell equal bytes.
            let tag = tag.flatMap { $0.hasPrefix("W/") ? nil : $0 } ?? ""
            try Data(tag.utf8).write(to: URL(fileURLWithPath: tagPath))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.seek(toOffset: UInt64(offset))
            return PartialWriter(file: file)
        } catch {
            throw .storage(detail: "\(path) can't be written: \(error.localizedDescription)")
        }
    }

    func rename(to name: String) throws(ModelInstallError) {
        do {
            try FileManager.default.moveItem(atPath: path, toPath: name)
        } catch {
            throw .storage(detail: "\(path) can't be renamed: \(error.localizedDescription)")
        }
        // A tag without its file means nothing.
        try? FileManager.default.removeItem(atPath: tagPath)
    }
}

/// Writes to a ``PartialFile``.
struct PartialWriter {
    let file: FileHandle

    func write(_ bytes: Data) throws(ModelInstallError) { try wrap { try file.write(contentsOf: bytes) } }
    func synchronize() throws(ModelInstallError) { try wrap { try file.synchronize() } }
    /// What was written counts; what is lost by a failure here is received again.
    func close() { try? file.close() }

    private func wrap(_ body: () throws -> Void) throws(ModelInstallError) {
        do { try body() } catch {
            throw .storage(detail: "The download can't be written: \(error.localizedDescription)")
        }
    }
}
