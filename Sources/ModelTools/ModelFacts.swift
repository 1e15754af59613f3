internal import Foundation
public import LookalikeEmbedding
internal import LookalikeTokenizers

/// What is known of an installed model without running it.
///
///     let facts = try ModelFacts(library.model(named: "resnet50"))
///     facts.manifest.layers   // 53
public struct ModelFacts: Sendable {
    /// What its `model.json` says.
    public let manifest: ModelManifest
    /// The model's folder; nil for one that is part of the program.
    public let folder: String?
    /// Of the image network's file.
    public let networkBytes: Int
    /// Its text tower; nil for a model without one.
    public let text: Text?

    /// What is known of a text tower.
    public struct Text: Sendable {
        /// The tokenizer's kind, such as `clip-bpe`.
        public let tokenizer: String
        /// How many tokens the network takes.
        public let tokens: Int
        /// Texts with `{}`, in each of which a text is embedded; nil if the text itself is.
        public let prompts: [String]?
        /// Of the text network's file.
        public let networkBytes: Int
    }

    /// Looks at the model's files. Blocks.
    ///
    /// - Throws: the error of a file that can't be looked at.
    public init(_ model: InstalledModel) throws {
        manifest = model.manifest
        folder = model.folder
        networkBytes = try Self.bytes(of: model.network)
        guard let folder, let text = manifest.text else {
            self.text = nil
            return
        }
        self.text = Text(
            tokenizer: text.tokenizer.kind.rawValue, tokens: text.tokenizer.contextLength,
            prompts: text.prompts,
            networkBytes: try Self.bytes(of: .file(path: "\(folder)/\(text.network)")))
    }

    static func bytes(of network: NetworkSource) throws -> Int {
        switch network {
        case .memory(let bytes): return bytes.pointer.count
        case .file(let path):
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return size ?? 0
        }
    }
}
