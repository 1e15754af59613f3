internal import LookalikeWeights

extension Graph {
    /// Operator sets whose nodes can be read and written again unchanged.
    static let readableOperators = 13...22

    /// Reads an ONNX file: an image or text network of ONNX's own operators, in one file. What the file says for people
    /// only (names of nodes, documentation, shapes between nodes) is left out; nodes `Constant` become initializers.
    ///
    /// The file is in memory once, as long as the graph or one of its initializers is.
    ///
    /// - Throws: ``ONNXReadError``.
    public init(contentsOf path: String) throws(ONNXReadError) {
        try self.init(bytes: try NetworkFile.bytes(of: path))
    }

    /// Reads an ONNX file that is in memory.
    ///
    /// - Throws: ``ONNXReadError``.
    public init(bytes: [UInt8]) throws(ONNXReadError) {
        var graph: ProtobufSection?
        var version: Int?
        try ProtobufSection(file: bytes).fields { number, value throws(ONNXReadError) in
            switch number {
            case 7: graph = try value.message
            case 8: version = try Self.operators(try value.message) ?? version
            case 25: throw .unsupported(detail: "defines operators of its own, which is not read")
            default: break
            }
        }
        guard let graph, let version else { throw .damaged(detail: "it has no graph, or is no ONNX file") }
        guard Self.readableOperators.contains(version) else {
            let (first, last) = (Self.readableOperators.lowerBound, Self.readableOperators.upperBound)
            throw .unsupported(detail: "is of operator set \(version); sets \(first) to \(last) are read")
        }
        self.init(name: "")
        operators = version
        var reader = GraphReader()
        try graph.fields { number, value throws(ONNXReadError) in try reader.take(number, value) }
        try reader.finish(&self)
    }

    /// - Returns: nil for operators that are not ONNX's own; a network that uses them is refused at its node.
    private static func operators(_ message: ProtobufSection) throws(ONNXReadError) -> Int? {
        var domain = ""
        var version = 1
        try message.fields { number, value throws(ONNXReadError) in
            if number == 1 { domain = try value.text }
            if number == 2 { version = try value.number }
        }
        return domain.isEmpty || domain == "ai.onnx" ? version : nil
    }
}

/// Puts together what a `GraphProto` says.
private struct GraphReader {
    private var name = ""
    private var nodes: [Node] = []
    private var initializers: [Initializer] = []
    private var inputs: [TensorDescription] = []
    private var outputs: [TensorDescription] = []

    /// Far more than a network has; a damaged file may say so many in a few bytes each.
    private static let limit = 200_000

    mutating func take(_ number: Int, _ value: ProtobufSection.Value) throws(ONNXReadError) {
        switch number {
        case 1:
            let fields = try NodeFields(try value.message)
            if fields.node.operation == "Constant" {
                initializers.append(try fields.constant())
            } else if let name = fields.tensors.keys.first {
                throw .unsupported(
                    detail:
                        "has a tensor in the attribute \(name) of \(fields.node.operation), which is not read"
                )
            } else {
                nodes.append(fields.node)
            }
        case 2: name = try value.text
        case 5: initializers.append(try Initializer(try value.message))
        case 11: inputs.append(try TensorDescription(try value.message))
        case 12: outputs.append(try TensorDescription(try value.message))
        case 15: throw .unsupported(detail: "has sparse tensors, which are not read")
        default: break
        }
        guard nodes.count + initializers.count + inputs.count + outputs.count <= Self.limit else {
            throw .damaged(detail: "it has more than \(Self.limit) nodes and tensors")
        }
    }

    /// Every name that is taken must have been given before, once.
    mutating func finish(_ graph: inout Graph) throws(ONNXReadError) {
        var known: Set<String> = []
        for initializer in initializers where !known.insert(initializer.name).inserted {
            throw .damaged(detail: "two tensors are called \(initializer.name)")
        }
        // Old files list weights among the inputs.
        inputs.removeAll { known.contains($0.name) }
        for input in inputs where !known.insert(input.name).inserted {
            throw .damaged(detail: "two inputs are called \(input.name)")
        }
        for node in nodes {
            for input in node.inputs where !input.isEmpty && !known.contains(input) {
                throw .damaged(detail: "\(node.operation) takes \(input), which nothing before it gives")
            }
            for output in node.outputs where !output.isEmpty && !known.insert(output).inserted {
                throw .damaged(detail: "\(output) is given twice")
            }
        }
        for output in outputs where !known.contains(output.name) {
            throw .damaged(detail: "nothing gives the output \(output.name)")
        }
        graph.name = name
        (graph.inputs, graph.outputs) = (inputs, outputs)
        (graph.nodes, graph.initializers) = (nodes, initializers)
    }
}

extension TensorDescription {
    /// Reads a `ValueInfoProto`.
    fileprivate init(_ message: ProtobufSection) throws(ONNXReadError) {
        var (name, type) = ("", 0)
        var shape: [Axis]?
        try message.fields { number, value throws(ONNXReadError) in
            if number == 1 { name = try value.text }
            guard number == 2 else { return }
            // `TypeProto`, whose first kind is a tensor's.
            try value.message.fields { number, value throws(ONNXReadError) in
                guard number == 1 else {
                    throw .unsupported(detail: "has an input or output that is no tensor")
                }
                try value.message.fields { number, value throws(ONNXReadError) in
                    if number == 1 { type = try value.number }
                    if number == 2 { shape = try Self.axes(try value.message) }
                }
            }
        }
        guard let type = ElementType(number: type) else {
            throw .unsupported(
                detail: "has the input or output \(name) of ONNX's type \(type), which is not read")
        }
        guard let shape else {
            throw .unsupported(detail: "does not say how many axes its input or output \(name) has")
        }
        self.init(name: name, type: type, shape: shape)
    }

    private static func axes(_ message: ProtobufSection) throws(ONNXReadError) -> [Axis] {
        var axes: [Axis] = []
        try message.fields { number, value throws(ONNXReadError) in
            guard number == 1 else { return }
            // One that says nothing may have any size.
            var axis = Axis.symbol("axis \(axes.count)")
            try value.message.fields { number, value throws(ONNXReadError) in
                if number == 1 { axis = .size(try value.number) }
                if number == 2 { axis = .symbol(try value.text) }
            }
            axes.append(axis)
            guard axes.count <= 16 else { throw .damaged(detail: "an input or output has more than 16 axes") }
        }
        return axes
    }
}
