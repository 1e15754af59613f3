internal import Foundation

/// Hashes of an installed model's files, kept beside them with the size and times that the files had, so that files of
/// hundreds of megabytes are not read at every start only to be recognised. A file that was changed or replaced is read.
///
///     VerifiedHashes(folder: folder).record(["network.onnx": hash])   // by whoever installs the model
public struct VerifiedHashes: Sendable {
    private struct Entry: Codable, Equatable {
        var size: Int64
        var modified: Int64
        var changed: Int64
        var inode: UInt64
        var sha256: String?
    }

    private let path: String
    private let folder: String

    /// - Parameter folder: of the model.
    public init(folder: String) {
        self.folder = folder
        path = "\(folder)/.hashes.json"
    }

    private var entries: [String: Entry] {
        // A list that is missing or damaged costs time only.
        guard let data = FileManager.default.contents(atPath: path) else { return [:] }
        return (try? JSONDecoder().decode([String: Entry].self, from: data)) ?? [:]
    }

    private func facts(_ name: String) -> Entry? {
        var status = stat()
        guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
        func nanoseconds(_ time: timespec) -> Int64 {
            Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        return Entry(
            size: Int64(status.st_size), modified: nanoseconds(modified), changed: nanoseconds(changed),
            inode: UInt64(status.st_ino))
    }

    /// The SHA-256, in hexadecimal, that a file had when it was installed; nil if it is not known, or the file is another.
    func sha256(of name: String) -> String? {
        guard var known = entries[name], let hash = known.sha256 else { return nil }
        known.sha256 = nil
        return known == facts(name) ? hash : nil
    }

    /// Notes the hashes of files that were just written.
    public func record(_ hashes: [String: String]) {
        var noted: [String: Entry] = [:]
        for (name, hash) in hashes {
            noted[name] = facts(name)
            noted[name]?.sha256 = hash
        }
        // Without the note the files are read at each start.
        try? JSONEncoder().encode(noted).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
