internal import Foundation
internal import LookalikeCatalogue

/// The file that marks a folder as a data folder of Lookalike. A folder with other content is refused, so that no
/// file of another program is mistaken for ours.
struct DataFolderMark: Codable {
    static let name = "lookalike-data.json"
    private static let format = 1

    var format: Int

    /// What a folder may contain before it is marked: files that file systems and desktops add to any folder.
    private static let harmless: Set<String> = [
        "lost+found", ".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore", ".directory",
    ]
    static func isHarmless(_ name: String) -> Bool { harmless.contains(name) }

    private static let ours: Set<String> = [
        name, "catalogue.sqlite", "catalogue.sqlite-wal", "catalogue.sqlite-shm", "catalogue.sqlite-journal",
        "collections", "jobs", "models", "cache", "lock", "trash", DataDirectory.socketFolderName,
    ]

    /// Marks a folder that is empty or was made by an older version.
    ///
    /// - Throws: ``EngineError/dataFolderForeign(path:names:)``, ``EngineError/dataFolderUnusable(path:detail:)``.
    static func claim(_ data: DataDirectory) throws(EngineError) {
        let path = "\(data.path)/\(name)"
        if FileManager.default.fileExists(atPath: path) { return try check(path, data) }
        if !SQLiteCatalogue.recognises(data.catalogue) {
            var foreign = try foreignNames(in: data)
            // An empty catalogue was just being created.
            if data.catalogueBytes > 0 { foreign.insert("catalogue.sqlite", at: 0) }
            guard foreign.isEmpty else { throw .dataFolderForeign(path: data.path, names: foreign) }
        }
        do throws(DurableFile.Failure) {
            try DurableFile.replace(path, with: Array("{\"format\": \(format)}\n".utf8))
        } catch {
            throw .system(data.path, error.code)
        }
    }

    private static func check(_ path: String, _ data: DataDirectory) throws(EngineError) {
        let mark: DataFolderMark
        do {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            mark = try JSONDecoder().decode(DataFolderMark.self, from: bytes)
        } catch {
            throw .dataFolderUnusable(path: data.path, detail: "its file \(name) can't be read")
        }
        guard mark.format <= format else {
            throw .dataFolderUnusable(path: data.path, detail: "a newer version of Lookalike made it")
        }
    }

    /// Names in the folder that are not Lookalike's, sorted.
    private static func foreignNames(in data: DataDirectory) throws(EngineError) -> [String] {
        let names = try data.names(in: data.path)
        var foreign = names.filter { !ours.contains($0) && !harmless.contains($0) }
        for name in try data.names(in: data.collections) where !isCollection(name, in: data) {
            foreign.append("collections/\(name)")
        }
        for name in try data.names(in: data.jobs) where UUID(uuidString: name) == nil {
            foreign.append("jobs/\(name)")
        }
        return foreign.sorted()
    }

    private static func isCollection(_ name: String, in data: DataDirectory) -> Bool {
        guard let recordID = Int64(name) else { return false }
        // An unlistable folder can't be recognised as ours.
        let names = (try? data.names(in: data.collection(recordID))) ?? []
        return names.contains { $0.hasPrefix("vectors-") || $0 == "pictures" || $0 == "collection.json" }
    }
}
