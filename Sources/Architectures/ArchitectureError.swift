public import LookalikeWeights

/// Why a network can't be built. Each description is one sentence.
public enum ArchitectureError: Error, Equatable, Sendable {
    /// No architecture has this name.
    case unknownArchitecture(name: String, known: [String])
    /// The weight file is not of this architecture: what is missing, left over or of another shape or type.
    case weights(architecture: String, problems: [WeightProblem])
    /// The weight file tells its layers by their position, and they are not those of this architecture.
    case unnamed(architecture: String, WeightFileError)
    /// The network can't be built as the options say.
    case unsupported(architecture: String, detail: String)
}

/// What is wrong with one tensor of a weight file.
public enum WeightProblem: Equatable, Sendable {
    /// The network needs this tensor and the file does not have it.
    case missing(name: String)
    /// The file has this tensor and the network does not use it.
    case leftOver(name: String, shape: [Int])
    /// The tensor has another shape than the network's.
    case wrongShape(name: String, expected: String, found: [Int])
    /// The tensor's elements are no floating-point numbers.
    case wrongType(name: String, found: String)
}

extension ArchitectureError: CustomStringConvertible {
    /// One sentence, without a full stop.
    public var description: String {
        switch self {
        case .unknownArchitecture(let name, let known):
            "there is no architecture called \(name); these are known: \(known.joined(separator: ", "))"
        case .weights(let architecture, let problems):
            "the weights are not those of \(architecture): " + Self.list(problems)
        case .unnamed(let architecture, let error): "the weights are not those of \(architecture): \(error)"
        case .unsupported(let architecture, let detail): "\(architecture) \(detail)"
        }
    }

    /// The first five of each kind: enough to see what the file is.
    private static func list(_ problems: [WeightProblem]) -> String {
        var parts: [String] = []
        for kind in ["missing", "left over", "of another shape", "of another type"] {
            let of = problems.filter { $0.kind == kind }
            guard !of.isEmpty else { continue }
            let more = of.count > 5 ? " and \(of.count - 5) more" : ""
            parts.append("\(kind): " + of.prefix(5).map(\.text).joined(separator: ", ") + more)
        }
        return parts.joined(separator: "; ")
    }
}

extension WeightProblem {
    fileprivate var kind: String {
        switch self {
        case .missing: "missing"
        case .leftOver: "left over"
        case .wrongShape: "of another shape"
        case .wrongType: "of another type"
        }
    }

    fileprivate var text: String {
        switch self {
        case .missing(let name): name
        case .leftOver(let name, let shape): "\(name) \(shape)"
        case .wrongShape(let name, let expected, let found): "\(name) \(found) instead of \(expected)"
        case .wrongType(let name, let found): "\(name) (\(found) instead of floating-point numbers)"
        }
    }
}
