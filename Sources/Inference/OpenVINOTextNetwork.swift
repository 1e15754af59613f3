internal import CLookalikeOpenVINO
public import LookalikeEmbedding
internal import LookalikeTokenizers

extension OpenVINOBackend {
    /// Compiles the text network for one worker; for further ones when they first need it.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError`` if the network can't be read or does not fit the manifest.
    public func loadText(
        _ model: ModelManifest, identity: ModelIdentity, network source: NetworkSource, precision: Precision
    ) throws(EmbeddingError) -> any TextNetwork {
        guard let text = model.text else {
            throw .unusableModel(name: model.name, detail: "it has no text network")
        }
        let length = text.tokenizer.contextLength
        let port = NetworkPort(
            input: .tokens(length), output: text.output?.name, dimension: model.dimension)
        let precision = precision == .auto ? model.precision ?? nativePrecision : precision
        let maker = try maker(
            of: source, model.name, port, precision, cache: cache(of: "text-" + identity.network))
        let first = try maker.make(batch: 1)
        return OpenVINOTextNetwork(
            network: CompiledNetwork(maker, batch: 1, workers: workers, first: first),
            contextLength: length)
    }
}

/// A text network compiled for one text at a time.
final class OpenVINOTextNetwork: TextNetwork {
    private let network: CompiledNetwork
    let contextLength: Int

    init(network: CompiledNetwork, contextLength: Int) {
        self.network = network
        self.contextLength = contextLength
    }

    var dimension: Int { network.dimension }

    func run(_ tokens: [Int32]) throws(EmbeddingError) -> [Float] {
        guard tokens.count == contextLength else {
            throw .inferenceFailed(
                model: network.name,
                detail: "its text network takes \(contextLength) tokens, the tokenizer made \(tokens.count)")
        }
        return try network.run(tokens: tokens)
    }
}
