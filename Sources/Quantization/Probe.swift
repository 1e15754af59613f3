public import LookalikeONNX
internal import LookalikeWeights

/// A network that is run on calibration images to learn about another one: it takes the same input and gives a row of
/// numbers for one image, which are looked at over all images.
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

/// The rows that a ``Probe`` gave, one for each image.
public struct ProbeRows: Sendable {
    private let width: Int
    private var numbers: [Float] = []
    /// Rows that were added.
    public private(set) var images = 0

    /// Of a probe. Rows are kept: some hundred images are meant.
    public init(_ probe: Probe) {
        width = probe.count
    }

    /// Adds the row of one image.
    ///
    /// - Throws: ``QuantizationError/unusableStatistics(detail:)`` if it has another length, or numbers that are not finite.
    public mutating func add(_ row: [Float]) throws(QuantizationError) {
        guard row.count == width else {
            throw .unusableStatistics(detail: "it gave \(row.count) numbers, not \(width)")
        }
        guard row.allSatisfy(\.isFinite) else {
            throw .unusableStatistics(detail: "an image makes numbers that are not finite")
        }
        numbers += row
        images += 1
    }

    /// The mean and the standard deviation of each number over the images.
    ///
    /// - Throws: ``QuantizationError/unusableStatistics(detail:)`` if there is no row.
    func means() throws(QuantizationError) -> [(mean: Float, deviation: Float)] {
        try columns { column in
            let mean = column.reduce(0) { $0 + Double($1) } / Double(column.count)
            let variance = column.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            return (Float(mean), Float((variance / Double(column.count)).squareRoot()))
        }
    }

    /// The median of each number over the images.
    ///
    /// - Throws: ``QuantizationError/unusableStatistics(detail:)`` if there is no row.
    func medians() throws(QuantizationError) -> [Float] {
        try columns { column in
            let sorted = column.sorted()
            let middle = sorted.count / 2
            return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        }
    }

    private func columns<Result>(_ body: ([Float]) -> Result) throws(QuantizationError) -> [Result] {
        guard images > 0 else { throw .unusableStatistics(detail: "no image was read") }
        return (0..<width).map { column in
            body((0..<images).map { numbers[$0 * width + column] })
        }
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
