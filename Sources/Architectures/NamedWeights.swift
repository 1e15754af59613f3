public import LookalikeWeights

/// The tensors of a weight file while a network is built from them: notes which were taken and what is wrong, so that
/// nothing is dropped or guessed.
///
/// An architecture takes its tensors without looking at errors: one that is missing or of another shape is noted and
/// replaced by one that can't be read, and ``finish(for:)`` throws all that was noted. Used by one thread.
public final class NamedWeights {
    /// How the file's layers name their tensors and order the axes of their kernels.
    public let convention: WeightConvention
    private let tensors: [String: WeightTensor]
    private var used: Set<String> = []
    private var problems: [WeightProblem] = []

    /// The tensors of a file.
    public init(_ file: WeightFile) {
        tensors = file.tensors
        convention =
            switch file.format {
            case .keras2, .keras3Weights, .keras3Archive: .keras
            default: .torch
            }
    }

    /// Of all tensors of the file, in no order.
    var names: Dictionary<String, WeightTensor>.Keys { tensors.keys }

    /// Whether the file has a tensor of this name.
    public func has(_ name: String) -> Bool { tensors[name] != nil }

    /// The shape of a tensor, for what only the file tells, such as the number of classes; nil if it is missing.
    public func shape(_ name: String) -> [Int]? { tensors[name]?.shape }

    /// The tensor `name`, of floating-point numbers and exactly this shape.
    public func take(_ name: String, _ shape: [Int]) -> WeightTensor {
        guard let tensor = tensors[name] else {
            problems.append(.missing(name: name))
            return Self.unreadable(name, shape)
        }
        used.insert(name)
        guard tensor.shape == shape else {
            problems.append(.wrongShape(name: name, expected: "\(shape)", found: tensor.shape))
            return Self.unreadable(name, shape)
        }
        guard tensor.type.isFloatingPoint else {
            problems.append(.wrongType(name: name, found: tensor.type.rawValue))
            return Self.unreadable(name, shape)
        }
        return tensor
    }

    /// A tensor that the network does not need and that its files have, such as a counter of the training or a
    /// classifier. It need not be there; if it is, it has this shape.
    ///
    /// - Parameter shape: the size of each axis, nil for one of any size.
    public func leave(_ name: String, _ shape: [Int?]) {
        guard let tensor = tensors[name] else { return }
        used.insert(name)
        let fits = tensor.shape.count == shape.count && zip(tensor.shape, shape).allSatisfy { $0 == $1 ?? $0 }
        if !fits {
            let sizes = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            problems.append(.wrongShape(name: name, expected: "[\(sizes)]", found: tensor.shape))
        }
    }

    /// - Throws: ``ArchitectureError/weights(architecture:problems:)`` with everything that was noted, and the tensors that
    ///   were neither taken nor left.
    func finish(for architecture: String) throws(ArchitectureError) {
        let left = tensors.filter { !used.contains($0.key) }.sorted { $0.key < $1.key }
        let all = problems + left.map { .leftOver(name: $0.key, shape: $0.value.shape) }
        if !all.isEmpty { throw .weights(architecture: architecture, problems: all) }
    }

    /// Stands for a tensor that was noted as a problem; `finish` throws before anyone reads it.
    private static func unreadable(_ name: String, _ shape: [Int]) -> WeightTensor {
        WeightTensor(name: name, type: .float32, shape: shape) { () throws(WeightFileError) in
            throw .unsupported(detail: "the tensor \(name) does not fit the network")
        }
    }
}

/// How a library names the tensors of its layers and orders the axes of kernels.
public enum WeightConvention: Sendable {
    /// `NAME.weight`, output channels first.
    case torch
    /// `NAME/kernel`, output channels last.
    case keras
}

extension ElementType {
    fileprivate var isFloatingPoint: Bool {
        switch self {
        case .float64, .float32, .float16, .bfloat16: true
        default: false
        }
    }
}
