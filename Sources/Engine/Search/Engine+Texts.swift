internal import LookalikeEmbedding

/// Vectors of texts by all that they depend on.
struct TextKey: Hashable, Sendable {
    /// The identity of the model, as text.
    let model: String
    let text: ExactText
}

extension Engine {
    /// The vectors of a query's texts in the space of a collection's model.
    ///
    /// - Throws: ``EngineError/invalidQuery(_:)`` if the model knows no words;
    ///   ``EngineError/modelNotInstalled(model:collection:)``, ``EngineError/modelReplaced(_:)``,
    ///   ``/LookalikeEmbedding/EmbeddingError``.
    func encoded(
        _ texts: Set<ExactText>, in collection: OpenCollection
    ) async throws -> [ExactText: EncodedText] {
        if texts.isEmpty { return [:] }
        let model = try await embedder.textModel(of: collection)
        var encoded: [ExactText: EncodedText] = [:]
        for text in texts {
            let key = TextKey(model: model.identityText, text: text)
            if let known = metrics.lookUp(.embedding, { encodedTexts.value(key) }) {
                encoded[text] = known
                continue
            }
            guard let encoder = try await embedder.textEncoder(of: model) else {
                throw EngineError.invalidQuery(
                    "The model '\(model.manifest.name)' of the collection '\(collection.name)' knows images only. "
                        + "Words are known to CLIP and SigLIP models, which can be installed, and, a few thousand of "
                        + "them, to the built-in model.")
            }
            let made = try await embedder.encode(text.text, with: encoder)
            metrics.keep {
                encodedTexts.insert(
                    made, for: key, weight: 4 * made.vector.count + text.text.utf8.count + 300)
            }
            encoded[text] = made
        }
        return encoded
    }

    /// - Throws: ``EngineError/invalidQuery(_:)`` for a text without words, or one that is too long.
    static func check(_ text: String) throws(EngineError) {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw .invalidQuery("A text needs at least one word.")
        }
        guard text.utf8.count <= Query.longestText else {
            throw .invalidQuery("A text has at most \(Query.longestText) bytes.")
        }
    }
}
