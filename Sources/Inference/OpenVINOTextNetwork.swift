internal import CLookalikeOpenVINO
public import LookalikeEmbedding
internal import LookalikeTokenizers

extension OpenVINOBackend {
    /// Compiles the text network once for each worker.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError`` if the network can't be read or does not fit the manifest.
    public func loadText(
        _ model: ModelManifest, identity: ModelIdentity, network source: NetworkSource, precision: Precision
    ) throws(EmbeddingError) -> any TextNetwork {
        guard let text = model.text else {
            throw .unusableModel(name: model.name, detail: "it has no text network")
        }
        let length = text.tokenizer.contextLength
        let network = try read(source, model.name)
        defer { lk_network_free(network) }
        let port = NetworkPort(
            input: lk_shape(tokens: length), takesTokens: true, output: text.output?.name, batch: 1,
            dimension: model.dimension)
        let output = try prepare(network, model.name, port)
        let precision = precision == .auto ? model.precision ?? nativePrecision : precision
        let instances = try instances(
            of: network, model.name, precision, cache: cache(of: "text-" + identity.network))
        return OpenVINOTextNetwork(
            network: CompiledNetwork(
                instances: instances, name: model.name, batch: 1, output: output, dimension: model.dimension),
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

extension lk_shape {
    /// Of one text's tokens.
    init(tokens: Int) {
        self.init()
        rank = 2
        _ = withUnsafeMutableBytes(of: &dims) {
            $0.bindMemory(to: Int64.self).update(fromContentsOf: [1, Int64(tokens)])
        }
    }
}
