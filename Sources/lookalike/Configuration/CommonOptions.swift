import ArgumentParser
import Assets
import Engine
import Foundation
import Inference

/// Flags that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Keep everything below this folder.", valueName: "path"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Read settings from this JSON file.", valueName: "path"))
    var config: String?

    func settings() async throws -> Settings { try await Settings(file: config) }

    /// Opens the engine.
    ///
    /// - Parameter purpose: nil where the command only reads; it then works beside a server.
    func engine(purpose: String?, adjust: (inout EngineConfiguration) -> Void = { _ in }) async throws -> Engine {
        var configuration = try await settings().engine(dataDirectory: dataDir)
        adjust(&configuration)
        return try Self.engine(configuration, purpose: purpose)
    }

    static func engine(_ configuration: EngineConfiguration, purpose: String?) throws -> Engine {
        let data = DataDirectory(configuration.dataDirectory)
        try data.prepare()
        let backend = try OpenVINOBackend(
            workers: configuration.resolvedWorkers, cacheDirectory: data.networkCache)
        return try Engine(configuration, purpose: purpose, backend: backend, builtIn: try BuiltInModel.load())
    }
}

/// The collection that a command is about.
struct CollectionOption: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name"))
    var collection = "products"
}

/// How results are printed.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON, for programs.")
    var json = false
}
