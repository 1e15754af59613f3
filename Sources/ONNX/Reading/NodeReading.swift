internal import LookalikeWeights

/// A `NodeProto` as the file has it.
struct NodeFields {
    var node = Node("", [], [])
    /// Tensors among the attributes, as `Constant` has one.
    var tensors: [String: ProtobufSection] = [:]
    private var domain = ""

    init(_ message: ProtobufSection) throws(ONNXReadError) {
        try message.fields { number, value throws(ONNXReadError) in
            switch number {
            case 1: node.inputs.append(try value.text)
            case 2: node.outputs.append(try value.text)
            case 4: node.operation = try value.text
            case 5: try addAttribute(try value.message)
            case 7: domain = try value.text
            default: break
            }
        }
        guard domain.isEmpty || domain == "ai.onnx" else {
            throw .unsupported(
                detail: "has the operator \(domain).\(node.operation), which is none of ONNX's own")
        }
        guard node.outputs.first?.isEmpty == false else {
            throw .damaged(detail: "\(node.operation) gives nothing")
        }
        guard !node.operation.isEmpty else { throw .damaged(detail: "a node has no operator") }
        // The only type in an attribute of the operators that our networks use.
        if node.operation == "Cast", case .int(let number)? = node.attributes["to"],
            let type = ElementType(number: number)
        {
            node.attributes["to"] = .type(type)
        }
    }

    private mutating func addAttribute(_ message: ProtobufSection) throws(ONNXReadError) {
        var fields = AttributeFields()
        try message.fields { number, value throws(ONNXReadError) in try fields.take(number, value) }
        guard node.attributes[fields.name] == nil, tensors[fields.name] == nil else {
            throw .damaged(detail: "a node has the attribute \(fields.name) twice")
        }
        switch fields.kind {
        case 1: node.attributes[fields.name] = .float(fields.float)
        case 2: node.attributes[fields.name] = .int(fields.integer)
        case 3: node.attributes[fields.name] = .string(fields.text)
        case 4:
            guard let tensor = fields.tensor else { throw .damaged(detail: "\(fields.name) has no tensor") }
            tensors[fields.name] = tensor
        case 6: node.attributes[fields.name] = .floats(fields.floats)
        case 7: node.attributes[fields.name] = .ints(fields.integers)
        default:
            throw .unsupported(
                detail: "has the attribute \(fields.name) of ONNX's kind \(fields.kind), which is not read")
        }
    }
}

/// What an `AttributeProto` says.
private struct AttributeFields {
    var name = ""
    var kind = 0
    var float: Float = 0
    var integer = 0
    var text = ""
    var floats: [Float] = []
    var integers: [Int] = []
    var tensor: ProtobufSection?

    mutating func take(_ number: Int, _ value: ProtobufSection.Value) throws(ONNXReadError) {
        switch number {
        case 1: name = try value.text
        case 2: float = try value.float
        case 3: integer = try value.number
        case 4: text = try value.text
        case 5: tensor = try value.message
        case 7: floats += try value.fixed32s.map { Float(bitPattern: $0) }
        case 8: integers += try value.integers.map { Int(Int64(bitPattern: $0)) }
        case 20: kind = try value.number
        default: break
        }
    }
}

extension NodeFields {
    /// The tensor that a node `Constant` stands for.
    func constant() throws(ONNXReadError) -> Initializer {
        guard let output = node.outputs.first, node.outputs.count == 1 else {
            throw .damaged(detail: "a constant has no name")
        }
        if let tensor = tensors["value"] { return try Initializer(tensor, name: output) }
        return switch (node.attributes.count, node.attributes.first?.key, node.attributes.first?.value) {
        case (1, "value_float", .float(let number)?): Initializer(name: output, shape: [], [number])
        case (1, "value_floats", .floats(let numbers)?):
            Initializer(name: output, shape: [numbers.count], numbers)
        case (1, "value_ints", .ints(let numbers)?): Initializer(name: output, integers: numbers)
        case (1, "value_int", .int(let number)?):
            Initializer(name: output, type: .int64, shape: []) { () throws(WeightFileError) in
                withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) }
            }
        default: throw .unsupported(detail: "has a constant, \(output), of a kind that is not read")
        }
    }
}
