/// Finds the weights in what `torch.save` stored.
///
/// That is a dictionary of tensors by name, or a dictionary that holds such a one, however deep, with other things beside
/// it. The rule: a dictionary is a *candidate* if a tensor with at least one axis is somewhere in it. Entries whose names
/// speak of the training (``isOfTraining(_:)``) are none. From the outermost dictionary on, the only candidate is entered;
/// where there is none, the dictionary's own tensors are the weights. Several candidates, or one beside tensors with
/// axes, are an error that names them: none is preferred by its name. The caller may name the way to one.
struct CheckpointChoice {
    let heap: PickleHeap
    /// Names of what is not read, with the way to it.
    private(set) var ignored: [String] = []

    private static let largestDepth = 16

    init(_ heap: PickleHeap) { self.heap = heap }

    /// - Parameter entry: the way to the dictionary of weights, by names with `/` between them; nil: by the rule. An empty
    ///   one is the outermost dictionary.
    /// - Returns: tensors, also such as can't be read.
    mutating func weights(
        in root: PickleValue, entry: String?
    ) throws(WeightFileError) -> [NamedValue] {
        var place = try dictionary(root)
        var path: [String] = []
        if let entry {
            for name in entry.split(separator: "/") {
                place = try inner(place, String(name), path)
                path.append(String(name))
            }
        } else {
            while let (name, next) = try onlyCandidate(place, path) {
                for pair in heap.dictionaries[place] where pair.key.name != name { ignore(pair.key, path) }
                place = next
                path.append(name)
            }
        }
        return try tensors(of: place, path)
    }

    private func dictionary(_ root: PickleValue) throws(WeightFileError) -> Int {
        switch root {
        case .dictionary(let place): return place
        case .tensor, .refusedTensor:
            throw .unsupported(detail: "the file holds one tensor without a name, not a model's state dict")
        default: throw .unsupported(detail: "the file holds \(root.kind), not a dictionary of tensors")
        }
    }

    private func inner(_ place: Int, _ name: String, _ path: [String]) throws(WeightFileError) -> Int {
        let found = heap.dictionaries[place].last { $0.key.name == name }
        guard case .dictionary(let next)? = found?.value else {
            let way = (path + [name]).joined(separator: "/")
            throw .unsupported(detail: "the file has no dictionary \(quoted(way))")
        }
        return next
    }

    private mutating func tensors(of place: Int, _ path: [String]) throws(WeightFileError) -> [NamedValue] {
        var found: [NamedValue] = []
        for (key, value) in heap.dictionaries[place] {
            if value.isTensor, let name = key.name {
                guard name.utf8.count <= longestName else {
                    throw .damaged(
                        detail: "the tensor \(quoted(name)) has a name of more than \(longestName) bytes")
                }
                found.append((name, value))
            } else {
                ignore(key, path)
            }
        }
        guard !found.isEmpty else {
            let way = path.isEmpty ? "" : " in \(quoted(path.joined(separator: "/")))"
            throw .unsupported(detail: "the file holds no tensors\(way)")
        }
        return found
    }

    private mutating func ignore(_ key: PickleValue, _ path: [String]) {
        ignored.append((path + [key.name ?? "(\(key.kind))"]).joined(separator: "/"))
    }

    // MARK: The rule

    /// The candidate to enter; nil where the dictionary's own tensors are the weights.
    private func onlyCandidate(
        _ place: Int, _ path: [String]
    ) throws(WeightFileError) -> (name: String, place: Int)? {
        var candidates: [(name: String, place: Int)] = []
        var ownCount = 0
        var known: [Int: Bool] = [:]
        for (key, value) in heap.dictionaries[place] {
            guard let name = key.name, !Self.isOfTraining(name) else { continue }
            if case .dictionary(let inner) = value {
                if holdsWeights(inner, &known, depth: path.count) { candidates.append((name, inner)) }
            } else if hasAxes(value) {
                ownCount += 1
            }
        }
        guard candidates.count > 1 || (ownCount > 0 && !candidates.isEmpty) else { return candidates.first }
        let names = candidates.prefix(8).map { quoted((path + [$0.name]).joined(separator: "/")) }
        let own = ownCount > 0 ? ["\(ownCount) tensors beside them"] : []
        let more = candidates.count > names.count ? ["…"] : []
        throw .unsupported(
            detail:
                "the file holds several sets of tensors (\((names + more + own).joined(separator: ", "))): "
                + "save only the one to be read, or name it (--entry)")
    }

    private func hasAxes(_ value: PickleValue) -> Bool {
        switch value {
        case .tensor(let place): !heap.tensors[place].shape.isEmpty
        case .refusedTensor: true
        default: false
        }
    }

    /// Whether there is a tensor with axes in the dictionary or in dictionaries in it. Each is looked at once, and one
    /// that holds itself has nothing by that.
    private func holdsWeights(_ place: Int, _ known: inout [Int: Bool], depth: Int) -> Bool {
        if let answer = known[place] { return answer }
        known[place] = false
        guard depth < Self.largestDepth else { return false }
        let answer = heap.dictionaries[place].contains { pair in
            if let name = pair.key.name, Self.isOfTraining(name) { return false }
            if case .dictionary(let inner) = pair.value {
                return holdsWeights(inner, &known, depth: depth + 1)
            }
            return hasAxes(pair.value)
        }
        known[place] = answer
        return answer
    }

    /// Whether a checkpoint's entry is of the training, not of the model: of optimisers, schedules, loss scalers (`amp` too)
    /// and random number generators.
    static func isOfTraining(_ name: String) -> Bool {
        let name = name.lowercased()
        return name == "amp" || ["optim", "sched", "scaler", "rng"].contains { name.contains($0) }
    }
}

/// The most bytes of a tensor's name.
let longestName = 1_024

extension PickleValue {
    /// The text that a key is.
    var name: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var isTensor: Bool {
        switch self {
        case .tensor, .refusedTensor: true
        default: false
        }
    }

    /// What it is, for messages.
    var kind: String {
        switch self {
        case .none: "None"
        case .bool: "a boolean"
        case .int, .torchMagic, .float: "a number"
        case .string: "a text"
        case .sequence: "a list"
        case .dictionary: "a dictionary"
        case .module: "a TorchScript module"
        case .constructor: "a class or function"
        case .storage: "a storage"
        case .tensor, .refusedTensor: "a tensor"
        case .inert(let name): name
        }
    }
}
