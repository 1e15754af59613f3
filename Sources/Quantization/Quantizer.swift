public import LookalikeONNX

/// Makes an 8-bit network of one in floating point, after training: convolutions and matrix products with constant weights
/// get activations of unsigned and weights of signed bytes; all else stays.
///
///     let quantizer = try Quantizer(Graph(contentsOf: "network.onnx"))
///     // Runs quantizer.ranges on some hundred images, and keeps its rows:
///     var network = try quantizer.quantized(ranges)
///     // Runs network.biases on them, and keeps its rows:
///     try network.correct(biases)
///     try network.graph.write(to: "int8.onnx")
///
/// The form is that of ONNX's QuantizeLinear and DequantizeLinear around the layers, which OpenVINO 2026.4.1 runs in its
/// 8-bit kernels. Activations are unsigned because signed ones run in single precision there.
public struct Quantizer: Sendable {
    let graph: Graph
    let layers: [QuantizableLayer]
    /// The tensors that the layers take, each once.
    let activations: [String]

    /// - Throws: ``QuantizationError/nothingToQuantize``, ``QuantizationError/isQuantized``.
    public init(_ graph: Graph) throws(QuantizationError) {
        self.graph = graph.foldingConstants()
        guard !self.graph.nodes.contains(where: { $0.operation == "QuantizeLinear" }) else {
            throw .isQuantized
        }
        layers = self.graph.quantizableLayers
        guard !layers.isEmpty else { throw .nothingToQuantize }
        var seen: Set<String> = []
        activations = layers.map(\.activation).filter { seen.insert($0).inserted }
    }

    /// How many layers get 8 bits.
    public var layerCount: Int { layers.count }

    /// Gives the least and the greatest number of each activation.
    public var ranges: Probe {
        var graph = graph
        var parts: [(name: String, count: Int)] = []
        for (index, activation) in activations.enumerated() {
            let row = "probe \(index)"
            graph.nodes.append(Node("Flatten", [activation], [row], ["axis": .int(0)]))
            for end in ["Min", "Max"] {
                let name = "\(row) \(end)"
                graph.addReduction("Reduce\(end)", of: row, axes: [1], keeps: true, output: name)
                parts.append((name, 1))
            }
        }
        return Probe(graph, parts)
    }

    /// The network in 8 bits.
    ///
    /// - Parameter ranges: what ``ranges`` gave.
    /// - Throws: ``QuantizationError``.
    public func quantized(
        _ ranges: ProbeRows, _ recipe: QuantizationRecipe = .meanRange
    ) throws(QuantizationError) -> QuantizedNetwork {
        let ends = try ranges.means()
        let steps = activations.indices.map { index in
            let (least, greatest) = (ends[2 * index], ends[2 * index + 1])
            return ActivationSteps(
                least: least.mean - recipe.margin * least.deviation,
                greatest: greatest.mean + recipe.margin * greatest.deviation)
        }
        return try QuantizedNetwork(
            self, steps: Dictionary(uniqueKeysWithValues: zip(activations, steps)))
    }
}

/// How wide the ranges of activations are. Neither is best for every network: try each and keep the better one.
public enum QuantizationRecipe: Sendable, CaseIterable {
    /// From the mean least to the mean greatest number of an image. What lies beyond is cut, and the steps between are
    /// finer.
    case meanRange
    /// Wider by a standard deviation on each side, so that little is cut.
    case wideRange

    /// Standard deviations beyond the means.
    var margin: Float { self == .meanRange ? 0 : 1 }
}

/// How an activation becomes bytes: `byte = round(number / scale) + zero`.
struct ActivationSteps: Sendable, Equatable {
    let scale: Float
    let zero: UInt8

    /// Zero itself is a step, since padding is made of it.
    init(least: Float, greatest: Float) {
        // Beyond what single precision holds nothing can be told.
        let isKnown = least.isFinite && greatest.isFinite
        let (least, greatest) = isKnown ? (min(0, least), max(0, greatest)) : (0, 0)
        let width = greatest - least
        // An activation that is always zero has any scale.
        scale = width.isNormal && (width / 255).isNormal ? width / 255 : 1
        zero = UInt8(min(255, max(0, (-least / scale).rounded())))
    }
}
