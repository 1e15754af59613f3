public import LookalikeEmbedding

/// Networks that are a function in Swift.
public struct FunctionBackend: EmbeddingBackend {
    /// Inputs, the dimension of the embeddings, and what becomes of them.
    public typealias Function =
        @Sendable (_ inputs: [[Float]], _ dimension: Int) throws(EmbeddingError) -> [[Float]]

    public let nativePrecision = Precision.f32
    private let function: Function

    /// - Parameter function: what each network does, whatever the model.
    public init(_ function: @escaping Function) { self.function = function }

    public func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork {
        FunctionNetwork(inputCount: model.inputCount, dimension: model.dimension, function: function)
    }

    /// Means of neighbours, which tell the tests' pictures apart.
    public static func means(_ input: [Float], _ dimension: Int) -> [Float] {
        let width = input.count / dimension
        return (0..<dimension).map {
            input[($0 * width)..<(($0 + 1) * width)].reduce(0, +) / Float(width)
        }
    }
}

private struct FunctionNetwork: EmbeddingNetwork {
    let inputCount: Int
    let dimension: Int
    let batchSizes = [1]
    let precision = Precision.f32
    let function: FunctionBackend.Function

    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] { try function(inputs, dimension) }
}
