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

    /// Writes a model's network to a file, for other programs.
    ///
    /// - Parameters:
    ///   - text: whether the text network is meant.
    ///   - path: of the new file; nothing may be there.
    public func export(_ model: InstalledModel, text: Bool = false, to path: String) throws(ModelInstallError)
    {
        let name = model.manifest.name
        let bytes: Data
        do {
            switch model.network {
            case .memory(let network):
                if text {
                    throw ModelInstallError.missingFile(name: "A text network", detail: "'\(name)' has none.")
                }
                bytes = Data(network.pointer)
            case .file(let network):
                var source = network
                if text {
                    guard let folder = model.folder, let tower = model.manifest.text else {
                        throw ModelInstallError.missingFile(
                            name: "A text network", detail: "'\(name)' has none.")
                    }
                    source = "\(folder)/\(tower.network)"
                }
                guard source.hasSuffix(".onnx") else {
                    throw ModelInstallError.storage(
                        detail: "The network of '\(name)' is \(FileName.of(source)), which is not in ONNX.")
                }
                bytes = try Data(contentsOf: URL(fileURLWithPath: source), options: .mappedIfSafe)
            }
            try bytes.write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch let error as ModelInstallError {
            throw error
        } catch {
            throw .storage(detail: "\(path) can't be written: \(error.localizedDescription)")
        }
    }
}
