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

    var batchSizes: [Int] { compiled.filter(\.isUsable).map(\.batch) }

    func run(_ inputs: [[Float]]) throws(EmbeddingError) -> [[Float]] {
        guard let network = compiled.first(where: { $0.batch == inputs.count }) else {
            throw .inferenceFailed(model: compiled[0].name, detail: "no batch of \(inputs.count) is compiled")
        }
        do {
            return try network.run(inputs)
        } catch {
            // Some networks (quantised TensorFlow Lite ones) have the batch of one in their weights.
            guard network.batch > 1, !network.isUsable else { throw error }
            var rows: [[Float]] = []
            for input in inputs { rows += try compiled[0].run([input]) }
            return rows
        }
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
