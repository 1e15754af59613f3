internal import Foundation
public import LookalikeWeights

/// What a real library's network gave for the formula's weights and images: `benchmarks/parity/make.py` makes it.
public struct ParityFixture: Decodable {
    public let architecture: String
    /// Such as "torchvision 0.28.0".
    public let library: String
    public let imageSize: Int
    /// Channels of the batch normalisations.
    public let norms: [String: Int]
    /// Shapes of the other tensors; those of equal blocks once, with # for the block's number.
    public let tensors: [String: [Int]]
    /// The number of equal blocks by their path.
    public let blocks: [String: Int]?
    public let text: ParityTexts?
    private let packedEmbeddings: [String]
    private let packedLogits: String?

    private enum CodingKeys: String, CodingKey {
        case architecture, library, imageSize, norms, tensors, blocks, text
        case packedEmbeddings = "embeddings"
        case packedLogits = "logits"
    }

    /// Of `Tests/Fixtures/parity`.
    public static func named(_ name: String) throws -> ParityFixture {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "Fixtures/parity/\(name).json")
        return try JSONDecoder().decode(ParityFixture.self, from: Data(contentsOf: file))
    }

    /// Of the images 0, 1, …
    public var embeddings: [[Float]] { packedEmbeddings.map(Self.unpacked) }

    /// Those that the library was given.
    public var images: [[Float]] { packedEmbeddings.indices.map { Formula.image($0, size: imageSize) } }

    /// The first of image 0.
    public var logits: [Float]? { packedLogits.map(Self.unpacked) }

    /// Little-endian single-precision numbers in base64.
    public static func unpacked(_ text: String) -> [Float] {
        let bytes = [UInt8](Data(base64Encoded: text) ?? Data())
        return stride(from: 0, to: bytes.count, by: 4).map { place in
            Float(bitPattern: bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    /// Those of `tensors`, block by block.
    private var shapes: [String: [Int]] {
        tensors.reduce(into: [:]) { all, tensor in
            guard let path = blocks?.first(where: { tensor.key.hasPrefix($0.key + ".#.") }) else {
                all[tensor.key] = tensor.value
                return
            }
            let rest = tensor.key.dropFirst(path.key.count + 3)
            for block in 0..<path.value { all["\(path.key).\(block).\(rest)"] = tensor.value }
        }
    }

    /// The library's checkpoint, from the formula.
    public var checkpoint: WeightFile {
        let isKeras = tensors.keys.contains { $0.contains("/") }
        var all = shapes
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

/// What the library's text network gave for the formula's texts.
public struct ParityTexts: Decodable {
    /// The number of tokens of a text.
    public let length: Int
    /// The number of different tokens.
    public let vocabulary: Int
    private let packedEmbeddings: [String]

    private enum CodingKeys: String, CodingKey {
        case length, vocabulary
        case packedEmbeddings = "embeddings"
    }

    /// Of the texts 0, 1, …
    public var embeddings: [[Float]] { packedEmbeddings.map(ParityFixture.unpacked) }
}
