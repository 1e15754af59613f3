internal import HTTPTypes
internal import Hummingbird

extension Response {
    /// Adds the name of the model in use.
    func naming(model: String?) -> Response {
        var response = self
        // A model's name may contain characters that are invalid in a header.
        if let model, HTTPField.isValidValue(model) { response.headers[.lookalikeModel] = model }
        return response
    }
}

extension HTTPField.Name {
    // Sound: the name is a valid token.
    static let lookalikeModel = HTTPField.Name("X-Lookalike-Model")!
}
