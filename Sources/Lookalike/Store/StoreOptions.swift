public import Foundation
internal import LookalikeAssets
internal import LookalikeEngine
internal import LookalikeInference
internal import LookalikePictures

/// How a data folder is opened.
public struct StoreOptions: Sendable {
    /// Folders that hold models, each model in a folder of its own with a `model.json`. The data folder's own
    /// `models` folder and the built-in model are there besides.
    public var modelFolders: [URL] = []
    /// The model of new collections that name none; nil takes the built-in one.
    public var defaultModel: String?
    /// Opens the folder beside a process that writes to it; nothing can be changed then. The folder has to be there.
    public var isReadOnly = false
    /// Threads that decode images and run the network; 0 is one a core.
    public var workers = 0
    /// The largest image accepted, in bytes of its file.
    public var maximumFileBytes: Int
    /// The largest image accepted, in pixels.
    public var maximumPixels: Int
    /// Told of each problem that comes up where no call waits for it, such as a full disk while an index is made:
    /// one sentence, from any thread.
    public var onProblem: @Sendable (String) -> Void = { _ in }

    /// The defaults: the built-in model, all cores, images of at most 16 MB and 100 megapixels.
    public init() {
        let limits = EngineConfiguration().limits
        (maximumFileBytes, maximumPixels) = (limits.maximumBytes, limits.maximumPixels)
    }
}

extension StoreOptions {
    /// - Throws: what the engine throws, and the backend.
    func engine(at folder: URL) async throws -> Engine {
        var configuration = EngineConfiguration()
        configuration.dataDirectory = folder.standardizedFileURL.path
        configuration.modelFolders = modelFolders.map(\.standardizedFileURL.path)
        configuration.defaultModel = defaultModel
        configuration.workers = workers
        configuration.limits.maximumBytes = maximumFileBytes
        configuration.limits.maximumPixels = maximumPixels
        let tell = onProblem
        configuration.onProblem = { tell($0.detail) }
        let data = DataDirectory(configuration.dataDirectory)
        // Who only reads makes nothing.
        if !isReadOnly { try data.prepare() }
        let hasCache = FileManager.default.fileExists(atPath: data.networkCache)
        let backend = try OpenVINOBackend(
            workers: configuration.resolvedWorkers, cacheDirectory: hasCache ? data.networkCache : nil)
        let purpose = isReadOnly ? nil : "'\(ProcessInfo.processInfo.processName)'"
        return try await Engine(
            configuration, purpose: purpose, backend: backend, builtIn: try BuiltInModel.load())
    }
}
