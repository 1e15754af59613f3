internal import Foundation
public import LookalikeEmbedding

/// The model compiled into the program, so that a fresh installation works without downloads.
public enum BuiltInModel {
    /// - Throws: `DecodingError` if the manifest is invalid, which tests would notice.
    public static func load() throws -> [InstalledModel] {
        guard let manifest = Asset.all["model/model.json"], let network = Asset.all["model/network.onnx"]
        else { return [] }
        let decoded = try JSONDecoder().decode(ModelManifest.self, from: Data(manifest.bytes))
        return [
            InstalledModel(
                manifest: decoded, network: .memory(StaticBytes(network.bytes)), folder: nil, words: words)
        ]
    }

    /// What finds images by words with this model. Its directions are read anew each time: some milliseconds.
    ///
    /// - Throws: ``/LookalikeEmbedding/WordDirections/Failure`` if a file is damaged, which tests would notice.
    @Sendable public static func words() throws -> WordDirections {
        let list = Asset.all["model/words.txt"].map { Data($0.bytes) } ?? Data()
        let directions = Asset.all["model/words.bin"].map { Data($0.bytes) } ?? Data()
        return try WordDirections(list: list, directions: directions)
    }
}
