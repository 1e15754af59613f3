import ArgumentParser
import Foundation
import LookalikeEngine
import LookalikeServer

/// Selects a company, with the flags of the multi-tenant system.
struct CompanyPlace: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The company: a folder in LOOKALIKE_COMPANIES_DIR (embeddings), or a collection.",
            valueName: "name"))
    var company: String?
}

extension CommonOptions {
    /// Companies, for a command that only reads: works next to a server, and without a data folder.
    ///
    /// - Parameters:
    ///   - base: the root of the images.
    ///   - body: uses the companies.
    func withCompanies<Result>(
        base: String? = nil, _ body: (Companies) async throws -> Result
    ) async throws -> Result {
        let settings = try await settings()
        let configuration = try settings.server(host: nil, ports: nil).onlyCompanies
        if let engine = try await readerIfAny() {
            return try await body(Companies(engine: engine, configuration: configuration, base: base))
        }
        let cache = NSTemporaryDirectory() + "lookalike-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: cache) }
        let embedder = try EmbedderFactory.make(try settings.engine(dataDirectory: dataDir))
        return try await body(
            Companies(embedder: embedder, cache: cache, configuration: configuration, base: base))
    }
}
