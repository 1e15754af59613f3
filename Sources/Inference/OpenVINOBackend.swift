internal import CLookalikeOpenVINO
internal import Foundation
public import LookalikeEmbedding
internal import LookalikePictures

/// Runs networks on the processor, or on a GPU or NPU of Intel, through OpenVINO.
///
/// `@unchecked Sendable` is sound: the core is set up in the initialiser, and OpenVINO documents its calls as
/// thread-safe (docs.openvino.ai, "ov::Core").
public final class OpenVINOBackend: EmbeddingBackend, @unchecked Sendable {
    private let core: OpaquePointer
    private let workers: Int
    /// OpenVINO's name of the device.
    private let device: String
    private let cacheDirectory: String?
    /// Networks are compiled one at a time in the process.
    private let compiling = NSLock()
    /// What ``/LookalikeEmbedding/Precision/auto`` means on this processor.
    public let nativePrecision: Precision

    /// - Parameters:
    ///   - workers: threads that will run networks side by side; each inference gets one core.
    ///   - cacheDirectory: where compiled networks are kept, so that a second start is quick; nil keeps none.
    ///   - device: where networks run.
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)`` where OpenVINO can't start;
    ///   ``EmbeddingError/deviceMissing(_:)``.
    public init(
        workers: Int, cacheDirectory: String?, device: InferenceDevice = .auto
    ) throws(EmbeddingError) {
        core = try Self.call("openvino") { lk_core_create($0, $1) }
        self.workers = workers
        self.cacheDirectory = cacheDirectory
        self.device = device == .auto ? "CPU" : device.rawValue.uppercased()
        // A GPU and an NPU compute in f16.
        nativePrecision = self.device != "CPU" ? .f16 : lk_core_has_bf16(core) ? .bf16 : .f32
        // The processor is always there.
        guard self.device == "CPU" || lk_core_has_device(core, self.device) else {
            throw .deviceMissing(device)
        }
    }

    deinit {
        lk_core_free(core)
    }

    /// Compiles the network once for each worker, which takes seconds for a large one.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError`` if the network can't be read or does not fit the manifest.
    public func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork {
        let precision = precision == .auto ? model.precision ?? nativePrecision : precision
        var compiled: [CompiledNetwork] = []
        for batch in maximumBatch > 1 ? [1, maximumBatch] : [1] {
            do {
                compiled.append(try compile(model, identity, network, precision, batch: batch))
            } catch {
                // Some networks (quantised TensorFlow Lite ones) have the batch of one in their weights.
                if batch == 1 { throw error }
            }
        }
        return OpenVINONetwork(compiled: compiled, model: model, precision: precision)
    }

    private func compile(
        _ model: ModelManifest, _ identity: ModelIdentity, _ source: NetworkSource, _ precision: Precision,
        batch: Int
    ) throws(EmbeddingError) -> CompiledNetwork {
        let network = try read(source, model.name)
        defer { lk_network_free(network) }
        let port = NetworkPort(
            input: lk_shape(model.input, batch: batch), takesTokens: false, output: model.output?.name,
            batch: batch, dimension: model.dimension)
        let output = try prepare(network, model.name, port)
        let instances = try instances(
            of: network, model.name, precision, cache: cache(of: identity.network))
        return CompiledNetwork(
            instances: instances, name: model.name, batch: batch, output: output, dimension: model.dimension)
    }

    func read(_ source: NetworkSource, _ name: String) throws(EmbeddingError) -> OpaquePointer {
        switch source {
        case .file(let path): try Self.call(name) { lk_network_read(core, path, $0, $1) }
        case .memory(let bytes):
            try Self.call(name) {
                lk_network_read_memory(core, bytes.pointer.baseAddress, bytes.pointer.count, $0, $1)
            }
        }
    }

    /// What goes into a network and comes out of it.
    struct NetworkPort {
        let input: lk_shape
        let takesTokens: Bool
        /// The output's name; nil if there is only one.
        let output: String?
        let batch: Int
        let dimension: Int
    }

    /// Gives a network its input's shape, and its input and output their types.
    ///
    /// - Returns: the output's index.
    func prepare(
        _ network: OpaquePointer, _ name: String, _ port: NetworkPort
    ) throws(EmbeddingError) -> Int {
        var inputs = 0
        var shape = lk_shape()
        try Self.check(name) { lk_network_input(network, &inputs, &shape, $0) }
        guard inputs == 1 else {
            throw .unusableModel(
                name: name,
                detail:
                    "its network has \(inputs) inputs; \(port.takesTokens ? "a text" : "an image") network has one"
            )
        }
        var wanted = port.input
        if !wanted.equals(shape) { try Self.check(name) { lk_network_reshape(network, &wanted, $0) } }
        var output = 0
        try Self.check(name) { error in
            guard let wanted = port.output else {
                return lk_network_output_index(network, nil, &output, error)
            }
            return lk_network_output_index(network, wanted, &output, error)
        }
        try Self.check(name) { lk_network_use_types(network, port.takesTokens, output, $0) }
        try Self.check(name) { lk_network_output_shape(network, output, &shape, $0) }
        guard shape.count == port.batch * port.dimension else {
            throw .unusableModel(
                name: name,
                detail:
                    "its output has the shape \(shape.text) for \(port.batch) inputs; the manifest says dimension "
                    + "\(port.dimension)")
        }
        return output
    }

    /// Where compiled forms of a network are kept. OpenVINO 2026.4.1 knows a network that it read from a file by the file's
    /// path alone, and would take what it compiled of another one that was there before: each network has a folder of its
    /// own.
    ///
    /// - Parameter hash: of the network.
    func cache(of hash: String) -> String? {
        guard let cacheDirectory else { return nil }
        let folder = "\(cacheDirectory)/\(hash.prefix(32))"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            return folder
        } catch {
            // Without a folder nothing is kept: the next start compiles again.
            return nil
        }
    }

    /// One for each worker, compiled one after the other, each for a single thread: OpenVINO 2026.4.1 gives wrong
    /// numbers, in about one process of ten, where it prepares several streams of one network side by side.
    func instances(
        of network: OpaquePointer, _ name: String, _ precision: Precision, cache: String?
    ) throws(EmbeddingError) -> [InferenceInstance] {
        var instances: [InferenceInstance] = []
        for _ in 0..<workers {
            compiling.lock()
            defer { compiling.unlock() }
            let compiled = try Self.call(name) {
                lk_compile(core, network, device, precision.rawValue, cache, $0, $1)
            }
            instances.append(try InferenceInstance(owning: compiled, name: name))
        }
        return instances
    }

    /// Calls a function that makes something, turning its error into ours.
    static func call(
        _ model: String,
        _ body: (UnsafeMutablePointer<OpaquePointer?>, UnsafeMutablePointer<lk_error>) -> Bool
    ) throws(EmbeddingError) -> OpaquePointer {
        var made: OpaquePointer?
        try check(model) { body(&made, $0) }
        guard let made else { throw .unusableModel(name: model, detail: "OpenVINO gave nothing") }
        return made
    }

    static func check(
        _ model: String, _ body: (UnsafeMutablePointer<lk_error>) -> Bool
    ) throws(EmbeddingError) {
        var error = lk_error()
        if body(&error) { return }
        throw .unusableModel(name: model, detail: error.text)
    }
}

extension lk_error {
    var text: String {
        withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension lk_shape {
    init(_ input: ModelManifest.Input, batch: Int) {
        self.init()
        let (n, h, w) = (Int64(batch), Int64(input.height), Int64(input.width))
        rank = 4
        let sizes: [Int64] = input.layout == .nchw ? [n, 3, h, w] : [n, h, w, 3]
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
