internal import Foundation

/// Which files of a data folder belong in a backup: all but those that are made anew, whatever their names are. Files right
/// in a collection's folder are ``attached``, since they belong to one moment of the catalogue; the others are ``loose``:
/// each is written once, or replaced as a whole.
struct DataFolderFiles {
    let data: DataDirectory
    /// Names of models to take; nil takes all.
    let models: Set<String>?

    /// What is made anew, or copied in another way, right in the data folder.
    private static let excluded: Set<String> = [
        "cache", "lock", DataDirectory.socketFolderName, RestoredFolder.name, RestoredFolder.settings,
    ]
    private static let catalogue = "catalogue.sqlite"
    /// Links that lead into each other end somewhere.
    private static let deepest = 32

    /// Paths below the data folder, sorted in each folder.
    func loose() throws(BackupError) -> [String] {
        var paths: [String] = []
        for name in try names("") where !Self.excluded.contains(name) && !name.hasPrefix(Self.catalogue) {
            switch name {
            case "collections":
                for collection in try names(name) {
                    for file in try names("\(name)/\(collection)") {
                        // Files right in it are attached.
                        try walk("\(name)/\(collection)/\(file)", into: &paths, takesFiles: false)
                    }
                }
            case "models":
                for model in try names(name) where try isTaken(model) {
                    try walk("\(name)/\(model)", into: &paths)
                }
            default: try walk(name, into: &paths)
            }
        }
        return paths
    }

    /// Paths below the data folder of the files right in the collections' folders.
    func attached() throws(BackupError) -> [String] {
        var paths: [String] = []
        for collection in try names("collections") {
            for name in try names("collections/\(collection)") where !Self.isTemporary(name) {
                let path = "collections/\(collection)/\(name)"
                if try kind(path) == S_IFREG { paths.append(path) }
            }
        }
        return paths
    }

    /// The bytes of files, as far as they are there.
    func size(of paths: [String]) -> Int64 {
        paths.reduce(0) { sum, path in
            var status = stat()
            return stat("\(data.path)/\(path)", &status) == 0 ? sum + Int64(status.st_size) : sum
        }
    }

    /// Unfinished downloads are not taken.
    private func isTaken(_ model: String) throws(BackupError) -> Bool {
        if model == ".downloads" { return false }
        guard let models, try kind("models/\(model)") == S_IFDIR, !model.hasPrefix(".") else { return true }
        if models.contains(model) { return true }
        // A folder may have another name than its model.
        struct Manifest: Decodable { var name: String }
        guard let bytes = FileManager.default.contents(atPath: "\(data.models)/\(model)/model.json"),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: bytes)
        else {
            // What can't be read may be needed.
            return true
        }
        return models.contains(manifest.name)
    }

    private static func isTemporary(_ name: String) -> Bool { name.hasSuffix(".tmp") }

    private func walk(
        _ path: String, into paths: inout [String], takesFiles: Bool = true, depth: Int = 0
    ) throws(BackupError) {
        switch try kind(path) {
        case S_IFREG: if takesFiles, !Self.isTemporary(path) { paths.append(path) }
        case S_IFDIR:
            guard depth < Self.deepest else {
                throw .failed(path: "\(data.path)/\(path)", detail: "the folders are nested too deeply")
            }
            for name in try names(path) { try walk("\(path)/\(name)", into: &paths, depth: depth + 1) }
        default: break
        }
    }

    /// - Returns: nil if there is nothing, or no longer.
    private func kind(_ path: String) throws(BackupError) -> mode_t? {
        var status = stat()
        guard stat("\(data.path)/\(path)", &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("\(data.path)/\(path)")
        }
        return status.st_mode & S_IFMT
    }

    /// None where the folder is not there, or no longer.
    private func names(_ folder: String) throws(BackupError) -> [String] {
        let path = folder.isEmpty ? data.path : "\(data.path)/\(folder)"
        guard let open = opendir(path) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw .system(path)
        }
        defer { closedir(open) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(open) else { break }
            // Sound: the system ends the name with a zero within the entry.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .system(path) }
        return names.sorted()
    }
}
