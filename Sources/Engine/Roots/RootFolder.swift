internal import Foundation
internal import LookalikeCatalogue

/// The folder of a root, as the disk has it now. All of it blocks.
enum RootFolder {
    /// What is to be found at a path.
    enum State: Sendable, Equatable {
        /// A folder with something in it.
        case filled
        /// A folder with nothing in it, as a mount point whose disk is away.
        case empty
        /// No folder, or one that can't be read.
        case missing
    }

    static func state(_ path: String) -> State {
        guard let folder = opendir(path) else { return .missing }
        defer { closedir(folder) }
        errno = 0
        // Each folder lists itself and the one above it.
        for _ in 0..<3 { if readdir(folder) == nil { return errno == 0 ? .empty : .missing } }
        return .filled
    }

    /// Why a folder can't be a root beside others; nil if it can: an image below two roots would be indexed twice.
    static func refusal(_ path: String, beside roots: [RootRecord]) -> String? {
        let own = identities(from: path)
        for root in roots {
            if isSame(path, root.path) { return "it is the root \(root.path) of the collection already" }
            let other = identities(from: root.path)
            if isBelow(path, root.path) || other.first.map({ own.dropFirst().contains($0) }) == true {
                return "it lies inside the root \(root.path), whose syncs have its images"
            }
            if isBelow(root.path, path) || own.first.map({ other.dropFirst().contains($0) }) == true {
                return "the root \(root.path) lies inside it, so the images there would be indexed twice"
            }
        }
        return nil
    }

    /// Whether two paths lead to the same folder, for example through a link.
    static func isSame(_ a: String, _ b: String) -> Bool {
        if resolved(a) == resolved(b) { return true }
        guard let first = Identity(a), let second = Identity(b) else { return false }
        return first == second
    }

    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64

        /// Nil if there is nothing at the path.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
        }
    }

    /// Of a folder, then of those above it, so that links and bind mounts are seen through; empty if there is nothing at
    /// the path.
    private static func identities(from path: String) -> [Identity] {
        var path = resolved(path)
        guard let own = Identity(path) else { return [] }
        var found = [own]
        while path != "/" {
            path = (path as NSString).deletingLastPathComponent
            if let above = Identity(path) { found.append(above) }
        }
        return found
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        let (path, folder) = (resolved(path), resolved(folder))
        return path != folder && path.hasPrefix(folder == "/" ? folder : folder + "/")
    }

    /// With links resolved as far as the path exists.
    private static func resolved(_ path: String) -> String {
        if path == "/" || path.isEmpty { return "/" }
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let parent = resolved((path as NSString).deletingLastPathComponent)
        return (parent == "/" ? "/" : parent + "/") + (path as NSString).lastPathComponent
    }
}
