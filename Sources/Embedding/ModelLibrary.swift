internal import Foundation
internal import SystemPackage

/// A model that can be loaded: its manifest and the location of its network.
public struct InstalledModel: Sendable {
    /// What the model's `model.json` says.
    public let manifest: ModelManifest
    /// Where its network is.
    public let network: NetworkSource
    /// The model's folder; nil for a built-in one.
    public let folder: String?
    /// Loads the directions of words, for a model that has such in place of a text tower; nil for others.
    public let words: (@Sendable () throws -> WordDirections)?

    /// Nothing is read or checked yet.
    public init(
        manifest: ModelManifest, network: NetworkSource, folder: String?,
        words: (@Sendable () throws -> WordDirections)? = nil
    ) {
        self.manifest = manifest
        self.network = network
        self.folder = folder
        self.words = words
    }
}

/// Finds models: the built-in ones, and one per subfolder of the model folders. A folder added while the server runs
/// is found at the next scan.
public struct ModelLibrary: Sendable {
    /// A folder that looks like a model but can't be used.
    public struct Problem: Sendable, Equatable {
        /// The folder's path.
        public let folder: String
        /// One sentence.
        public let detail: String
        /// The end of that sentence.
        let reason: String
    }

    private let builtIn: [InstalledModel]
    private let folders: [String]

    /// Reads nothing yet. Of models with the same name, a built-in one counts, then that of the first
    /// folder.
    ///
    /// - Parameters:
    ///   - builtIn: models that are part of the program; the first is the default.
    ///   - folders: folders that hold models' folders. Every look-up reads them anew.
    public init(builtIn: [InstalledModel], folders: [String]) {
        self.builtIn = builtIn
        self.folders = folders
    }

    /// All models, built-in ones first, then by name. If two have the same name, the first one counts.
    public func scan() -> (models: [InstalledModel], problems: [Problem]) {
        var models = builtIn
        var problems: [Problem] = []
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            // Those that begin with a dot are being installed or removed.
            for name in names.sorted() where !name.hasPrefix(".") {
                let path = "\(folder)/\(name)"
                guard FileManager.default.fileExists(atPath: "\(path)/model.json") else { continue }
                do {
                    let model = try Self.read(folder: path)
                    if models.contains(where: { $0.manifest.name == model.manifest.name }) {
                        throw EmbeddingError.unusableModel(
                            name: name, detail: "another model is called '\(model.manifest.name)' already")
                    }
                    models.append(model)
                } catch {
                    var reason = "\(error)"
                    if case EmbeddingError.unusableModel(_, let detail) = error { reason = detail }
                    problems.append(Problem(folder: path, detail: "\(error)", reason: reason))
                }
            }
        }
        return (models, problems)
    }

    /// - Throws: ``EmbeddingError/unknownModel(name:known:)``, or the problem of a folder with that name.
    public func model(named name: String) throws -> InstalledModel {
        if let model = builtIn.first(where: { $0.manifest.name == name }) { return model }
        let (models, problems) = scan()
        if let model = models.first(where: { $0.manifest.name == name }) { return model }
        if let problem = problems.first(where: { $0.folder.hasSuffix("/\(name)") }) {
            throw EmbeddingError.unusableModel(name: name, detail: problem.reason)
        }
        throw EmbeddingError.unknownModel(name: name, known: models.map(\.manifest.name))
    }

    /// Reads a model's folder.
    ///
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)``.
    public static func read(folder: String) throws -> InstalledModel {
        let name = FilePath(folder).lastComponent?.string ?? ""
        let manifest: ModelManifest
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/model.json"))
            manifest = try JSONDecoder().decode(ModelManifest.self, from: data)
        } catch let error as DecodingError {
            throw EmbeddingError.unusableModel(name: name, detail: "model.json: \(error.sentence)")
        } catch {
            throw EmbeddingError.unusableModel(name: name, detail: "model.json can't be read: \(error)")
        }
        if let problem = manifest.problem() {
            throw EmbeddingError.unusableModel(name: name, detail: problem)
        }
        let path = "\(folder)/\(manifest.network)"
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw EmbeddingError.unusableModel(name: name, detail: "its network \(path) is missing")
        }
        return InstalledModel(manifest: manifest, network: .file(path: path), folder: folder)
    }
}

extension DecodingError {
    /// The problem with a JSON document, for its author.
    var sentence: String {
        func path(_ context: Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        return switch self {
        case .keyNotFound(let key, let context):
            "'\((context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: "."))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(path(context))' has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is not JSON" : "'\(path(context))' has a value that is not known"
        @unknown default: "it can't be read"
        }
    }
}
