internal import CLookalikeOpenVINO
internal import Foundation
public import LookalikeEmbedding

/// Runs networks on the processor, or on a GPU or NPU of Intel, through OpenVINO.
///
/// Networks are compiled one at a time by a backend and those that were made of it.
public final class OpenVINOBackend: EmbeddingBackend {
    private let runtime: OpenVINORuntime
    let workers: Int
    /// OpenVINO's name of the device.
    private let device: String
    private let cacheDirectory: String?
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
        runtime = try OpenVINORuntime()
        self.workers = workers
        self.cacheDirectory = cacheDirectory
        self.device = device == .auto ? "CPU" : device.rawValue.uppercased()
        // A GPU and an NPU compute in f16.
        nativePrecision = self.device != "CPU" ? .f16 : lk_core_has_bf16(runtime.core) ? .bf16 : .f32
        // The processor is always there.
        guard self.device == "CPU" || lk_core_has_device(runtime.core, self.device) else {
            throw .deviceMissing(device)
        }
    }

    private init(uncached other: OpenVINOBackend) {
        (runtime, workers, device) = (other.runtime, other.workers, other.device)
        (cacheDirectory, nativePrecision) = (nil, other.nativePrecision)
    }

    /// The same without a place for compiled networks.
    public var uncached: any EmbeddingBackend { OpenVINOBackend(uncached: self) }

    /// Compiles the network for one image and one worker, which takes seconds for a large one. For further workers and for
    /// batches it is compiled when they first need it.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError`` if the network can't be read or does not fit the manifest.
    public func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork {
        let precision = precision == .auto ? model.precision ?? nativePrecision : precision
        let port = NetworkPort(
            input: .image(model.input), output: model.output?.name, dimension: model.dimension)
        let maker = try maker(
            of: network, model.name, port, precision, cache: cache(of: identity.network))
        let first = try maker.make(batch: 1)
        var compiled = [CompiledNetwork(maker, batch: 1, workers: workers, first: first)]
        if maximumBatch > 1 {
            compiled.append(CompiledNetwork(maker, batch: maximumBatch, workers: workers))
        }
        return OpenVINONetwork(compiled: compiled, model: model, precision: precision)
    }

    /// Reads a network.
    func maker(
        of source: NetworkSource, _ name: String, _ port: NetworkPort, _ precision: Precision, cache: String?
    ) throws(EmbeddingError) -> InstanceMaker {
        let network: OpaquePointer =
            switch source {
            case .file(let path): try Self.call(name) { lk_network_read(runtime.core, path, $0, $1) }
            case .memory(let bytes):
                try Self.call(name) {
                    lk_network_read_memory(
                        runtime.core, bytes.pointer.baseAddress, bytes.pointer.count, $0, $1)
                }
            }
        let output: Int
        do throws(EmbeddingError) {
            output = try port.prepare(network, name)
        } catch {
            lk_network_free(network)
            throw error
        }
        return InstanceMaker(
            self, owning: network, name, port, output: output, precision: precision, cache: cache)
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

    /// Runs `body` with the runtime and the device's name, while no other network is compiled in the process.
    func whileOthersWait<Made>(
        _ body: (OpaquePointer, String) throws(EmbeddingError) -> Made
    ) throws(EmbeddingError) -> Made {
        runtime.compiling.lock()
        defer { runtime.compiling.unlock() }
        return try body(runtime.core, device)
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

/// OpenVINO's runtime, as several backends share it.
///
/// `@unchecked Sendable` is sound: the core is set up in the initialiser, and OpenVINO documents its calls as
/// thread-safe (docs.openvino.ai, "ov::Core").
private final class OpenVINORuntime: @unchecked Sendable {
    let core: OpaquePointer
    /// Held while a network is compiled.
    let compiling = NSLock()

    init() throws(EmbeddingError) {
        core = try OpenVINOBackend.call("openvino") { lk_core_create($0, $1) }
    }

    deinit {
        lk_core_free(core)
    }
}

extension lk_error {
    var text: String {
        withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
