internal import Catalogue
internal import Foundation

/// A walk through a folder: one `fstatat` a file and nothing read.
///
/// Symbolic links are followed, except where one leads into a folder that is being walked already, or that many
/// others have led into. Names that begin with a dot, and endings that are no picture's, are passed by.
struct FolderScan: Sendable {
    struct File {
        /// Below the folder, with `/` between names.
        var path: String
        var signature: FileSignature
    }

    /// By ``PathOrder``.
    private(set) var files: [File] = []
    private(set) var problems: [SyncProblem] = []
    /// What could not be looked at, the folder itself being "": what is there is unknown, not gone.
    private(set) var unreadable: [String] = []
    /// Device and inode of the folders between the root and here.
    private var ancestors: [FolderIdentity] = []
    /// How often a link has led into a folder: folders full of links to each other make ways without end.
    private var entries: [FolderIdentity: Int] = [:]
    private static let maximumEntries = 16
    private static let maximumDepth = 200

    private struct FolderIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// Endings of the formats that ``/Pictures/PictureDecoder`` reads; which it is, the bytes tell.
    static let endings: Set<String> = [
        "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "tif", "tiff", "heic", "heif", "avif", "bmp",
        "dib",
    ]

    private static let lowercaseEndings = Set(endings.map { Substring($0) })

    /// - Throws: ``EngineError/folderUnreadable(path:detail:)`` where the folder itself can't be read.
    static func walk(_ root: String) throws(EngineError) -> FolderScan {
        var scan = FolderScan()
        let descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .folderUnreadable(path: root, detail: String(cString: strerror(errno)))
        }
        scan.folder(descriptor, prefix: "", isLinked: false)
        scan.files.sort { PathOrder.precedes($0.path, $1.path) }
        return scan
    }

    /// Walks one folder and closes its descriptor.
    private mutating func folder(_ descriptor: Int32, prefix: String, isLinked: Bool) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, let stream = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            return note(unreadable: String(prefix.dropLast()), code)
        }
        defer { closedir(stream) }
        let identity = FolderIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        if ancestors.contains(identity) {
            // What is there is walked from above, so nothing is unknown.
            problems.append(
                SyncProblem(path: prefix, detail: "a link leads back into a folder that contains it"))
            return
        }
        if let reason = refusal(of: identity, isLinked: isLinked) {
            unreadable.append(String(prefix.dropLast()))
            problems.append(SyncProblem(path: prefix, detail: reason))
            return
        }
        ancestors.append(identity)
        defer { ancestors.removeLast() }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { note(unreadable: String(prefix.dropLast()), errno) }
                return
            }
            visit(entry, in: dirfd(stream), prefix: prefix)
        }
    }

    /// Why a folder is not walked; nil where it is.
    private mutating func refusal(of folder: FolderIdentity, isLinked: Bool) -> String? {
        if ancestors.count >= Self.maximumDepth {
            return "folders are nested more than \(Self.maximumDepth) deep"
        }
        guard isLinked else { return nil }
        entries[folder, default: 0] += 1
        return entries[folder, default: 0] > Self.maximumEntries ? "too many links lead to this folder" : nil
    }

    /// Whether what is at a path can't be known.
    func isUnreadable(_ path: String) -> Bool {
        unreadable.contains { place in
            guard path.utf8.starts(with: place.utf8) else { return false }
            let rest = path.utf8.dropFirst(place.utf8.count)
            return place.isEmpty || rest.isEmpty || rest.first == UInt8(ascii: "/")
        }
    }

    private mutating func visit(_ entry: UnsafeMutablePointer<dirent>, in descriptor: Int32, prefix: String) {
        withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            // Sound: the kernel ends a name with a zero inside the 256 bytes of `d_name`.
            tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                name in
                if name[0] == CChar(UInt8(ascii: ".")) { return }
                guard let text = String(validatingCString: name) else {
                    let shown = prefix + String(cString: name)
                    // What it would be passed by for is no problem.
                    if entry.pointee.d_type == UInt8(DT_REG), !Self.isPicture(shown) { return }
                    problems.append(
                        SyncProblem(path: shown, detail: "the name is not UTF-8, so it can't be indexed"))
                    return
                }
                visit(name, text, kind: Int32(entry.pointee.d_type), in: descriptor, prefix: prefix)
            }
        }
    }

    private mutating func visit(
        _ name: UnsafePointer<CChar>, _ text: String, kind: Int32, in descriptor: Int32, prefix: String
    ) {
        let isFolder = kind == Int32(DT_DIR)
        if kind == Int32(DT_REG), !Self.isPicture(text) { return }
        var status = stat()
        if !isFolder, fstatat(descriptor, name, &status, 0) != 0 {
            let code = errno
            // A file that went between the listing and now is simply not there.
            if code == ENOENT && kind != Int32(DT_LNK) { return }
            if code == ENOENT {
                if Self.isPicture(text) { note(problem: prefix + text, code) }
                return
            }
            return note(unreadable: prefix + text, code)
        }
        if isFolder || status.st_mode & S_IFMT == S_IFDIR {
            let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            let code = errno
            if child < 0 { return note(unreadable: prefix + text, code) }
            folder(child, prefix: prefix + text + "/", isLinked: kind == Int32(DT_LNK))
        } else if status.st_mode & S_IFMT == S_IFREG, Self.isPicture(text) {
            files.append(File(path: prefix + text, signature: FileSignature(status)))
        }
    }

    static func isPicture(_ name: String) -> Bool {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let ending = name[name.utf8.index(after: dot)...]
        // Most are written small.
        return lowercaseEndings.contains(ending) || endings.contains(ending.lowercased())
    }

    private mutating func note(problem path: String, _ code: Int32) {
        problems.append(SyncProblem(path: path, detail: String(cString: strerror(code))))
    }

    private mutating func note(unreadable path: String, _ code: Int32) {
        unreadable.append(path)
        note(problem: path, code)
    }
}

extension FileSignature {
    init(_ status: stat) {
        self.init(
            size: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
            changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec),
            inode: UInt64(status.st_ino))
    }
}

/// Something under the folder that could not be taken in.
public struct SyncProblem: Error, Sendable, Equatable, Codable {
    /// Below the collection's folder.
    public let path: String
    public let detail: String

    public init(path: String, detail: String) {
        self.path = path
        self.detail = detail
    }
}
