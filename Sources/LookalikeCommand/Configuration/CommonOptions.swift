import ArgumentParser
import Foundation
import LookalikeAssets
import LookalikeEngine
import LookalikeInference

/// Flags of all commands.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The data folder. (default: one in your home folder)", valueName: "path"))
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            "Read settings from this JSON file. (default: lookalike.json, if present)", valueName: "path"))
    var config: String?

    /// The server's own where one runs the command.
    func settings() async throws -> Settings {
        if let server = ServingProcess.current { return server.settings }
        return try await Settings(file: config)
    }

    /// The engine's settings; the server's own where one runs the command.
    func engineSettings() async throws -> EngineConfiguration {
        if let server = ServingProcess.current { return server.engine.configuration }
        return try await settings().engine(dataDirectory: dataDir)
    }

    /// Opens the engine for reading, also next to a server. Nil if there is no catalogue; creates nothing.
    ///
    /// - Parameter tellsUnknown: whether to report folders that the catalogue does not know, which may have the data
    ///   that the user expects.
    func readerIfAny(tellsUnknown: Bool = true) async throws -> Engine? {
        if let server = ServingProcess.current {
            try await Self.tellUnknown(tellsUnknown, server.engine)
            return server.engine
        }
        var configuration = try await engineSettings()
        // A reader embeds a query at most: a large network is loaded once, for one image at a time.
        (configuration.workers, configuration.maximumBatch) = (1, 1)
        let data = DataDirectory(configuration.dataDirectory)
        try data.check()
        let forgotten = data.forgottenCollections
        let isThere = FileManager.default.fileExists(atPath: data.catalogue)
        guard forgotten == 0 else {
            let folders =
                forgotten == 1 ? "the folder of a collection" : "the folders of \(forgotten) collections"
            throw CommandFailure(
                "The catalogue \(data.catalogue) is \(isThere ? "empty" : "missing"), beside \(folders). Put it back. Without it, 'lookalike serve' or any command that writes makes a new one; 'lookalike orphans list' shows then what was left, and 'lookalike orphans adopt' takes it in."
            )
        }
        guard isThere else { return nil }
        let engine = try await Self.engine(configuration, purpose: nil)
        try await Self.tellUnknown(tellsUnknown, engine)
        return engine
    }

    private static func tellUnknown(_ isWanted: Bool, _ engine: Engine) async throws {
        if isWanted, let sentence = try await engine.unknownCollections() { Terminal.noteOnce(sentence) }
    }

    /// - Throws: ``CommandFailure`` if there is no catalogue.
    func reader(tellsUnknown: Bool = true) async throws -> Engine {
        if let engine = try await readerIfAny(tellsUnknown: tellsUnknown) { return engine }
        let path = try await engineSettings().dataDirectory
        throw CommandFailure(
            "\(path) holds no index yet: make one with 'lookalike sync DIR', or name its folder with --data-dir."
        )
    }

    /// Opens the engine for writing.
    ///
    /// - Parameters:
    ///   - purpose: who uses the data folder, shown to others.
    ///   - adjust: changes the settings of an engine that is opened for the command alone.
    func engine(purpose: String, adjust: (inout EngineConfiguration) -> Void = { _ in }) async throws
        -> Engine
    {
        if let server = ServingProcess.current { return server.engine }
        var configuration = try await engineSettings()
        configuration.onProblem = { Terminal.noteOnce($0.detail) }
        adjust(&configuration)
        return try await Self.engine(configuration, purpose: purpose)
    }

    static func engine(_ configuration: EngineConfiguration, purpose: String?) async throws -> Engine {
        let data = DataDirectory(configuration.dataDirectory)
        // Readers create nothing.
        if purpose != nil { try data.prepare() }
        let hasCache = FileManager.default.fileExists(atPath: data.networkCache)
        let backend = try OpenVINOBackend(
            workers: configuration.resolvedWorkers, cacheDirectory: hasCache ? data.networkCache : nil,
            device: configuration.device)
        return try await Engine(
            configuration, purpose: purpose, backend: backend, builtIn: try BuiltInModel.load())
    }
}

/// The collection that a command uses.
struct CollectionOption: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name"))
    var collection = Self.standard

    /// The collection of commands that name none.
    static let standard = "products"
}

/// The output format.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON, for programs.")
    var json = false
}
