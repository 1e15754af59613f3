/// The last layer of networks that were trained as classifiers.
extension NetworkBuilder {
    /// The output `logits` where the options ask for it; the tensors `NAME.weight` and `NAME.bias` are left
    /// otherwise. The number of classes is the file's.
    func classifier(_ x: Value, _ name: String, _ options: NetworkOptions) {
        if options.classifier {
            output("logits", linear(x, name, weights.shape("\(name).weight")?.first ?? 1_000))
        } else {
            leaveLinear(name, inputs: x.shape[0])
        }
    }

    /// Tells that the network has a linear layer behind the embedding, which the embedding does not need.
    func leaveLinear(_ name: String, inputs: Int, outputs: Int? = nil) {
        weights.leave("\(name).weight", [outputs, inputs])
        weights.leave("\(name).bias", [outputs ?? weights.shape("\(name).weight")?.first])
    }
}
