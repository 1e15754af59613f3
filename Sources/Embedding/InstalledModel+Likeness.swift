internal import Foundation

extension InstalledModel {
    /// Writes a scale into the model's `model.json`. The model's identity stays the same.
    ///
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)`` for a built-in model, or if the file can't be written.
    public func store(_ scale: LikenessScale) throws(EmbeddingError) {
        guard let folder else {
            throw .unusableModel(
                name: manifest.name, detail: "it is part of the program, so its scale can't be changed")
        }
        var manifest = manifest
        manifest.likeness = scale
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(manifest).write(
                to: URL(fileURLWithPath: "\(folder)/model.json"), options: .atomic)
        } catch {
            throw .unusableModel(name: manifest.name, detail: "model.json can't be written: \(error)")
        }
    }
}
