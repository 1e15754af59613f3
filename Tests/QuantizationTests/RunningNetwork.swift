import Foundation
import LookalikeEmbedding
import LookalikeInference
import LookalikeONNX
import LookalikeQuantization

/// A graph over square images that runs in OpenVINO, compiled for one worker or more.
struct RunningNetwork {
    let network: any EmbeddingNetwork

    init(_ graph: Graph, size: Int, output: String, dimension: Int, workers: Int = 1) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).onnx")
        try graph.write(to: file.path)
        // The file is no longer needed when the network is compiled; one that is left is the system's to remove.
        defer { try? FileManager.default.removeItem(at: file) }
        let manifest = """
            {
              "name": "network", "network": "network.onnx", "dimension": \(dimension), "normalize": false,
              "input": { "width": \(size), "height": \(size), "layout": "nchw" }, "output": { "name": "\(output)" },
              "preprocessing": {
                "resize": { "mode": "squash", "width": \(size), "height": \(size), "interpolation": "bilinear" },
                "color": "rgb", "mean": [0, 0, 0], "std": [1, 1, 1]
              }
            }
            """
        network = try OpenVINOBackend(workers: workers, cacheDirectory: nil).load(
            JSONDecoder().decode(ModelManifest.self, from: Data(manifest.utf8)),
            identity: ModelIdentity(name: "network", version: nil, network: "", preprocessing: ""),
            network: .file(path: file.path), precision: .f32, maximumBatch: 1)
    }

    func run(_ image: [Float]) throws -> [Float] { try network.run([image])[0] }

    /// What a probe learns of images.
    static func rows(_ probe: Probe, size: Int, _ images: [[Float]]) throws -> ProbeRows {
        let running = try RunningNetwork(
            probe.graph, size: size, output: Probe.output, dimension: probe.count)
        var rows = ProbeRows(probe)
        for image in images { try rows.add(running.run(image)) }
        return rows
    }

    /// Quantises a network as the program does.
    static func quantized(
        _ graph: Graph, size: Int, _ images: [[Float]], _ recipe: QuantizationRecipe = .meanRange
    ) throws -> Graph {
        let quantizer = try Quantizer(graph)
        var network = try quantizer.quantized(try rows(quantizer.ranges, size: size, images), recipe)
        if let probe = network.biases { try network.correct(try rows(probe, size: size, images)) }
        return network.graph
    }
}

/// Images and weights by a formula: waves with some noise.
enum Formula {
    static func numbers(_ count: Int, seed: Int, scale: Float = 1) -> [Float] {
        var state = UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Float(state >> 40) / Float(1 << 24) - 0.5
            return scale * (noise + 0.5 * sinf(Float(index) * 0.11 * Float(seed % 7 + 1)))
        }
    }

    static func images(_ count: Int, size: Int, seed: Int = 100) -> [[Float]] {
        (0..<count).map { numbers(3 * size * size, seed: seed + $0, scale: 2) }
    }

    static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        let dot = zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let (aa, bb) = (
            a.reduce(0) { $0 + Double($1) * Double($1) }, b.reduce(0) { $0 + Double($1) * Double($1) }
        )
        return dot / (aa * bb).squareRoot()
    }
}
