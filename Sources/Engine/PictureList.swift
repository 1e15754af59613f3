internal import Foundation

/// Pictures named on a command line.
public enum PictureList {
    /// Files as given, and the pictures below folders in sorted order, links to files followed.
    public static func expand(_ paths: [String]) -> (files: [String], problems: [SyncProblem]) {
        var files: [String] = []
        var problems: [SyncProblem] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                problems.append(SyncProblem(path: path, detail: "there is no such file"))
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
                problems += scan.problems.map { SyncProblem(path: root + $0.path, detail: $0.detail) }
            } catch {
                problems.append(SyncProblem(path: path, detail: "\(error)"))
            }
        }
        return (files, problems)
    }
}
