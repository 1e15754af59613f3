/// Names the tensors of a TorchScript module as its `state_dict()` does: by the attributes on the way to them, joined by
/// dots.
struct ScriptModules {
    let heap: PickleHeap
    private(set) var found: [NamedValue] = []
    /// Names of attributes that aren't tensors, modules, numbers, texts or lists of these.
    private(set) var ignored: [String] = []
    /// Modules may be shared, so that few of them make any number of ways.
    private var visits = 0

    private static let largestDepth = 64

    init(_ heap: PickleHeap) { self.heap = heap }

    mutating func collect(_ root: PickleValue) throws(WeightFileError) {
        guard case .module(let place) = root else {
            throw .unsupported(detail: "the TorchScript file holds \(root.kind), not a module")
        }
        try collect(place, prefix: "", depth: 0)
        guard !found.isEmpty else { throw .unsupported(detail: "the file holds no tensors") }
    }

    private mutating func collect(_ place: Int, prefix: String, depth: Int) throws(WeightFileError) {
        guard depth < Self.largestDepth else {
            throw .damaged(
                detail: "modules are nested more than \(Self.largestDepth) deep, at \(quoted(prefix))")
        }
        guard case .dictionary(let attributes) = heap.modules[place] else {
            throw .unsupported(
                detail:
                    "the module \(quoted(prefix)) has a state of its own kind, as quantised ones have, which is "
                    + "not read")
        }
        for (key, value) in heap.dictionaries[attributes] {
            visits += 1
            guard visits <= PickleMachine.valueLimit else {
                throw .damaged(detail: "it has too many modules")
            }
            guard let attribute = key.name, prefix.utf8.count + attribute.utf8.count < longestName else {
                throw .damaged(detail: "an attribute in \(quoted(prefix)) has no name or too long a one")
            }
            try add(value, prefix + attribute, depth)
        }
    }

    private mutating func add(_ value: PickleValue, _ name: String, _ depth: Int) throws(WeightFileError) {
        switch value {
        case .tensor, .refusedTensor: found.append((name, value))
        case .module(let place): try collect(place, prefix: name + ".", depth: depth + 1)
        case .sequence(let place) where heap.sequences[place].allSatisfy(\.isPlain): break
        case _ where value.isPlain: break
        default: ignored.append(name)
        }
    }
}

extension PickleValue {
    /// Whether it is a number, a text or nothing.
    fileprivate var isPlain: Bool {
        switch self {
        case .none, .bool, .int, .float, .string: true
        default: false
        }
    }
}
