internal import HTTPTypes
internal import Hummingbird

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
