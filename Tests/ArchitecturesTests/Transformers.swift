import Foundation
import LookalikeArchitectures
import LookalikeWeights
import WeightFormula

/// The transformers that tests build.
enum Transformers {
    static let names = Architectures.all.map(\.name).filter {
        $0.hasPrefix("clip-") || $0.hasPrefix("tinyclip-") || $0.hasPrefix("siglip") || $0.hasPrefix("dinov2")
    }

    /// Whole networks that every run of the tests computes.
    static let quick = ["clip-vit-b-32", "dinov2-vits14"]

    /// All networks, which takes minutes and gigabytes: where `LOOKALIKE_LARGE_NETWORKS` is set.
    static let computed =
        ProcessInfo.processInfo.environment["LOOKALIKE_LARGE_NETWORKS"] == nil ? quick : names

    private static let tower = TransformerTower(width: 128, layers: 2)

    /// Small networks of the same types, one for each naming and activation.
    static let small: [any Architecture] =
        [
            ("small-clip", .quickGELU), ("small-clip-laion2b", .gelu),
            ("small-clip-transformers", .quickGELU),
            ("small-clip-timm", .quickGELU),
        ].map { (name: String, activation: TransformerActivation) in
            CLIP(
                name: name, activation: activation, imageSize: 96, patch: 32, image: tower, text: tower,
                dimension: 32, vocabulary: 1_000, contextLength: 16)
        } + [
            SigLIP(
                name: "small-siglip", imageSize: 96, patch: 32, image: tower, text: tower, vocabulary: 1_000,
                contextLength: 16),
            DINOv2(name: "small-dinov2-transformers", tower: tower),
        ]

    static func named(_ name: String) throws -> any Architecture {
        try small.first { $0.name == name } ?? Architectures.named(name)
    }

    /// DataComp's networks are those of LAION-2B with other weights.
    static func fixture(_ name: String) throws -> ParityFixture {
        try ParityFixture.named(name.replacing("-datacomp", with: "-laion2b"))
    }
}

extension WeightFile {
    /// The same file with other tensors instead.
    func with(_ change: (inout [String: WeightTensor]) -> Void) -> WeightFile {
        var tensors = tensors
        change(&tensors)
        return WeightFile(format: format, tensors: tensors)
    }
}

extension WeightTensor {
    /// The same elements under another name.
    func renamed(_ name: String) -> WeightTensor {
        WeightTensor(name: name, type: type, shape: shape) { () throws(WeightFileError) in try bytes() }
    }

    /// The elements rounded to half precision.
    var halved: WeightTensor {
        WeightTensor(name: name, type: .float16, shape: shape) { () throws(WeightFileError) in
            try floats().flatMap { number in
                withUnsafeBytes(of: Float16(number).bitPattern.littleEndian) { Array($0) }
            }
        }
    }

    /// The elements rounded to half precision, in single precision.
    var halvedAndWidened: WeightTensor {
        WeightTensor(name: name, type: .float32, shape: shape) { () throws(WeightFileError) in
            try floats().flatMap { number in
                withUnsafeBytes(of: Float(Float16(number)).bitPattern.littleEndian) { Array($0) }
            }
        }
    }

    /// A counter or a size, as checkpoints keep them beside their weights.
    static func integers(_ name: String, _ shape: [Int]) -> WeightTensor {
        WeightTensor(name: name, type: .int64, shape: shape) { () throws(WeightFileError) in
            [UInt8](repeating: 0, count: shape.reduce(8, *))
        }
    }
}
