internal import LookalikeONNX
internal import LookalikeWeights

/// A value that flows through a network under construction.
struct Value {
    /// As the graph's nodes call it.
    let name: String
    /// The sizes of its axes after the batch: channels, height and width for images, tokens and width for sequences.
    let shape: [Int]
}

/// Builds the graph of a network layer by layer. The layers are in the extensions of this type; an architecture reads
/// like its own description:
///
///     let net = NetworkBuilder("tiny", weights)
///     var x = net.image(224)
///     x = net.relu(net.conv(x, "conv1", 16, kernel: 3, stride: 2, norm: "bn1"))
///     net.output("embedding", net.globalAveragePool(x))
///
/// Used by one thread.
final class NetworkBuilder {
    let weights: NamedWeights
    let epsilon: Double
    private(set) var graph: Graph
    private var names: [String: Int] = [:]
    private var constants: [String: String] = [:]

    /// - Parameter epsilon: what batch normalisations add to the variance.
    init(_ name: String, _ weights: NamedWeights, epsilon: Double = 1e-5) {
        self.weights = weights
        self.epsilon = epsilon
        graph = Graph(name: name)
    }

    /// The input `image`: N × 3 × size × size.
    func image(_ size: Int) -> Value {
        input(Value(name: "image", shape: [3, size, size]), .float32)
    }

    /// The input `tokens`: N × length ids.
    func tokens(_ length: Int) -> Value {
        input(Value(name: "tokens", shape: [length]), .int64)
    }

    private func input(_ value: Value, _ type: ElementType) -> Value {
        graph.inputs.append(
            TensorDescription(
                name: value.name, type: type, shape: [.symbol("N")] + value.shape.map { .size($0) }))
        names[value.name] = 1
        return value
    }

    /// Makes a value an output of the network, under the name given.
    func output(_ name: String, _ value: Value) {
        graph.nodes.append(Node("Identity", [value.name], [name]))
        graph.outputs.append(
            TensorDescription(
                name: name, type: .float32, shape: [.symbol("N")] + value.shape.map { .size($0) }))
    }

    /// Adds one node of ONNX's operators with one output.
    ///
    /// - Parameters:
    ///   - shape: of the output, after the batch axis.
    ///   - name: what the output is called; made unique by a number. Nil calls it after the operation.
    func node(
        _ operation: String, _ inputs: [String], shape: [Int], _ attributes: [String: Node.Attribute] = [:],
        name: String? = nil
    ) -> Value {
        let output = unique(name ?? operation)
        graph.nodes.append(Node(operation, inputs, [output], attributes))
        return Value(name: output, shape: shape)
    }

    /// Adds one node with several outputs of one shape.
    func node(
        _ operation: String, _ inputs: [String], shape: [Int], outputs: Int,
        _ attributes: [String: Node.Attribute]
    ) -> [Value] {
        let values = (0..<outputs).map { _ in Value(name: unique(operation), shape: shape) }
        graph.nodes.append(Node(operation, inputs, values.map(\.name), attributes))
        return values
    }

    private func unique(_ name: String) -> String {
        let number = names[name, default: 0]
        names[name] = number + 1
        return number == 0 ? name : "\(name)_\(number)"
    }

    /// The name of a constant with the elements of `tensor`, in single precision for the nodes. Half precision stays so
    /// in the file, and a node behind it widens it: a runtime does that once, when it compiles the network.
    func constant(_ tensor: WeightTensor) -> String {
        let name = unique(tensor.name)
        switch tensor.type {
        case .float32, .float16, .bfloat16:
            graph.initializers.append(
                Initializer(name: name, type: tensor.type, shape: tensor.shape) {
                    () throws(WeightFileError) in
                    try tensor.bytes()
                })
        default:
            let single = tensor.mapped { numbers throws(WeightFileError) in numbers }
            graph.initializers.append(
                Initializer(name: name, type: .float32, shape: tensor.shape) { () throws(WeightFileError) in
                    try single.bytes()
                })
        }
        guard tensor.type == .float16 || tensor.type == .bfloat16 else { return name }
        return node(
            "Cast", [name], shape: [], ["to": .type(.float32)], name: "\(name).single"
        ).name
    }

    /// The name of a constant number.
    func constant(_ number: Float) -> String {
        shared("number \(number)") { Initializer(name: $0, shape: [], [number]) }
    }

    /// The name of a constant list of integers.
    func constant(_ integers: [Int]) -> String {
        shared("integers \(integers.map(String.init).joined(separator: " "))") {
            Initializer(name: $0, integers: integers)
        }
    }

    /// One constant for all that ask for the same.
    private func shared(_ key: String, _ make: (String) -> Initializer) -> String {
        if let name = constants[key] { return name }
        let name = unique(key)
        constants[key] = name
        graph.initializers.append(make(name))
        return name
    }
}
