public import LookalikeONNX
internal import LookalikeWeights

/// A network that is run on calibration images to learn about another one: it takes the same input and gives a row of
/// numbers for one image, whose mean over the images is wanted.
public struct Probe: Sendable {
    /// Takes one image at a time.
    public let graph: Graph
    /// Numbers in the row.
    public let count: Int

    /// The name of the output: 1 × ``count``.
    public static let output = "probe"

    /// - Parameter parts: tensors of 1 × n numbers, with n.
    init(_ graph: Graph, _ parts: [(name: String, count: Int)]) {
        var graph = graph
        count = parts.reduce(0) { $0 + $1.count }
        graph.nodes.append(Node("Concat", parts.map(\.name), [Self.output], ["axis": .int(1)]))
        graph.outputs = [.init(name: Self.output, type: .float32, shape: [.size(1), .size(count)])]
        self.graph = graph.withoutUnusedConstants()
    }
}

/// The mean and the deviation of the rows that a ``Probe`` gave.
public struct ProbeMean: Sendable {
    private var sums: [Double]
    private var squares: [Double]
    /// Rows that were added.
    public private(set) var images = 0

    /// Of a probe's rows.
    public init(_ probe: Probe) {
        sums = [Double](repeating: 0, count: probe.count)
        squares = sums
    }

    /// Adds the row of one image.
    ///
    /// - Throws: ``QuantizationError/unusableStatistics(detail:)`` if it has another length, or numbers that are not finite.
    public mutating func add(_ row: [Float]) throws(QuantizationError) {
        guard row.count == sums.count else {
            throw .unusableStatistics(detail: "it gave \(row.count) numbers, not \(sums.count)")
        }
        guard row.allSatisfy(\.isFinite) else {
            throw .unusableStatistics(detail: "an image makes numbers that are not finite")
        }
        for index in row.indices {
            let number = Double(row[index])
            sums[index] += number
            squares[index] += number * number
        }
        images += 1
    }

    /// The standard deviations.
    ///
    /// - Throws: ``QuantizationError/unusableStatistics(detail:)`` if there is no row.
    func deviations() throws(QuantizationError) -> [Float] {
        _ = try values()
        return sums.indices.map { index in
            let mean = sums[index] / Double(images)
            return Float(max(0, squares[index] / Double(images) - mean * mean).squareRoot())
        }
    }

    /// - Throws: ``QuantizationError/unusableStatistics(detail:)`` if there is no row.
    func values() throws(QuantizationError) -> [Float] {
        guard images > 0 else { throw .unusableStatistics(detail: "no image was read") }
        return sums.map { Float($0 / Double(images)) }
    }
}

extension Graph {
    /// Adds a node that reduces tensors along axes; operator set 18 made the axes an input of most reductions.
    mutating func addReduction(
        _ operation: String, of input: String, axes: [Int], keeps: Bool, output: String
    ) {
        var node = Node(operation, [input], [output], ["keepdims": .int(keeps ? 1 : 0)])
        if operators < 18 {
            node.attributes["axes"] = .ints(axes)
        } else {
            initializers.append(Initializer(name: "\(output) axes", integers: axes))
            node.inputs.append("\(output) axes")
        }
        nodes.append(node)
    }
}
