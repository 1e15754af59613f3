internal import Foundation

/// Images named on a command line.
public enum ImageList {
    /// The given files, and the images below the given folders in sorted order; links to files are followed.
    public static func expand(
        _ paths: [String]
    ) -> (files: [String], problems: [SyncProblem], passedBy: PassedBy) {
        var files: [String] = []
        var problems: [SyncProblem] = []
        var passedBy = PassedBy()
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                problems.append(SyncProblem(path: path, detail: missing(path)))
                continue
            }
            guard isFolder.boolValue else {
                files.append(path)
                continue
            }
            do {
                let scan = try FolderScan.walk(path)
                let root = path.hasSuffix("/") ? path : path + "/"
                files += scan.files.map { root + $0.path }
                passedBy.add(scan.passedBy, below: root)
                problems += scan.problems.map { SyncProblem(path: root + $0.path, detail: $0.detail) }
            } catch {
                problems.append(SyncProblem(path: path, detail: "\(error)"))
            }
        }
        return (files, problems, passedBy)
    }

    /// An argument that is not UTF-8 arrives with a substitute for each invalid byte.
    private static func missing(_ path: String) -> String {
        path.unicodeScalars.contains("\u{FFFD}")
            ? "there is no such file; one whose name is not UTF-8 has to be renamed first"
            : "there is no such file"
    }
}
