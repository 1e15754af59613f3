import ArgumentParser
import Assets
import Engine
import Foundation
import Inference

/// Flags of all commands.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The data folder. (default: lookalike-data)", valueName: "path"))
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            "Read settings from this JSON file. (default: lookalike.json, if present)", valueName: "path"))
    var config: String?

    func settings() async throws -> Settings { try await Settings(file: config) }

    /// Opens the engine for reading, also next to a server. Nil if there is no catalogue; creates nothing.
    func readerIfAny() async throws -> Engine? {
        let configuration = try await settings().engine(dataDirectory: dataDir)
        let data = DataDirectory(configuration.dataDirectory)
        let forgotten = data.forgottenCollections
        guard forgotten == 0 else {
            throw CommandFailure(
                "The catalogue \(data.catalogue) is missing, beside the folders of \(forgotten) collections. Put it back; without it, 'lookalike serve' or any command that writes makes a new one, and 'lookalike orphans' lists what was left."
            )
        }
        guard FileManager.default.fileExists(atPath: data.catalogue) else { return nil }
        return try Self.engine(configuration, purpose: nil)
    }

    /// - Throws: ``CommandFailure`` if there is no catalogue.
    func reader() async throws -> Engine {
        if let engine = try await readerIfAny() { return engine }
        let path = try await settings().engine(dataDirectory: dataDir).dataDirectory
        throw CommandFailure(
            "\(path) holds no index yet: make one with 'lookalike sync DIR', or name its folder with --data-dir."
        )
    }

    /// Opens the engine for writing.
    ///
    /// - Parameter purpose: who uses the data folder, shown to others.
    func engine(purpose: String, adjust: (inout EngineConfiguration) -> Void = { _ in }) async throws
        -> Engine
    {
        var configuration = try await settings().engine(dataDirectory: dataDir)
        configuration.onProblem = { Terminal.note($0.detail) }
        adjust(&configuration)
        return try Self.engine(configuration, purpose: purpose)
    }

    static func engine(_ configuration: EngineConfiguration, purpose: String?) throws -> Engine {
        let data = DataDirectory(configuration.dataDirectory)
        // Readers create nothing.
        if purpose != nil { try data.prepare() }
        let hasCache = FileManager.default.fileExists(atPath: data.networkCache)
        let backend = try OpenVINOBackend(
            workers: configuration.resolvedWorkers, cacheDirectory: hasCache ? data.networkCache : nil)
        return try Engine(configuration, purpose: purpose, backend: backend, builtIn: try BuiltInModel.load())
    }
}

/// The collection that a command uses.
struct CollectionOption: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name"))
    var collection = "products"
}

/// The output format.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON, for programs.")
    var json = false
}
