public import Embedding
internal import Foundation

/// The model that is part of the program, so that a fresh install finds look-alikes with nothing to download.
public enum BuiltInModel {
    /// - Throws: `DecodingError` where the manifest is broken, which the tests would see.
    public static func load() throws -> [InstalledModel] {
        guard let manifest = Asset.all["model/model.json"], let network = Asset.all["model/network.onnx"]
        else { return [] }
        let decoded = try JSONDecoder().decode(ModelManifest.self, from: Data(manifest.bytes))
        return [InstalledModel(manifest: decoded, network: .memory(StaticBytes(network.bytes)), folder: nil)]
    }
}
