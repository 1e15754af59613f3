import Foundation
import LookalikeWeights

/// What a real library's network gave for the formula's weights and images: `benchmarks/parity/make.py` makes it.
struct ParityFixture: Decodable {
    let architecture: String
    /// Such as "torchvision 0.28.0".
    let library: String
    let imageSize: Int
    /// Channels of the batch normalisations.
    let norms: [String: Int]
    /// Shapes of the other tensors.
    let tensors: [String: [Int]]
    private let packedEmbeddings: [String]
    private let packedLogits: String?

    private enum CodingKeys: String, CodingKey {
        case architecture, library, imageSize, norms, tensors
        case packedEmbeddings = "embeddings"
        case packedLogits = "logits"
    }

    /// Of `Tests/Fixtures/parity`.
    static func named(_ name: String) throws -> ParityFixture {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "Fixtures/parity/\(name).json")
        return try JSONDecoder().decode(ParityFixture.self, from: Data(contentsOf: file))
    }

    /// Of the images 0, 1, …
    var embeddings: [[Float]] { packedEmbeddings.map(Self.unpacked) }

    /// Those that the library was given.
    var images: [[Float]] { packedEmbeddings.indices.map { Formula.image($0, size: imageSize) } }

    /// The first of image 0.
    var logits: [Float]? { packedLogits.map(Self.unpacked) }

    private static func unpacked(_ text: String) -> [Float] {
        let bytes = [UInt8](Data(base64Encoded: text) ?? Data())
        return stride(from: 0, to: bytes.count, by: 4).map { place in
            Float(bitPattern: bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    /// The library's checkpoint, from the formula.
    var checkpoint: WeightFile {
        let isKeras = tensors.keys.contains { $0.contains("/") }
        var all = tensors
        for (name, channels) in norms {
            let parts =
                isKeras
                ? ["/gamma", "/beta", "/moving_mean", "/moving_variance"]
                : [".weight", ".bias", ".running_mean", ".running_var"]
            for part in parts { all[name + part] = [channels] }
        }
        var made = all.reduce(into: [:]) { $0[$1.key] = Formula.tensor($1.key, $1.value) }
        for name in norms.keys where !isKeras {
            let counter = "\(name).num_batches_tracked"
            made[counter] = WeightTensor(name: counter, type: .int64, shape: []) {
                () throws(WeightFileError) in
                [UInt8](repeating: 0, count: 8)
            }
        }
        return WeightFile(format: isKeras ? .keras2 : .safetensors, tensors: made)
    }
}
