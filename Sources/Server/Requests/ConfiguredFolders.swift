internal import LookalikeEngine

/// Folders that settings assign to collections.
struct ConfiguredFolders: Sendable {
    struct Folder: Sendable {
        let path: String
        /// The environment variable that names it.
        let setting: String
    }

    /// By collection name.
    let folders: [String: Folder]

    /// The folder to sync a collection with if the client names none; nil if no setting names one.
    ///
    /// - Throws: ``/LookalikeEngine/EngineError/folderUnreadable(path:detail:)``, naming the setting.
    func path(of collection: String) async throws -> String? {
        guard let folder = folders[collection] else { return nil }
        do {
            try await Engine.checkReadable(folder.path)
        } catch EngineError.folderUnreadable(let path, let detail) {
            throw EngineError.folderUnreadable(
                path: path, detail: "\(detail), and \(folder.setting) names it")
        }
        return folder.path
    }
}
