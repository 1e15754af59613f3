import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference

/// An embedder without the rest of the engine, for commands that keep nothing.
enum EmbedderFactory {
    static func make(_ configuration: EngineConfiguration) throws -> Embedder {
        let data = DataDirectory(configuration.dataDirectory)
        // Nothing is made here: only a data folder that exists has a cache.
        let cache = FileManager.default.fileExists(atPath: data.networkCache) ? data.networkCache : nil
        let backend = try OpenVINOBackend(
            workers: configuration.resolvedWorkers, cacheDirectory: cache, device: configuration.device)
        return Embedder(configuration, data: data, backend: backend, builtIn: try BuiltInModel.load())
    }

    /// - Throws: ``EmbeddingError/unknownModel(name:known:)`` where there is no model at all.
    static func firstModel(of embedder: Embedder) throws -> String {
        guard let name = embedder.library.scan().models.first?.manifest.name else {
            throw EmbeddingError.unknownModel(name: "(default)", known: [])
        }
        return name
    }
}
