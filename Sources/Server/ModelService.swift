internal import Foundation
internal import HTTPTypes
internal import LookalikeAssets
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeModelRegistry
internal import LookalikeWorkThreads

/// Installs and removes models while the server runs.
struct ModelService: Sendable {
    let engine: Engine
    let registry: ModelRegistry
    let mirror: String?
    /// Held while a model is tried out, which loads networks beside those that are served.
    let trial = AsyncLock(())
    /// Held while an 8-bit version is begun.
    let quantizing = AsyncLock(())

    var installer: ModelInstaller { ModelInstaller(folder: engine.modelFolder) }

    /// - Parameter mirror: see `LOOKALIKE_MODEL_MIRROR`.
    init(engine: Engine, mirror: String?) throws {
        self.engine = engine
        self.mirror = mirror
        registry = try ModelRegistry(json: RegistryAsset.json)
    }

    /// Downloads and installs a published model, as a job.
    ///
    /// - Parameter changes: which files may differ from the ones that were downloaded first.
    func pull(
        _ name: String, _ options: ModelInstaller.Options, accepting changes: ModelDownload.Changes
    ) async throws -> Job {
        let entry = try registry.entry(named: name)
        try await check(entry, options)
        let download = download(accepting: changes)
        return try await engine.startModelJob(of: options.name ?? entry.name) { job in
            let files = try await fetch(entry, with: download, job)
            try await engine.blocking {
                _ = try installer.install(entry, from: files, options)
                try download.finish(files)
            }
            return [:]
        }
    }

    /// Downloads a model's files. A file that is not the pinned one is noted in the job, so that clients can show what
    /// was pinned and what came.
    private func fetch(
        _ entry: RegistryEntry, with download: ModelDownload, _ job: ModelJob
    ) async throws -> DownloadedModel {
        do throws(ModelInstallError) {
            return try await download.fetch(entry) { progress in
                job.report(Job.Progress(done: progress.received, total: progress.total ?? 0))
            }
        } catch {
            if case .changed(let file, let pinned, let found) = error {
                try await job.note([
                    "changed_file": .string(file), "pinned_sha256": .string(pinned),
                    "found_sha256": .string(found),
                ])
            }
            throw error
        }
    }

    /// Downloads from the configured places.
    func download(accepting changes: ModelDownload.Changes = .none) -> ModelDownload {
        ModelDownload(folder: engine.modelFolder, mirror: mirror, accepting: changes)
    }

    /// Installs a model from a weight file of this machine, as a job.
    func importWeights(_ architecture: String, _ path: String, _ options: ModelInstaller.Options) async throws
        -> Job
    {
        let entry = try registry.entry(ofArchitecture: architecture)
        try await check(entry, options)
        return try await engine.startModelJob(of: options.name ?? entry.name) { _ in
            _ = try await engine.blocking { try installer.install(entry, from: path, options) }
            return [:]
        }
    }

    /// What can be known to be wrong before a job is started.
    private func check(_ entry: RegistryEntry, _ options: ModelInstaller.Options) async throws {
        try await engine.blocking { try installer.check(entry, options, in: engine.embedder.library) }
    }

    /// - Parameter isForced: whether it is removed even if collections were made with it.
    /// - Throws: ``APIError`` 409 for a model of collections.
    func remove(_ name: String, isForced: Bool) async throws {
        let model = try await installed(name)
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

    /// - Throws: ``APIError`` 404 if there is no such model.
    func installed(_ name: String) async throws -> InstalledModel {
        do {
            return try await engine.blocking { [engine] in try engine.embedder.library.model(named: name) }
        } catch let error as EmbeddingError {
            guard case .unknownModel = error else { throw error }
            throw APIError(status: .notFound, message: "\(error)")
        }
    }

    func isRemovable(_ model: InstalledModel) -> Bool {
        model.folder.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } == engine.modelFolder
    }
}
