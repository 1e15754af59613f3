import Foundation
import LookalikeONNX
import LookalikeQuantization
import LookalikeWeights
import Testing

@Suite(.timeLimit(.minutes(5))) struct QuantizerTests {
    private static let size = 16

    /// Convolutions (one without a bias, one depthwise), a sum, both kinds of matrix product; the matrix of the last is
    /// stored transposed in half precision, as CLIP's are.
    private static func graph(operators: Int = Graph.operatorSet) -> Graph {
        var graph = Graph(name: "small")
        graph.operators = operators
        graph.inputs = [
            .init(name: "image", type: .float32, shape: [.symbol("N"), .size(3), .size(size), .size(size)])
        ]
        graph.outputs = [.init(name: "embedding", type: .float32, shape: [.symbol("N"), .size(24)])]
        graph.initializers = [
            Initializer(name: "w1", shape: [8, 3, 3, 3], Formula.numbers(216, seed: 1, scale: 0.4)),
            Initializer(name: "w2", shape: [8, 1, 3, 3], Formula.numbers(72, seed: 2, scale: 0.6)),
            Initializer(name: "b2", shape: [8], Formula.numbers(8, seed: 3, scale: 0.2)),
            Initializer(name: "w3", shape: [32, 8], Formula.numbers(256, seed: 4, scale: 0.5)),
            Initializer(name: "b3", shape: [32], Formula.numbers(32, seed: 5, scale: 0.2)),
            Initializer(name: "w4", type: .bfloat16, shape: [24, 32]) { () throws(WeightFileError) in
                Formula.numbers(768, seed: 6, scale: 0.4).flatMap { number in
                    [UInt8(number.bitPattern >> 16 & 0xFF), UInt8(number.bitPattern >> 24)]
                }
            },
        ]
        let pads = ["pads": Node.Attribute.ints([1, 1, 1, 1])]
        graph.nodes = [
            Node("Conv", ["image", "w1"], ["c1"], pads), Node("Relu", ["c1"], ["r1"]),
            Node("Conv", ["r1", "w2", "b2"], ["c2"], pads.merging(["group": .int(8)]) { $1 }),
            Node("Add", ["r1", "c2"], ["sum"]), Node("Relu", ["sum"], ["r2"]),
            Node("GlobalAveragePool", ["r2"], ["pooled"]), Node("Flatten", ["pooled"], ["flat"]),
            Node("Gemm", ["flat", "w3", "b3"], ["g"], ["transB": .int(1)]), Node("Relu", ["g"], ["r3"]),
            Node("Cast", ["w4"], ["w4 single"], ["to": .type(.float32)]),
            Node("Transpose", ["w4 single"], ["matrix"], ["perm": .ints([1, 0])]),
            Node("MatMul", ["r3", "matrix"], ["embedding"]),
        ]
        return graph
    }

    @Test(arguments: [17, 13, 18], QuantizationRecipe.allCases)
    func answersAreNearTheParents(operators: Int, recipe: QuantizationRecipe) throws {
        let graph = Self.graph(operators: operators)
        let quantized = try RunningNetwork.quantized(
            graph, size: Self.size, Formula.images(12, size: Self.size), recipe)
        #expect(quantized.operators == operators)
        let parent = try RunningNetwork(graph, size: Self.size, output: "embedding", dimension: 24)
        let child = try RunningNetwork(quantized, size: Self.size, output: "embedding", dimension: 24)
        for image in Formula.images(6, size: Self.size, seed: 500) {
            let (expected, found) = (try parent.run(image), try child.run(image))
            #expect(Formula.cosine(expected, found) > 0.97)
            #expect(expected != found)
        }
    }

    /// Each of the four layers has unsigned activations, and signed weights with a scale for each channel.
    @Test func theFormIsWhatOpenVINORunsInEightBits() throws {
        let quantizer = try Quantizer(Self.graph())
        #expect(quantizer.layerCount == 4)
        #expect(quantizer.ranges.count == 8)
        let graph = try RunningNetwork.quantized(
            Self.graph(), size: Self.size, Formula.images(3, size: Self.size))
        let constants = Dictionary(uniqueKeysWithValues: graph.initializers.map { ($0.name, $0) })
        let makers = Dictionary(
            uniqueKeysWithValues: graph.nodes.flatMap { node in node.outputs.map { ($0, node) } })
        let layers = graph.nodes.filter { ["Conv", "Gemm", "MatMul"].contains($0.operation) }
        #expect(layers.count == 4)
        for layer in layers {
            let activation = try #require(makers[layer.inputs[0]])
            #expect(activation.operation == "DequantizeLinear")
            #expect(makers[activation.inputs[0]]?.operation == "QuantizeLinear")
            #expect(constants[activation.inputs[2]]?.type == .uint8)
            let weights = try #require(makers[layer.inputs[1]])
            #expect(weights.operation == "DequantizeLinear")
            let bytes = try #require(constants[weights.inputs[0]])
            #expect(bytes.type == .int8)
            let channels = layer.operation == "MatMul" ? bytes.shape[1] : bytes.shape[0]
            #expect(constants[weights.inputs[1]]?.shape == [channels])
        }
        // No weights in floating point are left.
        #expect(
            !graph.initializers.contains {
                $0.name.hasPrefix("w") && $0.type == .float32 && $0.shape.count > 1
            })
        #expect(graph.inputs == Self.graph().inputs)
        #expect(graph.outputs == Self.graph().outputs)
    }

    /// A shift that every image has is taken back.
    @Test func biasesTakeUpWhatRoundingShifts() throws {
        let images = Formula.images(10, size: Self.size)
        let quantizer = try Quantizer(Self.graph())
        var network = try quantizer.quantized(
            try RunningNetwork.rows(quantizer.ranges, size: Self.size, images), .meanRange)
        let probe = try #require(network.biases)
        #expect(probe.count == 16)
        func largestShift(_ probe: Probe) throws -> Float {
            let running = try RunningNetwork(
                probe.graph, size: Self.size, output: Probe.output, dimension: probe.count)
            let rows = try images.map { try running.run($0) }
            return (0..<probe.count).map { index in abs(rows.map { $0[index] }.sorted()[5]) }.max() ?? 0
        }
        let before = try largestShift(probe)
        try network.correct(try RunningNetwork.rows(probe, size: Self.size, images))
        let after = try largestShift(try #require(network.biases))
        #expect(before > 0)
        #expect(after < before / 2)
    }

    @Test func whatCantBeQuantisedIsRefused() throws {
        var empty = Self.graph()
        empty.nodes = [Node("Relu", ["image"], ["embedding"])]
        #expect(throws: QuantizationError.nothingToQuantize) { try Quantizer(empty) }
        let quantized = try RunningNetwork.quantized(
            Self.graph(), size: Self.size, Formula.images(2, size: Self.size))
        #expect(throws: QuantizationError.isQuantized) { try Quantizer(quantized) }
        var damaged = Self.graph()
        damaged.initializers[0] = Initializer(
            name: "w1", shape: [8, 3, 3, 3], [Float](repeating: .nan, count: 216))
        let quantizer = try Quantizer(damaged)
        var rows = ProbeRows(quantizer.ranges)
        #expect(throws: QuantizationError.self) { try quantizer.quantized(rows) }
        #expect(throws: QuantizationError.self) { try rows.add([1]) }
        #expect(throws: QuantizationError.self) { try rows.add([Float](repeating: .infinity, count: 8)) }
        try rows.add([0, 1, 0, 1, 0, 1, 0, 1])
        #expect(throws: QuantizationError.self) { try quantizer.quantized(rows) }
    }

    /// Channels and activations that are always zero divide nothing by zero.
    @Test func zerosStayZeros() throws {
        var graph = Self.graph()
        graph.initializers[0] = Initializer(
            name: "w1", shape: [8, 3, 3, 3], [Float](repeating: 0, count: 216))
        let quantized = try RunningNetwork.quantized(
            graph, size: Self.size, Formula.images(2, size: Self.size))
        let image = Formula.images(1, size: Self.size)[0]
        let parent = try RunningNetwork(graph, size: Self.size, output: "embedding", dimension: 24)
        let child = try RunningNetwork(quantized, size: Self.size, output: "embedding", dimension: 24)
        #expect(Formula.cosine(try parent.run(image), try child.run(image)) > 0.97)
    }
}
