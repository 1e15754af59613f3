internal import Foundation
public import LookalikeEmbedding

/// The model compiled into the program, so that a fresh installation works without downloads.
public enum BuiltInModel {
    /// - Throws: `DecodingError` if the manifest is invalid, which tests would notice.
    public static func load() throws -> [InstalledModel] {
        guard let manifest = Asset.all["model/model.json"], let network = Asset.all["model/network.onnx"]
        else { return [] }
        let decoded = try JSONDecoder().decode(ModelManifest.self, from: Data(manifest.bytes))
        return [InstalledModel(manifest: decoded, network: .memory(StaticBytes(network.bytes)), folder: nil)]
    }
}
