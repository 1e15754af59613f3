import Foundation

/// Checks a settings file before its values are used.
enum SettingsFile {
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
        try check(settings, Set(Setting.namesInFiles.keys), in: path)
        let sections = Setting.namesInFiles.filter { !$0.value.isEmpty }
        for (name, allowed) in sections.sorted(by: { $0.key < $1.key }) {
            guard let value = settings[name] else { continue }
            guard let section = value as? [String: Any] else {
                throw SettingsError(message: "In \(path), '\(name)' must be an object.")
            }
            try check(section, allowed, in: path)
        }
    }

    /// A misspelt setting would otherwise be ignored silently.
    private static func check(_ settings: [String: Any], _ names: Set<String>, in path: String) throws {
        guard let unknown = settings.keys.filter({ !names.contains($0) }).min() else { return }
        throw SettingsError(
            message:
                "In \(path), '\(unknown)' is no setting; there are: \(names.sorted().joined(separator: ", "))."
        )
    }
}
