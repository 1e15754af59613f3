internal import Foundation
internal import LookalikeEmbedding

/// A folder in which a model is put together before it gets its name.
struct Staging: Sendable {
    private let folder: String
    let path: String

    /// - Parameter folder: the models folder; made if it is missing.
    init(in folder: String) throws(ModelInstallError) {
        self.folder = folder
        path = "\(folder)/.installing-\(UUID().uuidString)"
        try Self.wrap {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func copy(_ source: String, to name: String) throws(ModelInstallError) {
        try Self.wrap {
            try FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: source).resolvingSymlinksInPath().path, toPath: file(name))
        }
    }

    /// Writes `model.json` and gives the folder its name.
    func finish(_ manifest: ModelManifest, as name: String) throws(ModelInstallError) {
        if let problem = manifest.problem() { throw .storage(detail: "The model is not valid: \(problem).") }
        try Self.wrap {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(manifest).write(to: URL(fileURLWithPath: file("model.json")))
            try FileManager.default.moveItem(atPath: path, toPath: "\(folder)/\(name)")
        }
    }

    /// Leaves nothing behind; a folder that can't be removed has a name that no model can have.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    private static func wrap(_ body: () throws -> Void) throws(ModelInstallError) {
        do { try body() } catch {
            throw .storage(detail: "The model can't be stored: \(error.localizedDescription)")
        }
    }
}

/// Names in paths.
enum FileName {
    static func of(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
    static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
}
