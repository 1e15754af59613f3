/// Computes embeddings. Knows nothing about images, OpenVINO or HTTP.
///
/// `Inference` is the implementation over OpenVINO; another runtime is another module beside it.
public protocol EmbeddingBackend: Sendable {
    /// The best precision of this processor, for ``Precision/auto``.
    var nativePrecision: Precision { get }

    /// A backend of the same kind that keeps no compiled networks, for networks that are run once.
    var uncached: any EmbeddingBackend { get }

    /// Reads a network for inputs of `model.input` and compiles it, for several threads at once.
    ///
    /// - Parameters:
    ///   - identity: of the model: compiled networks are cached under it.
    ///   - maximumBatch: most images given to ``EmbeddingNetwork`` at once. A network that can't take several says so
    ///     by its ``EmbeddingNetwork/batchSizes``.
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)``.
    func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork

    /// Reads and compiles the text tower of a model.
    ///
    /// - Parameter network: of the tower.
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)``, also if `model` has no ``ModelManifest/text``.
    func loadText(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision
    ) throws(EmbeddingError) -> any TextNetwork
}

extension EmbeddingBackend {
    /// For a backend that never keeps any.
    public var uncached: any EmbeddingBackend { self }

    /// A backend that runs image networks only.
    public func loadText(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision
    ) throws(EmbeddingError) -> any TextNetwork {
        throw .unusableModel(name: model.name, detail: "text networks can't be run here")
    }
}

/// A compiled network. Thread-safe; each thread uses its own instance.
public protocol EmbeddingNetwork: Sendable {
    /// Floats of one input tensor: 3·H·W.
    var inputCount: Int { get }
    /// Numbers in one embedding.
    var dimension: Int { get }
    /// The batch sizes that it takes, ascending; the first is 1.
    var batchSizes: [Int] { get }
    /// The numbers that it calculates with: never ``Precision/auto``.
    var precision: Precision { get }

    /// Runs `inputs.count / inputCount` images (one of ``batchSizes``) and returns their raw outputs, row after row,
    /// not normalised. Blocks the calling thread until done.
    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]]
}

/// The number format that a network computes in.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// bf16 if the processor supports it, else f32.
    case auto
    /// 32-bit floating point.
    case f32
    /// Brain floating point: 16 bits, faster and less exact, where the processor has it.
    case bf16
    /// Half precision, of GPUs and NPUs.
    case f16
}

/// The location of a network's bytes.
public enum NetworkSource: Sendable {
    /// A file on this machine, with its weights in it or beside it.
    case file(path: String)
    /// Bytes that live as long as the process, such as those embedded in the program.
    case memory(StaticBytes)
}

/// Bytes that are never freed or changed.
///
/// `@unchecked Sendable` is sound for that reason: every thread may read them.
public struct StaticBytes: @unchecked Sendable {
    // Sound: the initialiser's contract is that the memory is immutable and outlives everything.
    /// The bytes, constant for the life of the process.
    public let pointer: UnsafeRawBufferPointer

    /// - Parameter pointer: memory that is constant for the life of the process.
    public init(_ pointer: UnsafeRawBufferPointer) {
        self.pointer = pointer
    }
}
