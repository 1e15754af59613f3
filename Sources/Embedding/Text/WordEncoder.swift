/// Directions of words as a ``TextEncoder``: a few thousand words, and advice where a text has others.
struct WordEncoder: TextEncoder {
    let model: String
    let directions: WordDirections

    func encode(_ text: String) throws(EmbeddingError) -> EncodedText {
        let found = directions.embedding(of: text)
        let unknown = found.unknown.map { unknown in
            let nearest = unknown.nearest.map { "'\($0)'" }.joined(separator: ", ")
            return "'\(unknown.word)'" + (nearest.isEmpty ? "" : " (it knows \(nearest))")
        }
        let advice = "A CLIP or SigLIP model knows all words; one can be installed."
        let list = unknown.joined(separator: ", ")
        guard let vector = found.vector else {
            let detail =
                unknown.isEmpty
                ? "There is no word in '\(text)' that it could look for." : "It does not know \(list)."
            throw .unknownWords(model: model, detail: "\(detail) \(advice)")
        }
        if unknown.isEmpty { return EncodedText(vector: vector) }
        return EncodedText(
            vector: vector, notes: ["The model '\(model)' does not know \(list). \(advice)"])
    }
}
