import ArgumentParser
import Assets
import Engine
import Foundation
import Inference

/// Flags that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Keep everything below this folder. (default: lookalike-data)", valueName: "path"))
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            "Read settings from this JSON file. (default: lookalike.json, if there)", valueName: "path"))
    var config: String?

    func settings() async throws -> Settings { try await Settings(file: config) }

    /// Opens the engine for reading, beside a server if need be; nil where nothing was ever kept, and nothing is made.
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

    /// - Throws: ``CommandFailure`` where nothing was ever kept.
    func reader() async throws -> Engine {
        if let engine = try await readerIfAny() { return engine }
        let path = try await settings().engine(dataDirectory: dataDir).dataDirectory
        throw CommandFailure(
            "\(path) holds no index yet: make one with 'lookalike sync DIR', or name its folder with --data-dir."
        )
    }

    /// Opens the engine for writing.
    ///
    /// - Parameter purpose: who holds the data folder, told to others.
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
        // Who only reads makes nothing.
        if purpose != nil { try data.prepare() }
        let hasCache = FileManager.default.fileExists(atPath: data.networkCache)
        let backend = try OpenVINOBackend(
            workers: configuration.resolvedWorkers, cacheDirectory: hasCache ? data.networkCache : nil)
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
