/// Paths below a folder that others give.
enum RelativePath {
    /// Whether a path leads to something below the folder that it is added to, links in it left aside.
    static func staysBelow(_ path: String) -> Bool {
        !path.isEmpty && !path.utf8.contains(0)
            && !path.split(separator: "/").contains { $0 == ".." }
    }
}
