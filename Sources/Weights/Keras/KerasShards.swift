/// The `NAME.weights.json` of weights that Keras 3 spread over several files.
enum KerasShards {
    /// Whether a file begins as Keras writes such a list: an object with `metadata`, and in it the `total_size`.
    static func isList(_ start: [UInt8]) -> Bool {
        let text = String(decoding: start.filter { $0 > UInt8(ascii: " ") }, as: UTF8.self)
        return text.hasPrefix("{\"metadata\":{") && text.contains("\"total_size\"")
    }
}

extension WeightFileError {
    /// A file that only lists others.
    static let shardedKeras = WeightFileError.unsupported(
        detail: "the weights are spread over several files, which is not read; "
            + "Keras writes one file with model.save_weights(\"NAME.weights.h5\")")
}
