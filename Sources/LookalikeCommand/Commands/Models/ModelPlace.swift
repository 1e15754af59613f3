import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import LookalikeModelRegistry

/// Where models are, and which can be had.
struct ModelPlace {
    let configuration: EngineConfiguration
    let data: DataDirectory
    let library: ModelLibrary

    init(_ common: CommonOptions) async throws {
        configuration = try await common.engineSettings()
        data = DataDirectory(configuration.dataDirectory)
        library = ModelLibrary(
            builtIn: try BuiltInModel.load(), folders: [data.models] + configuration.modelFolders)
    }

    /// The published models.
    static func registry() throws -> ModelRegistry { try ModelRegistry(json: RegistryAsset.json) }

    /// Installs into the data folder, which is made if it is missing.
    func installer() throws -> ModelInstaller {
        try data.prepare()
        return ModelInstaller(folder: data.models)
    }

    /// For one thread.
    func backend() throws -> OpenVINOBackend {
        let hasCache = FileManager.default.fileExists(atPath: data.networkCache)
        let cache = hasCache ? data.networkCache : nil
        return try OpenVINOBackend(workers: 1, cacheDirectory: cache, device: configuration.device)
    }

    /// Says that a model is installed.
    func finish(_ model: InstalledModel, isJSON: Bool) throws {
        let manifest = model.manifest
        if isJSON {
            return try Terminal.printJSON([
                "name": manifest.name, "folder": model.folder ?? "", "source": manifest.source ?? "",
            ])
        }
        let words = manifest.text == nil ? "" : ", words too"
        try Terminal.print("'\(manifest.name)' is installed: \(manifest.dimension) numbers\(words).")
        Terminal.note(
            "New collections use it with --model \(manifest.name); LOOKALIKE_MODEL=\(manifest.name) makes it the default."
        )
    }
}
