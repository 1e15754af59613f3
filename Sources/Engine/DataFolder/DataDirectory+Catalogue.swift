internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension DataDirectory {
    /// Opens the catalogue, and upgrades a data folder of an earlier version. A reader changes nothing in a data
    /// folder that another process may be using.
    ///
    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)``, ``/LookalikeCatalogue/CatalogueError``.
    func openCatalogue(_ access: VectorFile.Access) async throws -> any Catalogue {
        guard access == .readOnly else { return try await upgradedCatalogue() }
        try await Blocking.run { try check() }
        guard FileManager.default.fileExists(atPath: catalogue) else {
            throw EngineError.dataFolderUnusable(path: path, detail: "it has no catalogue")
        }
        do {
            let opened = try await Blocking.run { try SQLiteCatalogue(path: catalogue, migrates: false) }
            // An interrupted upgrade must be completed.
            guard try await opened.earlierVectorFiles().isEmpty else {
                throw CatalogueError.outdated(path: catalogue)
            }
            return opened
        } catch CatalogueError.outdated {
            // No other process may use it during the upgrade.
            let lock: DataDirectoryLock
            do {
                lock = try DataDirectoryLock(self, purpose: "an upgrade of the catalogue")
            } catch EngineError.dataFolderBusy(let path, let holder) {
                throw EngineError.dataFolderUnusable(
                    path: path,
                    detail:
                        "\(holder) is of an older version of Lookalike: restart it with this version first")
            }
            defer { withExtendedLifetime(lock) {} }
            return try await upgradedCatalogue()
        }
    }

    /// Version 4 kept the file in use in the catalogue; the collection's folder has it since version 5.
    private func upgradedCatalogue() async throws -> any Catalogue {
        let opened = try await Blocking.run { try SQLiteCatalogue(path: catalogue) }
        let earlier = try await opened.earlierVectorFiles()
        if earlier.isEmpty { return opened }
        do {
            try await Blocking.run {
                for file in earlier
                where FileManager.default.fileExists(atPath: collection(file.collection)) {
                    try LocalVectors.adopt(
                        in: collection(file.collection), generation: file.generation,
                        identity: file.identity)
                }
            }
        } catch let error as VectorFileError {
            throw error.kind == .full
                ? EngineError.storageFull : .dataFolderUnusable(path: path, detail: "\(error)")
        }
        try await opened.forgetEarlierVectorFiles()
        return opened
    }
}
