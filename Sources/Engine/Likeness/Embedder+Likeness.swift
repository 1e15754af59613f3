internal import LookalikeEmbedding
internal import LookalikeWorkThreads

extension Embedder {
    /// The scale of an installed model; nil if it has none or is not installed. Reads its manifest once.
    func likeness(ofModel name: String) async -> LikenessScale? {
        if let known = likenessOfModels[name] { return known }
        let library = library
        // A model that is missing or unusable has no scale; those who need the model itself are told.
        let scale = await Blocking.run { try? library.model(named: name).manifest.likeness }
        likenessOfModels[name] = .some(scale)
        return scale
    }
}
