internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine

/// Which folders of this machine clients may name. Whoever can index a folder can read its images.
struct FolderRule: Sendable {
    let engine: Engine
    /// Permitted folders, including subfolders.
    let permitted: [String]

    /// - Parameters:
    ///   - roots: as configured; empty means the current directory.
    ///   - products: the product catalogue's folder, which is always allowed.
    init(engine: Engine, roots: [String], products: String) {
        self.engine = engine
        let current = FileManager.default.currentDirectoryPath
        // Services are often started in `/`, which would allow everything unintentionally.
        let defaults = current == "/" ? [] : [current]
        permitted = ((roots.isEmpty ? defaults : roots) + [products]).map(Self.resolved)
    }

    /// The folder that a client names; nil if it names none.
    ///
    /// - Throws: ``APIError`` 403 if it is neither below a permitted folder nor below a root of a collection.
    func allowed(_ folder: String?) async throws -> String? {
        guard let folder, !folder.isEmpty else { return nil }
        let directories = try await engine.collectionRecords().flatMap { $0.roots.map(\.path) }
        let isFine = await engine.blocking { isAllowed(folder, directories) }
        if isFine { return folder }
        throw APIError(
            status: .forbidden,
            message:
                "Clients may not name the folder \(folder): the server's LOOKALIKE_SYNC_ROOTS says which they may."
        )
    }

    /// - Parameter directories: of the collections.
    private func isAllowed(_ folder: String, _ directories: [String]) -> Bool {
        // What `..` means depends on links before it; nobody needs it here.
        let isPlain = !folder.split(separator: "/").contains("..") && !folder.utf8.contains(0)
        let path = Self.resolved(isPlain ? folder : "/")
        if permitted.contains(where: { Self.isBelow(path, $0) }) { return true }
        return directories.map(Self.resolved).contains { Self.isBelow(path, $0) }
    }

    private static func isBelow(_ path: String, _ root: String) -> Bool {
        path == root || path.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    }

    /// Absolute, with links resolved as far as the path exists.
    private static func resolved(_ path: String) -> String {
        let url = URL(fileURLWithPath: path)
        guard url.path != "/" else { return "/" }
        if let real = realpath(url.path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let parent = resolved(url.deletingLastPathComponent().path)
        return (parent.hasSuffix("/") ? parent : parent + "/") + url.lastPathComponent
    }
}
