import Foundation
import LookalikeTokenizers

/// A folder for one test, with a tokenizer's files.
final class Folder {
    let path: String

    init(_ files: [String: [UInt8]]) throws {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("tokenizer-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
    }

    deinit {
        // A folder that can't be removed is the system's to clean up.
        try? FileManager.default.removeItem(atPath: path)
    }

    func tokenizer(
        _ kind: TokenizerConfiguration.Kind, _ files: [String], cleaning: TextCleaning? = nil,
        length: Int = 16,
        end: Int32? = nil
    ) throws(TokenizerError) -> any Tokenizer {
        try Tokenizers.load(
            TokenizerConfiguration(
                kind: kind, files: files, contextLength: length, endID: end, cleaning: cleaning), folder: path
        )
    }
}

extension Folder {
    /// What loading a `tokenizer.json` of this text fails with.
    static func failure(_ text: String) throws -> TokenizerError? {
        let folder = try Folder(["tokenizer.json": Array(text.utf8)])
        do {
            _ = try folder.tokenizer(.huggingFace, ["tokenizer.json"])
            return nil
        } catch {
            return error
        }
    }
}
