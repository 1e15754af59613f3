internal import Foundation
internal import LookalikeAssets
public import LookalikeEngine
internal import LookalikeInference

/// An engine over a folder of its own, with the network of `Tests/Fixtures/models/tiny`.
public enum TestEngine {
    /// - Parameters:
    ///   - data: where it keeps everything.
    ///   - storage: where it keeps records and vectors instead.
    ///   - hasBuiltIn: whether it also has the model that is part of the program.
    public static func make(
        _ data: String, purpose: String? = "a test", storage: (any Storage)? = nil, hasBuiltIn: Bool = false,
        adjust: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> Engine {
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data
        configuration.modelFolders = [Fixtures.models]
        configuration.defaultModel = "tiny"
        adjust(&configuration)
        let backend = try OpenVINOBackend(workers: configuration.resolvedWorkers, cacheDirectory: nil)
        return try await Engine(
            configuration, purpose: purpose, backend: backend,
            builtIn: hasBuiltIn ? try BuiltInModel.load() : [], storage: storage)
    }
}
