internal import COpenVINO
internal import Embedding
internal import Synchronization

/// A network compiled for one batch size or more, with a pool of requests for the threads that use it.
final class OpenVINONetwork: EmbeddingNetwork {
    private let compiled: [CompiledNetwork]
    let inputCount: Int
    let dimension: Int
    let precision: Precision

    init(compiled: [CompiledNetwork], model: ModelManifest, precision: Precision) {
        self.compiled = compiled
        inputCount = model.inputCount
        dimension = model.dimension
        self.precision = precision
    }

    var batchSizes: [Int] { compiled.map(\.batch) }

    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        guard let network = compiled.first(where: { $0.batch == inputs.count }) else {
            throw .inferenceFailed(model: compiled[0].name, detail: "no batch of \(inputs.count) is compiled")
        }
        return try network.run(inputs)
    }
}

/// A network compiled for one batch size.
///
/// `@unchecked Sendable` is sound: the handle is constant and OpenVINO's compiled models are thread-safe; a
/// request is used by one thread at a time, which takes it out of the locked pool.
final class CompiledNetwork: @unchecked Sendable {
    let name: String
    let batch: Int
    private let handle: OpaquePointer
    private let output: Int
    private let dimension: Int
    private let idle = Mutex<[InferenceRequest]>([])

    init(handle: OpaquePointer, name: String, batch: Int, output: Int, dimension: Int) {
        self.handle = handle
        self.name = name
        self.batch = batch
        self.output = output
        self.dimension = dimension
    }

    deinit {
        idle.withLock { $0.removeAll() }
        lk_compiled_free(handle)
    }

    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        let request: InferenceRequest
        if let waiting = idle.withLock({ $0.popLast() }) {
            request = waiting
        } else {
            request = try InferenceRequest(of: handle, name: name)
        }
        let rows = try request.run(inputs, output: output, dimension: dimension)
        // Not put back after an error: its state is unknown then.
        idle.withLock { $0.append(request) }
        return rows
    }
}

/// One inference in flight.
///
/// `@unchecked Sendable` is sound: see ``CompiledNetwork``, whose pool gives it to one thread at a time.
private final class InferenceRequest: @unchecked Sendable {
    private let handle: OpaquePointer
    private let name: String

    init(of compiled: OpaquePointer, name: String) throws(EmbeddingError) {
        handle = try OpenVINOBackend.call(name) { lk_request_create(compiled, $0, $1) }
        self.name = name
    }

    deinit {
        lk_request_free(handle)
    }

    func run(_ inputs: [[Float]], output: Int, dimension: Int) throws(EmbeddingError) -> [[Float]] {
        var error = lk_error()
        var buffer: UnsafeMutablePointer<Float>?
        var capacity = 0
        guard lk_request_input(handle, &buffer, &capacity, &error), let buffer,
            capacity == inputs.reduce(0, { $0 + $1.count })
        else { throw .inferenceFailed(model: name, detail: "input: \(error.text)") }
        // Sound: the buffer has `capacity` floats, just checked to be what the inputs hold.
        var position = buffer
        for input in inputs {
            input.withUnsafeBufferPointer { position.update(from: $0.baseAddress!, count: $0.count) }
            position += input.count
        }
        guard lk_request_infer(handle, &error) else {
            throw .inferenceFailed(model: name, detail: error.text)
        }
        var result: UnsafePointer<Float>?
        var count = 0
        guard lk_request_output(handle, output, &result, &count, &error), let result,
            count == inputs.count * dimension
        else { throw .inferenceFailed(model: name, detail: "output: \(error.text)") }
        return inputs.indices.map { row in
            Array(UnsafeBufferPointer(start: result + row * dimension, count: dimension))
        }
    }
}
