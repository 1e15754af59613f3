internal import Foundation
internal import LookalikeCatalogue

/// A walk through a folder: one `fstatat` per file; nothing is read except the first bytes of files whose names don't
/// tell their type.
///
/// Symbolic links are followed, unless they lead into a folder that is being walked, or that many other links have
/// led into. Names that begin with a dot, and folders that systems keep for themselves, are ignored; files that are
/// not images are skipped and counted.
struct FolderScan: Sendable {
    struct File {
        /// Below the folder, with `/` between names.
        var path: String
        var signature: FileSignature
    }

    /// By ``PathOrder``.
    var files: [File] = []
    /// Files with inconclusive names, by ``PathOrder`` too, until ``tellDoubtful(below:records:known:)``.
    var doubtful: [File] = []
    var passedBy = PassedBy()
    private(set) var problems: [SyncProblem] = []
    /// Folders that could not be read, the folder itself being "": their contents are unknown, not gone.
    private(set) var unreadable: [String] = []
    /// Links to folders (even with a missing target) and mount points: everything below them can disappear at once.
    private(set) var places: Set<String> = []
    /// Whether videos are among the files; else they are passed by.
    private var takesVideos = false
    /// Whether raw files of cameras are.
    private var takesRaw = false
    private var mounts: MountPoints?
    /// Device and inode of the folders from the root to here.
    private var ancestors: [FolderIdentity] = []
    /// How often links have led into a folder: folders full of links to each other would make endless paths.
    private var entries: [FolderIdentity: Int] = [:]
    private static let maximumEntries = 16
    private static let maximumDepth = 200

    private struct FolderIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// - Throws: ``EngineError/folderUnreadable(path:detail:)`` if the folder itself can't be read.
    static func walk(_ root: String) throws(EngineError) -> FolderScan {
        var scan = try look(root)
        _ = scan.tellDoubtful(below: root)
        return scan
    }

