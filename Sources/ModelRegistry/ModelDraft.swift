internal import Foundation
public import LookalikeEmbedding
public import LookalikeONNX
internal import LookalikeTokenizers

/// A model that was made of another one and is not installed yet: it can be loaded and measured, and no one finds it.
///
///     let draft = try installer.draft(of: parent, named: "resnet50-int8", network: graph)
///     // measures draft.model
///     let model = try draft.install { $0.description = "…" }   // or draft.discard()
public struct ModelDraft: Sendable {
    /// The model with its files, under the name that it may get.
    public let model: InstalledModel
    private let staging: Staging
    private let folder: String

    init(_ model: InstalledModel, _ staging: Staging, folder: String) {
        self.model = model
        self.staging = staging
        self.folder = folder
    }

    /// Gives the model its name, complete.
    ///
    /// - Parameter change: sets what is known of the model by now.
    /// - Throws: ``ModelInstallError``; nothing is installed then, and the draft is gone.
    public func install(_ change: (inout ModelManifest) -> Void) throws(ModelInstallError) -> InstalledModel {
        var manifest = model.manifest
        change(&manifest)
        do {
            guard !FileManager.default.fileExists(atPath: "\(folder)/\(manifest.name)") else {
                throw ModelInstallError.exists(name: manifest.name)
            }
            try staging.finish(manifest, as: manifest.name)
            return try ModelLibrary.read(folder: "\(folder)/\(manifest.name)")
        } catch {
            staging.remove()
            throw .of(error, file: manifest.network)
        }
    }

    /// Removes the draft's files.
    public func discard() { staging.remove() }
}

extension ModelInstaller {
    /// Puts a model together that differs from `parent` in its image network only. A text tower comes along.
    ///
    /// - Throws: ``ModelInstallError``; nothing is left behind then.
    public func draft(
        of parent: InstalledModel, named name: String, network graph: Graph
    ) throws(ModelInstallError) -> ModelDraft {
        try check(newName: name)
        let staging = try Staging(in: folder)
        do throws(ModelInstallError) {
            var manifest = parent.manifest
            let isTaken = manifest.text?.network == "network.onnx"
            (manifest.name, manifest.network) = (name, isTaken ? "image.onnx" : "network.onnx")
            do throws(ONNXError) { try graph.write(to: staging.file(manifest.network)) } catch {
                throw .of(error, file: manifest.network)
            }
            manifest.sha256 = try FileHash.sha256(of: staging.file(manifest.network))
            if let text = manifest.text, let place = parent.folder {
                for file in Set([text.network] + text.tokenizer.files) {
                    try staging.copy("\(place)/\(file)", to: file)
                }
            }
            let model = InstalledModel(
                manifest: manifest, network: .file(path: staging.file(manifest.network)), folder: staging.path
            )
            return ModelDraft(model, staging, folder: folder)
        } catch {
            staging.remove()
            throw error
        }
    }

    /// Whether a model can be installed under a name.
    ///
    /// - Throws: ``ModelInstallError/invalidName(_:)``, ``ModelInstallError/exists(name:)``.
    public func check(newName name: String) throws(ModelInstallError) {
        guard ModelManifest.isValid(name: name) else { throw .invalidName(name) }
        guard !FileManager.default.fileExists(atPath: "\(folder)/\(name)") else { throw .exists(name: name) }
    }
}
