internal import Foundation
internal import HTTPTypes
internal import LookalikeAssets
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeModelRegistry

/// Installs and removes models while the server runs.
struct ModelService: Sendable {
    let engine: Engine
    let registry: ModelRegistry
    let mirror: String?

    private var installer: ModelInstaller { ModelInstaller(folder: engine.modelFolder) }

    /// - Parameter mirror: see `LOOKALIKE_MODEL_MIRROR`.
    init(engine: Engine, mirror: String?) throws {
        self.engine = engine
        self.mirror = mirror
        registry = try ModelRegistry(json: RegistryAsset.json)
    }

    /// Downloads and installs a published model, as a job.
    func pull(_ name: String, _ options: ModelInstaller.Options) async throws -> Job {
        let entry = try registry.entry(named: name)
        try check(entry, options)
        let download = ModelDownload(folder: engine.modelFolder, mirror: mirror)
        return try await engine.startModelJob(of: options.name ?? entry.name) { report in
            var options = options
            var paths: [String] = []
            for file in [entry.weights] + (entry.files ?? []) {
                let path = try await download.fetch(file) { progress in
                    report(Job.Progress(done: progress.received, total: progress.total ?? 0))
                }
                options.files[file.file] = path
                paths.append(path)
            }
            try await install(entry, paths[0], options)
            download.remove(paths)
        }
    }

    /// Installs a model from a weight file of this machine, as a job.
    func importWeights(_ architecture: String, _ path: String, _ options: ModelInstaller.Options) async throws
        -> Job
    {
        let entry = try registry.entry(ofArchitecture: architecture)
        try check(entry, options)
        return try await engine.startModelJob(of: options.name ?? entry.name) { _ in
            try await install(entry, path, options)
        }
    }

    private func install(
        _ entry: RegistryEntry, _ path: String, _ options: ModelInstaller.Options
    ) async throws {
        try await engine.blocking {
            let model = try installer.install(entry, from: path, options)
            guard ModelCheck.isCheap(model) else { return }
            do {
                try ModelCheck.record(model, with: engine.embedder.backend)
            } catch {
                // A network that can't be run is no model. What can't be removed is listed with the models.
                try? installer.remove(model)
                throw error
            }
        }
    }

    /// What can be known to be wrong before a job is started.
    private func check(_ entry: RegistryEntry, _ options: ModelInstaller.Options) throws(ModelInstallError) {
        let (name, recipe) = (options.name ?? entry.name, options.recipe ?? entry.defaultRecipe)
        guard ModelManifest.isValid(name: name) else { throw .invalidName(name) }
        guard entry.recipes[recipe] != nil else {
            throw .unknownRecipe(name: recipe, known: entry.recipes.keys.sorted())
        }
        let models = engine.embedder.library.scan().models
        if models.contains(where: { $0.manifest.name == name }) { throw .exists(name: name) }
    }

    /// - Parameter isForced: whether it is removed even if collections were made with it.
    /// - Throws: ``APIError`` 409 for a model of collections.
    func remove(_ name: String, isForced: Bool) async throws {
        let model = try await engine.blocking { [engine] in try engine.embedder.library.model(named: name) }
        guard isRemovable(model) else {
            throw ModelInstallError.notRemovable(
                name: name,
                detail: model.folder.map { "it is in \($0), which belongs to somebody else" }
                    ?? "it is part of the program")
        }
        let users = try await engine.collectionRecords().filter { $0.model == name }.map(\.name)
        if !users.isEmpty, !isForced {
            throw APIError(
                status: .conflict,
                message:
                    "The model '\(name)' is needed by \(users.map { "'\($0)'" }.joined(separator: ", ")); "
                    + "'force=true' removes it all the same.")
        }
        try await engine.blocking { try installer.remove(model) }
        await engine.embedder.forget(name)
    }

    func isRemovable(_ model: InstalledModel) -> Bool {
        model.folder.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } == engine.modelFolder
    }
}
