internal import LookalikeTokenizers

extension InstalledModel {
    /// Loads what turns texts into vectors of this model: its text tower.
    ///
    /// - Parameter identity: of the model; the compiled text network is kept under it.
    /// - Returns: nil if the model knows images only.
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)``.
    public func textEncoder(
        identity: ModelIdentity, backend: any EmbeddingBackend, precision: Precision
    ) throws(EmbeddingError) -> (any TextEncoder)? {
        guard let text = manifest.text else { return try words.map(wordEncoder) }
        guard let folder else {
            throw .unusableModel(name: manifest.name, detail: "its text network has no folder")
        }
        let tokenizer: any Tokenizer
        do throws(TokenizerError) {
            tokenizer = try Tokenizers.load(text.tokenizer, folder: folder)
        } catch {
            throw .unusableModel(name: manifest.name, detail: "\(error)")
        }
        let path = "\(folder)/\(text.network)"
        try ModelLibrary.check(path, text.sha256, of: manifest.name)
        let network = try backend.loadText(
            manifest, identity: identity, network: .file(path: path), precision: precision)
        return PromptedTextEncoder(
            model: manifest.name, tokenizer, network, prompts: text.prompts ?? [])
    }
}

extension InstalledModel {
    /// Whether the model turns words into vectors.
    public var knowsWords: Bool { manifest.text != nil || words != nil }

    private func wordEncoder(
        _ words: @Sendable () throws -> WordDirections
    ) throws(EmbeddingError) -> any TextEncoder {
        do {
            return WordEncoder(model: manifest.name, directions: try words())
        } catch {
            throw .unusableModel(name: manifest.name, detail: "\(error)")
        }
    }
}
