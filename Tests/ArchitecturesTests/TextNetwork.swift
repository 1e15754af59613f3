import LookalikeONNX
import LookalikeWeights

/// A text network that runs in the runner for images: ids come as the first numbers of an image, which is exact for
/// ids below 2²⁴.
struct TextNetwork {
    private let network: Network
    private let length: Int
    private let size: Int

    init(_ graph: Graph, length: Int, dimension: Int, batch: Int) throws {
        self.length = length
        size = (1...).first { 3 * $0 * $0 >= length } ?? length
        network = try Network(
            graph.takingTokensAsImage(length: length, size: size), size: size, dimension: dimension,
            batch: batch)
    }

    func run(_ texts: [[Int]]) throws -> [[Float]] {
        try network.run(
            texts.map { ids in ids.map(Float.init) + [Float](repeating: 0, count: 3 * size * size - length) })
    }
}

extension Graph {
    fileprivate func takingTokensAsImage(length: Int, size: Int) -> Graph {
        var graph = self
        let batch = TensorDescription.Axis.symbol("N")
        graph.inputs = [
            TensorDescription(
                name: "image", type: .float32, shape: [batch, .size(3), .size(size), .size(size)])
        ]
        for (name, number) in [("from", 0), ("to", length), ("axis", 1)] {
            graph.initializers.append(Initializer(name: "image \(name)", integers: [number]))
        }
        graph.nodes =
            [
                Node("Flatten", ["image"], ["numbers"], ["axis": .int(1)]),
                Node("Slice", ["numbers", "image from", "image to", "image axis"], ["ids"]),
                Node("Cast", ["ids"], ["tokens"], ["to": .type(.int64)]),
            ] + graph.nodes
        return graph
    }
}
