internal import Foundation
public import LookalikeEmbedding

extension ModelInstaller {
    /// Removes an installed model for good. Collections that were made with it keep their vectors; new images and
    /// searches by images need the model again.
    ///
    /// - Throws: ``ModelInstallError/notRemovable(name:detail:)`` if it is not in this models folder.
    public func remove(_ model: InstalledModel) throws(ModelInstallError) {
        let name = model.manifest.name
        guard let place = model.folder else {
            throw .notRemovable(name: name, detail: "it is part of the program")
        }
        guard FileName.folder(of: place) == FileName.folder(of: "\(folder)/x") else {
            throw .notRemovable(name: name, detail: "it is in \(place), which belongs to somebody else")
        }
        do {
            // First under a name that no model has, so that half a model is never found.
            let away = "\(folder)/.removed-\(UUID().uuidString)"
            try FileManager.default.moveItem(atPath: place, toPath: away)
            try FileManager.default.removeItem(atPath: away)
        } catch {
            throw .storage(detail: "The model '\(name)' can't be removed: \(error.localizedDescription)")
        }
    }
}
