internal import Engine

/// Folders that settings give to collections.
struct ConfiguredFolders: Sendable {
    struct Folder: Sendable {
        let path: String
        /// The variable of the environment that names it.
        let setting: String
    }

    /// By the name of the collection.
    let folders: [String: Folder]

    /// What a collection is to be synced with where the client names no folder; nil where no setting names one.
    ///
    /// - Throws: ``/Engine/EngineError/folderUnreadable(path:detail:)``, with the setting in the sentence.
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
