internal import LookalikeWeights

/// The messages of `onnx.proto` (github.com/onnx/onnx, Apache-2.0), with its field numbers.
extension Graph {
    /// A `ModelProto`.
    var message: ProtobufMessage {
        var operators = ProtobufMessage()
        operators.add(1, "")
        operators.add(2, integer: self.operators)
        var model = ProtobufMessage()
        model.add(1, integer: irVersion)
        model.add(2, "lookalike")
        model.add(7, graph)
        model.add(8, operators)
        return model
    }

    /// The format's version that came with the operators (onnx.ai, "ONNX versions and Windows builds").
    private var irVersion: Int {
        switch self.operators {
        case ...18: 8
        case ...20: 9
        default: 10
        }
    }

    /// A `GraphProto`.
    private var graph: ProtobufMessage {
        var message = ProtobufMessage()
        for node in nodes { message.add(1, node.message) }
        message.add(2, name)
        for initializer in initializers { message.add(5, initializer.message) }
        for input in inputs { message.add(11, input.message) }
        for output in outputs { message.add(12, output.message) }
        return message
    }
}

extension Node {
    /// A `NodeProto`. It is named after its first output.
    fileprivate var message: ProtobufMessage {
        var message = ProtobufMessage()
        for input in inputs { message.add(1, input) }
        for output in outputs { message.add(2, output) }
        message.add(3, outputs.first ?? operation)
        message.add(4, operation)
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            message.add(5, value.message(name))
        }
        return message
    }
}

extension Node.Attribute {
    /// An `AttributeProto`.
    fileprivate func message(_ name: String) -> ProtobufMessage {
        var message = ProtobufMessage()
        message.add(1, name)
        switch self {
        case .float(let value): message.add(2, float: value)
        case .int(let value): message.add(3, integer: value)
        case .type(let type): message.add(3, integer: type.number)
        case .string(let value): message.add(4, value)
        case .floats(let values): for value in values { message.add(7, float: value) }
        case .ints(let values): for value in values { message.add(8, integer: value) }
        }
        message.add(20, integer: kind)
        return message
    }

    private var kind: Int {
        switch self {
        case .float: 1
        case .int, .type: 2
        case .string: 3
        case .floats: 6
        case .ints: 7
        }
    }
}

extension TensorDescription {
    /// A `ValueInfoProto`.
    fileprivate var message: ProtobufMessage {
        var axes = ProtobufMessage()
        for axis in shape {
            var dimension = ProtobufMessage()
            switch axis {
            case .size(let size): dimension.add(1, integer: size)
            case .symbol(let name): dimension.add(2, name)
            }
            axes.add(1, dimension)
        }
        var tensor = ProtobufMessage()
        tensor.add(1, integer: type.number)
        tensor.add(2, axes)
        var kind = ProtobufMessage()
        kind.add(1, tensor)
        var message = ProtobufMessage()
        message.add(1, name)
        message.add(2, kind)
        return message
    }
}

extension Initializer {
    /// A `TensorProto`.
    fileprivate var message: ProtobufMessage {
        var message = ProtobufMessage()
        for size in shape { message.add(1, integer: size) }
        message.add(2, integer: type.number)
        message.add(8, name)
        message.add(9, elementsOf: self)
        return message
    }
}

extension ElementType {
    /// The type of a number in `TensorProto.DataType`; nil if it is none of ours.
    init?(number: Int) {
        guard let type = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = type
    }

    /// The number of the type in `TensorProto.DataType`.
    var number: Int {
        switch self {
        case .float32: 1
        case .uint8: 2
        case .int8: 3
        case .uint16: 4
        case .int16: 5
        case .int32: 6
        case .int64: 7
        case .bool: 9
        case .float16: 10
        case .float64: 11
        case .uint32: 12
        case .uint64: 13
        case .bfloat16: 16
        }
    }
}
