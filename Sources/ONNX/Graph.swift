public import LookalikeWeights

/// A network in the ONNX format: nodes that turn named inputs into named outputs, in the order in which they run.
///
///     var graph = Graph(name: "double")
///     graph.inputs = [.init(name: "image", type: .float32, shape: [.symbol("N"), .size(3)])]
///     graph.nodes = [Node("Add", ["image", "image"], ["twice"])]
///     graph.outputs = [.init(name: "twice", type: .float32, shape: [.symbol("N"), .size(3)])]
///     try graph.write(to: "double.onnx")
///
/// Written as operator set 17 and IR version 8, which OpenVINO 2026.4 and ONNX Runtime since 1.12 read, unless
/// ``operators`` says otherwise.
public struct Graph: Sendable {
    /// The network's name, as programs that show networks print it.
    public var name: String
    /// What is given to the network.
    public var inputs: [TensorDescription] = []
    /// What the network gives.
    public var outputs: [TensorDescription] = []
    /// The constant tensors: the weights.
    public var initializers: [Initializer] = []
    /// Each after those whose outputs it takes.
    public var nodes: [Node] = []
    /// The version of ONNX's operators that the nodes are of; that of the file if it was read.
    public var operators = Graph.operatorSet

    /// A graph without nodes.
    public init(name: String) {
        self.name = name
    }

    /// The version of ONNX's operators that new graphs are of.
    public static let operatorSet = 17
}

/// The name, type and shape of an input or output.
public struct TensorDescription: Sendable, Equatable {
    /// The size of one axis.
    public enum Axis: Sendable, Equatable {
        /// Always of this size.
        case size(Int)
        /// Chosen by who runs the network; axes of one name have one size. The batch is one.
        case symbol(String)
    }

    /// As the nodes call it.
    public var name: String
    /// The number format of its elements.
    public var type: ElementType
    /// One entry for each axis.
    public var shape: [Axis]

    /// Describes the input or output called `name`.
    public init(name: String, type: ElementType, shape: [Axis]) {
        self.name = name
        self.type = type
        self.shape = shape
    }
}

/// One operation of a network.
public struct Node: Sendable, Equatable {
    /// A parameter of an operation that is fixed in the file.
    public enum Attribute: Sendable, Equatable {
        /// A whole number.
        case int(Int)
        /// A number in single precision.
        case float(Float)
        /// A text.
        case string(String)
        /// Whole numbers, such as the strides of `Conv`.
        case ints([Int])
        /// Numbers in single precision.
        case floats([Float])
        /// A number format, such as the one that `Cast` makes.
        case type(ElementType)
    }

    /// An operator of ONNX's operator set, such as `Conv`.
    public var operation: String
    /// Names of inputs, initializers or outputs of earlier nodes; an empty name leaves out an optional input.
    public var inputs: [String]
    /// The names of what it computes.
    public var outputs: [String]
    /// By name; written in the order of their names.
    public var attributes: [String: Attribute]

    /// A node; ONNX's operator documentation says what each operator takes and gives.
    public init(
        _ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: Attribute] = [:]
    ) {
        self.operation = operation
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
    }
}

/// A constant tensor of a network. Its elements are asked for when the network is written, one tensor after the other.
public struct Initializer: Sendable {
    /// As the nodes call it.
    public let name: String
    /// The number format of its elements in the ONNX file.
    public let type: ElementType
    /// The size of each axis; empty for a single number.
    public let shape: [Int]
    let load: @Sendable () throws(WeightFileError) -> [UInt8]

    /// - Parameter load: reads the elements, row-major and little-endian: as many bytes as `shape` and `type` say.
    public init(
        name: String, type: ElementType, shape: [Int],
        load: @escaping @Sendable () throws(WeightFileError) -> [UInt8]
    ) {
        self.name = name
        self.type = type
        self.shape = shape
        self.load = load
    }

    /// A tensor whose elements are in memory.
    public init(name: String, shape: [Int], _ elements: [Float]) {
        self.init(name: name, type: .float32, shape: shape) { () throws(WeightFileError) in
            elements.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
        }
    }

    /// A list of numbers, such as the shape that `Reshape` takes.
    public init(name: String, integers: [Int]) {
        self.init(name: name, type: .int64, shape: [integers.count]) { () throws(WeightFileError) in
            integers.flatMap { number in withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) } }
        }
    }

    /// Bytes of its elements.
    public var byteCount: Int { shape.reduce(type.size, *) }

    /// The elements, row-major and little-endian.
    ///
    /// - Throws: ``ONNXError`` if they can't be read or are not ``byteCount`` bytes.
    public func bytes() throws(ONNXError) -> [UInt8] { try elements() }

    /// The elements as single-precision numbers, row-major; see ``/LookalikeWeights/WeightTensor/floats()``.
    ///
    /// - Throws: ``ONNXError`` as ``bytes()``.
    public func floats() throws(ONNXError) -> [Float] {
        let bytes = try elements()
        let tensor = WeightTensor(name: name, type: type, shape: shape) { () throws(WeightFileError) in bytes
        }
        do throws(WeightFileError) { return try tensor.floats() } catch {
            throw .weights(name: name, error)
        }
    }
}
