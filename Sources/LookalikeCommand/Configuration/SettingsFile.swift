import Foundation

/// What can be wrong with a settings file, said before its values are used.
enum SettingsFile {
    /// Every setting that a file may have, besides those of a section.
    private static let names: Set<String> = [
        "corsOrigins", "dataDir", "embeddingCacheBytes", "host", "hosts", "logLevel", "maxBatch", "maxPixels",
        "maxUploadBytes", "model", "modelDirs",
        "port", "precision", "queue", "queueSeconds", "searchCacheBytes",
        "searchCacheSeconds", "syncRoots", "uploadMemoryBytes", "workers",
    ]
    private static let sections: [String: Set<String>] = [
        "companies": ["collections", "dir", "model", "open", "openBytes"],
        "events": ["collection", "model"],
        "gallery": ["collection", "index", "maxUploadBytes", "model", "searchLimit", "usePrototypes"],
        "millionScale": ["collection", "model"],
        "products": ["collection", "dir", "model"],
    ]

    /// - Throws: ``SettingsError``.
    static func check(_ path: String, mustExist: Bool) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            if mustExist { throw SettingsError(message: "There is no settings file \(path).") }
            return
        }
        guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError(message: "The settings file \(path) can't be read.")
        }
        let content: Any
        do {
            content = try JSONSerialization.jsonObject(with: data)
        } catch {
            let detail = (error as NSError).userInfo["NSDebugDescription"] as? String
            throw SettingsError(
                message: "The settings file \(path) is not JSON: \(detail ?? error.localizedDescription)")
        }
        guard let settings = content as? [String: Any] else {
            throw SettingsError(
                message: "The settings file \(path) must be a JSON object, such as {\"port\": 8000}.")
        }
        try check(settings, names.union(sections.keys), in: path)
        for (name, allowed) in sections.sorted(by: { $0.key < $1.key }) {
            guard let value = settings[name] else { continue }
            guard let section = value as? [String: Any] else {
                throw SettingsError(message: "In \(path), '\(name)' must be an object.")
            }
            try check(section, allowed, in: path)
        }
    }

    /// A misspelt setting would do nothing, silently.
    private static func check(_ settings: [String: Any], _ names: Set<String>, in path: String) throws {
        guard let unknown = settings.keys.filter({ !names.contains($0) }).min() else { return }
        throw SettingsError(
            message:
                "In \(path), '\(unknown)' is no setting; there are: \(names.sorted().joined(separator: ", "))."
        )
    }
}
