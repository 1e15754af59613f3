internal import Foundation

/// Where file systems are mounted, including bind mounts, which a walk does not notice because they have the device
/// of their origin.
struct MountPoints {
    /// Paths below a folder.
    private let paths: Set<String>

    /// - Parameter root: a folder.
    init(below root: String) {
        // If the system does not list mounts (outside Linux), they are recognised by their device alone.
        guard let real = realpath(root, nil),
            let table = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        else {
            paths = []
            return
        }
        defer { free(real) }
        let base = String(cString: real)
        let prefix = base.hasSuffix("/") ? base : base + "/"
        paths = Set(
            table.split(separator: "\n").compactMap { line in
                // proc(5): the fifth field is the mount point.
                let fields = line.split(separator: " ")
                guard fields.count > 4 else { return nil }
                let path = Self.unescaped(fields[4])
                return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
            })
    }

    func contains(_ path: String) -> Bool { paths.contains(path) }

    /// Blanks, tabs, newlines and backslashes are written as octal numbers.
    private static func unescaped(_ field: Substring) -> String {
        guard field.contains("\\") else { return String(field) }
        return [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(String(field)) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }
}
