internal import CLookalikeOpenVINO
internal import Foundation
internal import LookalikeEmbedding
internal import LookalikePictures

/// A network that was read, and what it takes to compile instances of it, for any batch size.
///
/// Instances are compiled one after the other, each for a single thread: OpenVINO 2026.4.1 gives wrong numbers, in about one
/// process of ten, where it prepares several streams of one network side by side.
///
/// `@unchecked Sendable` is sound: `network` is used with the lock of the backend held, but for its release at the end.
final class InstanceMaker: @unchecked Sendable {
    private let backend: OpenVINOBackend
    private let network: OpaquePointer
    private let port: NetworkPort
    private let precision: Precision
    private let cache: String?
    /// Of the model.
    let name: String
    /// The output's index.
    let output: Int
    var dimension: Int { port.dimension }

    /// - Parameters:
    ///   - network: takes inputs and gives outputs as `port` says; is owned by the maker from now on.
    ///   - output: the output's index.
    ///   - cache: the folder for what is compiled; nil keeps nothing.
    init(
        _ backend: OpenVINOBackend, owning network: OpaquePointer, _ name: String, _ port: NetworkPort,
        output: Int, precision: Precision, cache: String?
    ) {
        self.backend = backend
        self.network = network
        self.name = name
        self.port = port
        self.output = output
        self.precision = precision
        self.cache = cache
    }

    deinit {
        lk_network_free(network)
    }

    /// Takes seconds for a large network.
    func make(batch: Int) throws(EmbeddingError) -> InferenceInstance {
        try backend.whileOthersWait { core, device throws(EmbeddingError) in
            try port.shape(network, name, batch: batch, output: output)
            let compiled = try OpenVINOBackend.call(name) {
                lk_compile(core, network, device, precision.rawValue, cache, $0, $1)
            }
            return try InferenceInstance(owning: compiled, name: name)
        }
    }
}

/// What goes into a network and comes out of it.
struct NetworkPort {
    enum Input {
        case image(ModelManifest.Input)
        case tokens(Int)
    }

    let input: Input
    /// The output's name; nil if there is only one.
    let output: String?
    let dimension: Int

    /// Gives a network that was just read the types of its input and output, and the shape for one input.
    ///
    /// - Returns: the output's index.
    func prepare(_ network: OpaquePointer, _ name: String) throws(EmbeddingError) -> Int {
        var inputs = 0
        var shape = lk_shape()
        try OpenVINOBackend.check(name) { lk_network_input(network, &inputs, &shape, $0) }
        guard inputs == 1 else {
            let kind = if case .tokens = input { "a text" } else { "an image" }
            throw .unusableModel(
                name: name, detail: "its network has \(inputs) inputs; \(kind) network has one")
        }
        var output = 0
        try OpenVINOBackend.check(name) { error in
            guard let wanted = self.output else {
                return lk_network_output_index(network, nil, &output, error)
            }
            return lk_network_output_index(network, wanted, &output, error)
        }
        try self.shape(network, name, batch: 1, output: output)
        let takesTokens = if case .tokens = input { true } else { false }
        try OpenVINOBackend.check(name) { lk_network_use_types(network, takesTokens, output, $0) }
        return output
    }

    /// Gives a network the shape for a number of inputs.
    func shape(
        _ network: OpaquePointer, _ name: String, batch: Int, output: Int
    ) throws(EmbeddingError) {
        var inputs = 0
        var shape = lk_shape()
        try OpenVINOBackend.check(name) { lk_network_input(network, &inputs, &shape, $0) }
        var wanted: lk_shape =
            switch input {
            case .image(let input): lk_shape(input, batch: batch)
            case .tokens(let length): lk_shape(tokens: length, batch: batch)
            }
        if !wanted.equals(shape) {
            try OpenVINOBackend.check(name) { lk_network_reshape(network, &wanted, $0) }
        }
        try OpenVINOBackend.check(name) { lk_network_output_shape(network, output, &shape, $0) }
        guard shape.count == batch * dimension else {
            throw .unusableModel(
                name: name,
                detail:
                    "its output has the shape \(shape.text) for \(batch) inputs; the manifest says dimension "
                    + "\(dimension)")
        }
    }
}

extension lk_shape {
    init(_ input: ModelManifest.Input, batch: Int) {
        let (n, h, w) = (Int64(batch), Int64(input.height), Int64(input.width))
        self.init(sizes: input.layout == .nchw ? [n, 3, h, w] : [n, h, w, 3])
    }

    /// Of texts' tokens.
    init(tokens: Int, batch: Int) {
        self.init(sizes: [Int64(batch), Int64(tokens)])
    }

    private init(sizes: [Int64]) {
        self.init()
        rank = Int64(sizes.count)
        _ = withUnsafeMutableBytes(of: &dims) { $0.bindMemory(to: Int64.self).update(fromContentsOf: sizes) }
    }

    var sizes: [Int64] {
        withUnsafeBytes(of: dims) { Array($0.bindMemory(to: Int64.self).prefix(Int(max(rank, 0)))) }
    }

    /// Elements; -1 where the shape is not fixed.
    var count: Int64 { rank < 0 || sizes.contains(-1) ? -1 : sizes.reduce(1, *) }
    var text: String { rank < 0 ? "[…]" : "\(sizes)" }
    func equals(_ other: lk_shape) -> Bool { rank == other.rank && sizes == other.sizes }
}
