internal import Catalogue
internal import Embedding
internal import Engine
internal import HTTPTypes
internal import Hummingbird

/// Which model a surface works with: the one that it was made for, where that is installed, else the default.
///
/// A collection keeps the model that it was made with: one installed later is for new collections.
struct ServingModel: Sendable {
    let engine: Engine
    /// What the surface's contract names.
    let contract: String
    /// What the configuration says instead; then no other is taken.
    var configured: String?

    /// For a collection that is to be made.
    ///
    /// - Throws: ``APIError`` 503 where the configured one is not installed.
    func forNewCollection() throws -> String {
        let library = engine.embedder.library
        if let configured {
            guard (try? library.model(named: configured)) != nil else {
                throw APIError(
                    status: .serviceUnavailable,
                    message:
                        "The model '\(configured)' is not installed: put its folder into the data folder's 'models' folder, or name its folder in LOOKALIKE_MODEL_DIRS."
                )
            }
            return configured
        }
        return (try? library.model(named: contract)) != nil ? contract : try engine.defaultModel
    }

    /// The model of a collection; of one that is not there yet, the one that it would get.
    func name(for collection: Collection?) throws -> String? {
        if let collection { return collection.record.model }
        return try forNewCollection()
    }

    /// The score above which pictures count as alike: the contract's where its model serves, else the model's own.
    ///
    /// - Parameter contractThreshold: also where the model says nothing.
    func threshold(of model: String?, contract contractThreshold: Double) async -> Double {
        guard let model, model != contract,
            let manifest = try? await engine.embedder.model(named: model).manifest
        else { return contractThreshold }
        return manifest.suggestedThreshold ?? contractThreshold
    }
}

extension Response {
    /// Says which model the answer was made with.
    func naming(model: String?) -> Response {
        var response = self
        // A model's name may have characters that no header has.
        if let model, HTTPField.isValidValue(model) { response.headers[.lookalikeModel] = model }
        return response
    }
}

extension HTTPField.Name {
    // Sound: the name is a valid token.
    static let lookalikeModel = HTTPField.Name("X-Lookalike-Model")!
}
