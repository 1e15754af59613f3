internal import LookalikeONNX
internal import LookalikeWeights

extension Graph {
    /// The same network with constants in place of the nodes that only change constants: `Cast` to single precision,
    /// `Transpose` of a matrix, `Identity`, and `DequantizeLinear` of stored 8-bit weights. Weights are still read when
    /// they are asked for.
    func foldingConstants() -> Graph {
        var folded = self
        var constants = constants
        let kept = Set(outputs.map(\.name))
        folded.nodes = nodes.filter { node in
            guard let output = node.outputs.first, !kept.contains(output),
                let constant = Self.fold(node, output, constants)
            else { return true }
            constants[output] = constant
            folded.initializers.append(constant)
            return false
        }
        return folded.withoutUnusedConstants()
    }

    /// Without constants that no node takes.
    func withoutUnusedConstants() -> Graph {
        var graph = self
        let used = Set(nodes.flatMap(\.inputs) + outputs.map(\.name))
        graph.initializers.removeAll { !used.contains($0.name) }
        return graph
    }

    /// What a node makes of constants; nil if it takes others, or is of another kind.
    private static func fold(
        _ node: Node, _ name: String, _ constants: [String: Initializer]
    ) -> Initializer? {
        let sources = node.inputs.compactMap { constants[$0] }
        guard let source = sources.first, sources.count == node.inputs.count,
            !sources.contains(where: { $0.shape.contains(0) })
        else { return nil }
        switch node.operation {
        case "Identity":
            return Initializer(name: name, type: source.type, shape: source.shape) {
                () throws(WeightFileError) in try source.read()
            }
        case "Cast" where node.attributes["to"] == .type(.float32) && source.type.isFloat:
            return Initializer(name: name, shape: source.shape) { () throws(WeightFileError) in
                try source.readFloats()
            }
        case "Transpose"
        where source.shape.count == 2 && node.attributes["perm"] ?? .ints([1, 0]) == .ints([1, 0]):
            let (rows, columns) = (source.shape[0], source.shape[1])
            let size = source.type.size
            return Initializer(name: name, type: source.type, shape: [columns, rows]) {
                () throws(WeightFileError) in
                try source.read().transposed(rows: rows, columns: columns, size: size)
            }
        case "DequantizeLinear": return dequantized(node, name, sources)
        default: return nil
        }
    }

    private static func dequantized(_ node: Node, _ name: String, _ sources: [Initializer]) -> Initializer? {
        guard (2...3).contains(sources.count), sources[1].type == .float32,
            sources[0].type == .int8 || sources[0].type == .uint8
        else { return nil }
        let shape = sources[0].shape
        var axis = 1
        if case .int(let given)? = node.attributes["axis"] { axis = given < 0 ? given + shape.count : given }
        let scales = sources[1].shape.reduce(1, *)
        guard
            scales == 1
                || sources[1].shape.count == 1 && shape.indices.contains(axis) && shape[axis] == scales
        else { return nil }
        let zeros = sources.count > 2 ? sources[2].shape.reduce(1, *) : 1
        guard zeros == 1 || zeros == scales else { return nil }
        let inner = scales == 1 ? 1 : shape[(axis + 1)...].reduce(1, *)
        return Initializer(name: name, shape: shape) { () throws(WeightFileError) in
            let (values, scale) = (try sources[0].readFloats(), try sources[1].readFloats())
            let zero = sources.count > 2 ? try sources[2].readFloats() : [0]
            return values.indices.map { index in
                let channel = index / inner % scales
                return (values[index] - zero[zero.count == 1 ? 0 : channel]) * scale[channel]
            }
        }
    }
}

extension ElementType {
    fileprivate var isFloat: Bool { [.float64, .float32, .float16, .bfloat16].contains(self) }
}

extension Initializer {
    /// A constant whose elements are computed when they are asked for.
    fileprivate init(
        name: String, shape: [Int], compute: @escaping @Sendable () throws(WeightFileError) -> [Float]
    ) {
        self.init(name: name, type: .float32, shape: shape) { () throws(WeightFileError) in
            try compute().littleEndianBytes
        }
    }

    /// For the use within another constant, whose errors are those of weight files.
    fileprivate func read() throws(WeightFileError) -> [UInt8] {
        do throws(ONNXError) { return try bytes() } catch { throw error.asWeightError }
    }

    fileprivate func readFloats() throws(WeightFileError) -> [Float] {
        do throws(ONNXError) { return try floats() } catch { throw error.asWeightError }
    }
}

extension ONNXError {
    fileprivate var asWeightError: WeightFileError {
        if case .weights(_, let error) = self { return error }
        return .damaged(detail: "\(self)")
    }
}

extension [UInt8] {
    fileprivate func transposed(rows: Int, columns: Int, size: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            // Sound: every byte of the buffer is written once, since there are rows × columns × size.
            for row in 0..<rows {
                for column in 0..<columns {
                    let (from, to) = ((row * columns + column) * size, (column * rows + row) * size)
                    for byte in 0..<size { buffer[to + byte] = self[from + byte] }
                }
            }
            done = count
        }
    }
}

extension [Float] {
    var littleEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * count)
        for number in self {
            let bits = number.bitPattern
            bytes += [
                UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8),
                UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 24),
            ]
        }
        return bytes
    }
}
