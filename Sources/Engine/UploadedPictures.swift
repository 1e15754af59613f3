internal import Foundation

/// The uploaded pictures of a collection, each under the hash of its bytes; two records may share one.
///
/// While a hash comes into use or goes out of it, `pending/<hash>` is there. What a crash leaves there tells which
/// files to ask the catalogue about at the next start, so that none stays that no record refers to.
struct UploadedPictures: Sendable {
    /// Holds `<first two>/<hash>` and `pending/`.
    let folder: String

    func path(_ hash: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash)" }

    private var pending: String { "\(folder)/pending" }

    /// Writes a picture; on the disk when this returns. To be followed by ``settle(_:isInUse:)``.
    ///
    /// - Throws: ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``.
    func keep(_ bytes: [UInt8], _ hash: String) throws(EngineError) {
        do throws(DurableFile.Failure) {
            try DurableFile.makeFolder(pending)
            try DurableFile.makeFolder("\(folder)/\(hash.prefix(2))")
            try DurableFile.write(bytes, to: path(hash), by: "\(pending)/\(hash)")
        } catch {
            if error.isDiskFull { throw .storageFull }
            throw .dataFolderUnusable(path: error.path, detail: String(cString: strerror(error.code)))
        }
    }

    /// To be called before a record gives a picture up, and ``settle(_:isInUse:)`` after.
    func mark(_ hash: String) {
        link(path(hash), "\(pending)/\(hash)")
    }

    /// Removes a picture that no record refers to.
    func settle(_ hash: String, isInUse: Bool) {
        if !isInUse { unlink(path(hash)) }
        unlink("\(pending)/\(hash)")
    }

    /// Settles what a crash left.
    func settleAll(isInUse: (String) throws -> Bool) rethrows {
        for hash in (try? FileManager.default.contentsOfDirectory(atPath: pending)) ?? [] {
            settle(hash, isInUse: try isInUse(hash))
        }
    }
}
