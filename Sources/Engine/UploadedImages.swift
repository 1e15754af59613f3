internal import Foundation
internal import LookalikeWorkThreads

/// The uploaded images of a collection, each stored under the hash of its bytes; records may share one.
///
/// While a hash comes into use or goes out of use, `pending/<hash>` exists. After a crash, these marks tell which
/// files to check against the catalogue at the next start, so that no file stays that no record refers to.
struct UploadedImages: Sendable {
    /// Holds `<first two>/<hash>` and `pending/`.
    let folder: String

    func path(_ hash: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash)" }

    /// Of all images that are stored, sorted.
    var hashes: [String] {
        // A folder that can't be listed is treated as empty.
        let parts = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return parts.filter { $0.count == 2 }.sorted().flatMap { part in
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? [])
                .filter { $0.hasPrefix(part) }.sorted()
        }
    }

    private var pending: String { "\(folder)/pending" }

    /// Writes an image without its final name and without flushing it; ``publish(_:)`` does both. Call
    /// ``settle(_:isInUse:)`` afterwards, even on failure.
    ///
    /// - Throws: ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``.
    /// - Returns: whether the bytes were stored already, with or without a record.
    @discardableResult
    func stage(_ bytes: [UInt8], _ hash: String) throws(EngineError) -> Bool {
        do throws(DurableFile.Failure) {
            try DurableFile.makeFolder(pending)
            try DurableFile.makeFolder("\(folder)/\(hash.prefix(2))")
            // A stored image is complete and on the disk.
            if link(path(hash), "\(pending)/\(hash)") == 0 || errno == EEXIST && access(path(hash), F_OK) == 0
            {
                return true
            }
            try DurableFile.begin(bytes, at: "\(pending)/\(hash)")
            return false
        } catch {
            throw EngineError(error)
        }
    }

    /// Flushes staged images concurrently and gives them their names.
    ///
    /// - Throws: as ``stage(_:_:)``.
    func publish(_ hashes: Set<String>) throws {
        do {
            try Blocking.forEach(Array(hashes)) {
                try DurableFile.finish("\(pending)/\($0)", as: path($0))
            }
            try Blocking.forEach(Array(Set(hashes.map { String($0.prefix(2)) }))) {
                DurableFile.syncFolder("\(folder)/\($0)")
            }
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        }
    }

    /// Call before a record gives an image up, and call ``settle(_:isInUse:)`` afterwards.
    func mark(_ hash: String) {
        link(path(hash), "\(pending)/\(hash)")
    }

    /// Removes an image that no record refers to.
    func settle(_ hash: String, isInUse: Bool) {
        if !isInUse { unlink(path(hash)) }
        unlink("\(pending)/\(hash)")
    }

    /// What a crash left to be settled.
    var pendingHashes: [String] {
        // A folder that can't be listed is treated as empty.
        (try? FileManager.default.contentsOfDirectory(atPath: pending)) ?? []
    }
}

extension EngineError {
    init(_ failure: DurableFile.Failure) {
        self = .system(failure.path, failure.code)
    }
}
