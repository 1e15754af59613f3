internal import Foundation
internal import LookalikeJSON
internal import LookalikeVectorFormats

/// The paths of images below the root of the company's images, whichever way the metadata gives them.
struct ImagePaths {
    /// Members of index_info.json that name the root.
    private static let rootNames: Set<String> = [
        "inputdir", "inputdirectory", "imagesbasedir", "imagesdir", "imagedir", "imageroot", "basedir",
        "rootdir", "root", "sourcedir", "directory",
    ]
    /// Members of a row with a path below the root.
    private static let relativeNames: Set<String> = ["relativepath", "relpath"]
    /// Members of a row with such a path unless it is absolute.
    private static let fullNames: Set<String> = ["fullpath"]
    private static let folderNames: Set<String> = ["location", "folder", "directory", "subfolder"]

    /// The root's path with a trailing slash; empty if paths are already relative to it.
    private let root: String
    /// Folders on this machine that may hold the images, likely ones first. A path that was relative to a script's
    /// working folder is taken as relative to this process's.
    let roots: [String]

    /// - Parameters:
    ///   - company: the company's name, which may be part of the root's path; nil if paths are below the root.
    ///   - base: the root, if given by the caller.
    init(
        _ rows: [VectorMetadata.Row], of company: String?, information: [String: JSONValue], base: String?
    ) {
        let stated = information.sorted { $0.key < $1.key }.compactMap { name, value in
            Self.rootNames.contains(Self.plain(name)) ? value.stringValue : nil
        }
        let paths = rows.map(Self.stated)
        let known = ([base].compactMap { $0 } + stated).map { Self.folder(Self.unified($0)) }
        let absolute = paths.filter(Self.isAbsolute)
        let joined = absolute.isEmpty && Self.areJoined(paths, of: rows, company: company)
        root =
            known.first { root in
                root != "" && root != "/" && paths.contains { $0.hasPrefix(root) }
            } ?? Self.commonFolder(joined ? paths : absolute)
        let beside = rows.lazy.compactMap(Self.rootBeside).first
        var seen: Set<String> = ["", "/"]
        roots = (known + [beside ?? "", root]).filter { !Self.isDrive($0) && seen.insert($0).inserted }
    }

    /// Whether relative paths start at the folder where a script ran: its argument, such as `./photos/AOF`, followed
    /// by the path that it found there. Such paths start with a dot, or with the company's name in all rows.
    private static func areJoined(
        _ paths: [String], of rows: [VectorMetadata.Row], company: String?
    ) -> Bool {
        guard let company, !rows.contains(where: { below($0) != nil }) else { return false }
        let dots = ["./", "../", ".\\", "..\\"]
        let haveDots = rows.allSatisfy { row in dots.contains { row.path?.hasPrefix($0) ?? false } }
        return haveDots
            || commonFolder(paths).lowercased().split(separator: "/").contains { $0 == company.lowercased() }
    }

    /// The root, derived from a row that has both the whole path and the path below the root.
    private static func rootBeside(_ row: VectorMetadata.Row) -> String? {
        guard let below = below(row), let path = row.path.map(unified), path.hasSuffix("/" + below) else {
            return nil
        }
        return String(path.dropLast(below.count))
    }

    func path(of row: VectorMetadata.Row) -> String {
        let path = Self.stated(row)
        return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
    }

    /// The path in a row, below the root if the row has that.
    private static func stated(_ row: VectorMetadata.Row) -> String {
        if let path = below(row) { return path }
        let candidates = ([row.path].compactMap { $0 } + values(of: row, fullNames)).map(unified).filter {
            !$0.isEmpty
        }
        if let path = candidates.first(where: { !isAbsolute($0) }) ?? candidates.first { return path }
        let name = unified(row.filename ?? row.id ?? "")
        guard let first = values(of: row, folderNames).first.map(unified), !first.isEmpty, !name.contains("/")
        else { return name }
        return folder(first) + name
    }

    /// The path below the root, if a row names it so next to another path.
    private static func below(_ row: VectorMetadata.Row) -> String? {
        values(of: row, relativeNames).map(unified).first { !$0.isEmpty && !isAbsolute($0) }
    }

    private static func values(of row: VectorMetadata.Row, _ names: Set<String>) -> [String] {
        row.attributes.sorted { $0.key < $1.key }.compactMap { name, value in
            names.contains(plain(name)) ? value.stringValue : nil
        }
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
    }

    /// With `/` as the separator, also for Windows paths, and without a leading one.
    private static func unified(_ path: String) -> String {
        var path = path
        if !path.contains("/") || isDrive(path) { path = path.replacing("\\", with: "/") }
        while path.hasPrefix("./") { path.removeFirst(2) }
        return path == "." ? "" : path
    }

    private static func folder(_ path: String) -> String {
        path.isEmpty || path.hasSuffix("/") ? path : path + "/"
    }

    private static func isAbsolute(_ path: String) -> Bool { path.hasPrefix("/") || isDrive(path) }

    /// `C:\…`
    private static func isDrive(_ path: String) -> Bool {
        let start = Array(path.utf8.prefix(2))
        return start.count == 2 && start[1] == UInt8(ascii: ":")
            && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(start[0] | 0x20)
    }

    /// The deepest folder that contains all paths, with a trailing slash.
    private static func commonFolder(_ paths: [String]) -> String {
        guard var common = paths.first.map({ $0.split(separator: "/", omittingEmptySubsequences: false) })
        else { return "" }
        common.removeLast()
        for path in paths.dropFirst() {
            let names = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            common = Array(zip(common, names).prefix { $0 == $1 }.map(\.0))
        }
        return common.isEmpty ? "" : common.joined(separator: "/") + "/"
    }
}
