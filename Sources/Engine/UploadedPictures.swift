internal import Foundation

/// The uploaded pictures of a collection, each under the hash of its bytes; two records may share one.
///
/// While a hash comes into use or goes out of it, `pending/<hash>` is there. What a crash leaves there tells which
/// files to ask the catalogue about at the next start, so that none stays that no record refers to.
struct UploadedPictures: Sendable {
    /// Holds `<first two>/<hash>` and `pending/`.
    let folder: String

    func path(_ hash: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash)" }

    /// Of all pictures that have their name, sorted.
    var hashes: [String] {
        // A folder that can't be listed has nothing that can be had.
        let parts = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return parts.filter { $0.count == 2 }.sorted().flatMap { part in
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? [])
                .filter { $0.hasPrefix(part) }.sorted()
        }
    }

    private var pending: String { "\(folder)/pending" }

    /// Writes a picture that has no name yet and is not on the disk yet: ``publish(_:)`` gives it both. To be
    /// followed by ``settle(_:isInUse:)``, also where it failed.
    ///
    /// - Throws: ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``.
    /// - Returns: whether the bytes had their name already, of a record or of none.
    @discardableResult
    func stage(_ bytes: [UInt8], _ hash: String) throws(EngineError) -> Bool {
        do throws(DurableFile.Failure) {
            try DurableFile.makeFolder(pending)
            try DurableFile.makeFolder("\(folder)/\(hash.prefix(2))")
            // One that has its name is whole and on the disk.
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

    /// Brings staged pictures to the disk, side by side, and gives them their names.
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

extension EngineError {
    init(_ failure: DurableFile.Failure) {
        self = .system(failure.path, failure.code)
    }
}
