import Foundation
import LookalikeEmbedding
import LookalikeInference
import LookalikeONNX

/// A graph that runs in OpenVINO, written to a file first as a model's is.
struct Network {
    private let network: any EmbeddingNetwork

    /// - Parameter output: the name of the output that is wanted, with its length.
    init(
        _ graph: Graph, size: Int, output: String = "embedding", dimension: Int, precision: Precision = .f32,
        batch: Int = 1
    ) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).onnx")
        try graph.write(to: file.path)
        // The file is no longer needed when the network is compiled; one that is left is the system's to remove.
        defer { try? FileManager.default.removeItem(at: file) }
        let manifest = """
            {
              "name": "\(graph.name)", "network": "network.onnx", "dimension": \(dimension),
              "input": { "width": \(size), "height": \(size), "layout": "nchw" }, "output": { "name": "\(output)" },
              "preprocessing": {
                "resize": { "mode": "squash", "width": \(size), "height": \(size), "interpolation": "bilinear" },
                "color": "rgb", "mean": [0, 0, 0], "std": [1, 1, 1]
              },
              "normalize": false
            }
            """
        network = try OpenVINOBackend(workers: 1, cacheDirectory: nil).load(
            JSONDecoder().decode(ModelManifest.self, from: Data(manifest.utf8)),
            identity: ModelIdentity(name: graph.name, version: nil, network: "", preprocessing: ""),
            network: .file(path: file.path), precision: precision, maximumBatch: batch)
    }

    func run(_ images: [[Float]]) throws -> [[Float]] { try network.run(images) }
}

/// How near two vectors are.
struct Agreement {
    let cosine: Double
    /// The largest difference of two numbers, as a part of the larger of the expected number's size and the expected
    /// vector's root mean square: a number near zero is a sum whose terms are not.
    let relative: Double

    init(_ found: [Float], _ expected: [Float]) {
        let (a, b) = (found.map(Double.init), expected.map(Double.init))
        let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        let (aa, bb) = (a.reduce(0) { $0 + $1 * $1 }, b.reduce(0) { $0 + $1 * $1 })
        cosine = dot / (aa * bb).squareRoot()
        let rms = (bb / Double(b.count)).squareRoot()
        relative = zip(a, b).map { abs($0 - $1) / max(abs($1), rms) }.max() ?? .infinity
    }
}
