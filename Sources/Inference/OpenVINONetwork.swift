internal import CLookalikeOpenVINO
internal import Foundation
internal import LookalikeEmbedding

/// A network compiled for one batch size or more.
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

/// A network compiled for one batch size, once for each thread that may run it.
///
/// `@unchecked Sendable` is sound: `idle` is read and written with `condition` locked, and an instance that was taken
/// from it is used by one thread.
final class CompiledNetwork: @unchecked Sendable {
    let name: String
    let batch: Int
    private let output: Int
    let dimension: Int
    private let condition = NSCondition()
    private var idle: [InferenceInstance]

    init(instances: [InferenceInstance], name: String, batch: Int, output: Int, dimension: Int) {
        idle = instances
        self.name = name
        self.batch = batch
        self.output = output
        self.dimension = dimension
    }

    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        let instance = take()
        defer { give(instance) }
        return try instance.run(inputs, output: output, dimension: dimension)
    }

    func run(tokens: [Int32]) throws(EmbeddingError) -> [Float] {
        let instance = take()
        defer { give(instance) }
        return try instance.run(tokens: tokens, output: output, dimension: dimension)
    }

    /// Waits where more threads come than there are instances.
    private func take() -> InferenceInstance {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let instance = idle.popLast() { return instance }
            condition.wait()
        }
    }

    private func give(_ instance: InferenceInstance) {
        condition.lock()
        idle.append(instance)
        condition.signal()
        condition.unlock()
    }
}

/// A network compiled for one thread, with the request that runs it.
///
/// `@unchecked Sendable` is sound: see ``CompiledNetwork``, which gives it to one thread at a time.
final class InferenceInstance: @unchecked Sendable {
    private let compiled: OpaquePointer
    private let request: OpaquePointer
    private let name: String

    /// - Parameter compiled: is owned by the instance from now on.
    init(owning compiled: OpaquePointer, name: String) throws(EmbeddingError) {
        do throws(EmbeddingError) {
            request = try OpenVINOBackend.call(name) { lk_request_create(compiled, $0, $1) }
        } catch {
            lk_compiled_free(compiled)
            throw error
        }
        self.compiled = compiled
        self.name = name
    }

    deinit {
        lk_request_free(request)
        lk_compiled_free(compiled)
    }

    func run(_ inputs: [[Float]], output: Int, dimension: Int) throws(EmbeddingError) -> [[Float]] {
        var error = lk_error()
        var buffer: UnsafeMutablePointer<Float>?
        var capacity = 0
        guard lk_request_input(request, &buffer, &capacity, &error), let buffer,
            capacity == inputs.reduce(0, { $0 + $1.count })
        else { throw .inferenceFailed(model: name, detail: "input: \(error.text)") }
        // Sound: the buffer has `capacity` floats, just checked to be what the inputs hold.
        var position = buffer
        for input in inputs {
            input.withUnsafeBufferPointer { position.update(from: $0.baseAddress!, count: $0.count) }
            position += input.count
        }
        return try infer(inputs.count, output: output, dimension: dimension)
    }

    /// Runs one text.
    func run(tokens: [Int32], output: Int, dimension: Int) throws(EmbeddingError) -> [Float] {
        var error = lk_error()
        var buffer: UnsafeMutablePointer<Int64>?
        var capacity = 0
        guard lk_request_tokens(request, &buffer, &capacity, &error), let buffer, capacity == tokens.count
        else { throw .inferenceFailed(model: name, detail: "input: \(error.text)") }
        // Sound: the buffer has `capacity` numbers, just checked to be as many as there are tokens.
        for (index, token) in tokens.enumerated() { buffer[index] = Int64(token) }
        return try infer(1, output: output, dimension: dimension)[0]
    }

    /// - Returns: a row for each of the inputs in the request's buffer.
    private func infer(_ count: Int, output: Int, dimension: Int) throws(EmbeddingError) -> [[Float]] {
        var error = lk_error()
        guard lk_request_infer(request, &error) else {
            throw .inferenceFailed(model: name, detail: error.text)
        }
        var result: UnsafePointer<Float>?
        var numbers = 0
        guard lk_request_output(request, output, &result, &numbers, &error), let result,
            numbers == count * dimension
        else { throw .inferenceFailed(model: name, detail: "output: \(error.text)") }
        // Sound: the output has `numbers` floats until the next inference of this request.
        return (0..<count).map { row in
            Array(UnsafeBufferPointer(start: result + row * dimension, count: dimension))
        }
    }
}
