internal import Foundation

/// The published models that can be installed.
///
///     let registry = try ModelRegistry(json: Asset.all["models/registry.json"]!.bytes)
///     try registry.entry(named: "clip-vit-b-32").dimension   // 512
public struct ModelRegistry: Sendable {
    /// As the registry file lists them.
    public let entries: [RegistryEntry]

    private struct File: Decodable {
        let models: [RegistryEntry]
    }

    /// - Parameter json: `{"models": [entry, …]}`, as `Models/registry.json` has it.
    /// - Throws: `DecodingError`.
    public init(json: some Collection<UInt8>) throws {
        entries = try JSONDecoder().decode(File.self, from: Data(json)).models
    }

    /// - Throws: ``ModelInstallError/unknownModel(name:known:)``.
    public func entry(named name: String) throws(ModelInstallError) -> RegistryEntry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw .unknownModel(name: name, known: entries.map(\.name))
        }
        return entry
    }

    /// The first entry of an architecture: its weights are prepared and used like any others of it.
    ///
    /// - Throws: ``ModelInstallError/unknownArchitecture(name:known:)``.
    public func entry(ofArchitecture name: String) throws(ModelInstallError) -> RegistryEntry {
        // A model's own name counts too: its network has another name if several models share it.
        if let entry = entries.first(where: { $0.name == name }) { return entry }
        guard let entry = entries.first(where: { $0.architecture == name }) else {
            let known = Set(entries.map(\.architecture)).union(entries.map(\.name))
            throw .unknownArchitecture(name: name, known: known.sorted())
        }
        return entry
    }
}