    /// A walk that opens no file; doubtful files are left undecided.
    ///
    /// - Throws: as ``walk(_:)``.
    static func look(_ root: String, _ options: FrameOptions = FrameOptions()) throws(EngineError)
        -> FolderScan
    {
        var scan = FolderScan()
        (scan.takesVideos, scan.takesRaw) = (options.videos, options.raw)
        let descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .folderUnreadable(path: root, detail: String(cString: strerror(errno)))
        }
        scan.mounts = MountPoints(below: root)
        scan.folder(descriptor, prefix: "", isLinked: false)
        scan.files.sort { PathOrder.precedes($0.path, $1.path) }
        scan.doubtful.sort { PathOrder.precedes($0.path, $1.path) }
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
            // Its contents are walked from above, so nothing is unknown.
            problems.append(
                SyncProblem(path: prefix, detail: "a link leads back into a folder that contains it"))
            return
        }
        if let reason = refusal(of: identity, isLinked: isLinked) {
            unreadable.append(String(prefix.dropLast()))
            problems.append(SyncProblem(path: prefix, detail: reason))
            return
        }
        let place = String(prefix.dropLast())
        if let parent = ancestors.last,
            isLinked || parent.device != identity.device || mounts?.contains(place) == true
        {
            places.insert(place)
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

    /// Why a folder is not walked; nil if it is.
    private mutating func refusal(of folder: FolderIdentity, isLinked: Bool) -> String? {
        if ancestors.count >= Self.maximumDepth {
            return "folders are nested more than \(Self.maximumDepth) deep"
        }
        guard isLinked else { return nil }
        entries[folder, default: 0] += 1
        return entries[folder, default: 0] > Self.maximumEntries ? "too many links lead to this folder" : nil
    }

    /// Whether the contents at a path are unknown.
    func isUnreadable(_ path: String) -> Bool {
        unreadable.contains { place in
            guard path.utf8.starts(with: place.utf8) else { return false }
            let rest = path.utf8.dropFirst(place.utf8.count)
            return place.isEmpty || rest.isEmpty || rest.first == UInt8(ascii: "/")
        }
    }

    /// Takes files for unreadable.
    ///
    /// - Parameter paths: beginning with the folder's own path.
    /// - Returns: the sizes of those that are there, in bytes.
    mutating func leaveOut(_ paths: Set<String>, below root: String) -> Set<Int64> {
        let isLeftOut = { (file: File) in paths.contains("\(root)/\(file.path)") }
        let leftOut = (files + doubtful).filter(isLeftOut)
        unreadable += leftOut.map(\.path)
        files.removeAll(where: isLeftOut)
        doubtful.removeAll(where: isLeftOut)
        return Set(leftOut.map(\.signature.size))
    }

    private mutating func visit(_ entry: UnsafeMutablePointer<dirent>, in descriptor: Int32, prefix: String) {
        withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            // Sound: the kernel ends a name with a zero inside the 256 bytes of `d_name`.
            tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                name in
                if name[0] == CChar(UInt8(ascii: ".")) { return }
                guard let text = String(validatingCString: name) else {
                    return visitUnnamed(prefix + Self.shown(name), kind: Int32(entry.pointee.d_type))
                }
                visit(name, text, kind: Int32(entry.pointee.d_type), in: descriptor, prefix: prefix)
            }
        }
    }

    private mutating func visit(
        _ name: UnsafePointer<CChar>, _ text: String, kind: Int32, in descriptor: Int32, prefix: String
    ) {
        let kind = Self.known(kind, of: name, in: descriptor)
        let isFolder = kind == Int32(DT_DIR)
        let named = FileNameKind(text)
        if kind == Int32(DT_REG), !isWanted(named) { return passedBy.add(prefix + text) }
        var status = stat()
        if !isFolder, fstatat(descriptor, name, &status, 0) != 0 {
            let code = errno
            // A file removed since the listing does not exist.
            if code == ENOENT && kind != Int32(DT_LNK) { return }
            if code == ENOENT {
                // A link with a missing target: a file is one record, but a folder may be many.
                if named != .doubtful, isWanted(named) { return note(unreadable: prefix + text, code) }
                places.insert(prefix + text)
                return
            }
            return note(unreadable: prefix + text, code)
        }
        if isFolder || status.st_mode & S_IFMT == S_IFDIR {
            if FileNameKind.isSystemFolder(text) { return }
            let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            let code = errno
            if child < 0 { return note(unreadable: prefix + text, code) }
            folder(child, prefix: prefix + text + "/", isLinked: kind == Int32(DT_LNK))
        } else if status.st_mode & S_IFMT == S_IFREG {
            add(File(path: prefix + text, signature: FileSignature(status)), named)
        }
    }

    /// The kind of an entry; asks the file system if the listing did not say.
    private static func known(_ kind: Int32, of name: UnsafePointer<CChar>, in descriptor: Int32) -> Int32 {
        var status = stat()
        guard kind == Int32(DT_UNKNOWN), fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            return kind
        }
        switch status.st_mode & S_IFMT {
        case S_IFLNK: return Int32(DT_LNK)
        case S_IFDIR: return Int32(DT_DIR)
        case S_IFREG: return Int32(DT_REG)
        default: return kind
        }
    }

    private mutating func add(_ file: File, _ named: FileNameKind) {
        switch named {
        case .image: files.append(file)
        case .doubtful: doubtful.append(file)
        case .raw where takesRaw: files.append(file)
        case .video where takesVideos:
            // Programs in TypeScript have the extension of a kind of videos.
            if FileNameKind.ending(of: file.path).lowercased() == "ts" {
                doubtful.append(file)
            } else {
                files.append(file)
            }
        case .raw, .video, .other: passedBy.add(file.path)
        }
    }

    /// Whether files of a name are looked at.
    private func isWanted(_ named: FileNameKind) -> Bool {
        switch named {
        case .image, .doubtful: true
        case .raw: takesRaw
        case .video: takesVideos
        case .other: false
        }
    }

    /// Handles an entry whose name no record can hold.
    private mutating func visitUnnamed(_ shown: String, kind: Int32) {
        // Files that would be skipped anyway are no problem.
        if kind == Int32(DT_REG), !isWanted(FileNameKind(shown)) { return passedBy.add(shown) }
        note(problem: shown, "the name is not UTF-8, so it can't be indexed: rename it")
    }

    /// A name with `\xFF` in place of each byte that is not valid UTF-8.
    private static func shown(_ name: UnsafePointer<CChar>) -> String {
        // Sound: the name ends with a zero.
        let bytes = Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
        var text = ""
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &rest) {
            case .emptyInput: return text
            case .valid(let encoded):
                offset += encoded.count
                text.unicodeScalars.append(Unicode.UTF8.decode(encoded))
            case .error(let length):
                for byte in bytes[offset..<offset + length] {
                    text += "\\x" + String(byte, radix: 16, uppercase: true)
                }
                offset += length
            }
        }
    }

    mutating func note(problem path: String, _ detail: String) {
        problems.append(SyncProblem(path: path, detail: detail))
    }

    private mutating func note(problem path: String, _ code: Int32) {
        note(problem: path, String(cString: strerror(code)))
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
            modified: Self.nanoseconds(status.st_mtim), changed: Self.nanoseconds(status.st_ctim),
            inode: UInt64(status.st_ino))
    }

    /// Some file systems have times beyond 64 bits of nanoseconds: those wrap around and still differ from each
    /// other.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

/// A file below the folder that could not be indexed.
public struct SyncProblem: Error, Sendable, Equatable, Codable {
    /// Below the collection's folder.
    public let path: String
    /// Why, in a sentence for people.
    public let detail: String

    /// - Parameter path: below the collection's folder.
    public init(path: String, detail: String) {
        self.path = path
        self.detail = detail
    }
}
