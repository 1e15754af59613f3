/// What the persistent ids of a pickle stand for.
enum PersistentIDs {
    /// There are none.
    case none
    /// Storages, by tuples that say what they are.
    case storages
    /// Tensors, by numbers.
    case tensors([Int: TorchTensor])
}

/// Reads one pickle (protocols 0 to 5) and makes its values. Classes and functions that it names are looked up in a short
/// list (``Constructor``); nothing is imported or called, and any other name is an error.
///
/// Its memory is bounded by limits that no checkpoint of a model comes near, so that a small file can't take it all.
struct PickleMachine {
    var cursor: ByteCursor
    let ids: PersistentIDs
    /// Whether the classes of TorchScript modules are known.
    let allowsModules: Bool
    var heap = PickleHeap()
    var stack: [PickleValue] = []
    /// The height of the stack at each mark.
    var marks: [Int] = []
    var memo: [Int: PickleValue] = [:]
    /// How many values went into sequences and dictionaries.
    private var partCount = 0

    /// The most values on the stack, in the memo, of sequences and of dictionaries.
    static let valueLimit = 1 << 20
    /// The most tensors, storages and modules.
    static let tensorLimit = 1 << 17
    /// The most parts of all values together.
    private static let partLimit = 1 << 22

    init(_ cursor: ByteCursor, _ ids: PersistentIDs = .none, allowsModules: Bool = false) {
        self.cursor = cursor
        self.ids = ids
        self.allowsModules = allowsModules
    }

    /// Reads up to the pickle's end, behind which the cursor is then.
    ///
    /// - Returns: the value that the pickle is, whose parts are in ``heap``.
    mutating func run() throws(WeightFileError) -> PickleValue {
        while true {
            let opcode = try cursor.byte()
            if opcode == UInt8(ascii: ".") { return try pop() }
            if try plainValue(opcode) { continue }
            if try memoized(opcode) { continue }
            if try container(opcode) { continue }
            guard try call(opcode) else {
                let code = String(opcode, radix: 16)
                throw damaged("an operation 0x\(code) that is not known")
            }
        }
    }

    func damaged(_ what: String) -> WeightFileError {
        .damaged(detail: "the pickle has \(what), before its byte \(cursor.offset)")
    }

    // MARK: The stack

    mutating func push(_ value: PickleValue) throws(WeightFileError) {
        guard stack.count < Self.valueLimit else { throw damaged("too many values") }
        stack.append(value)
    }

    mutating func pop() throws(WeightFileError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
            throw damaged("an operation on a value that isn't there")
        }
        return value
    }

    /// The value on top, which stays.
    func top() throws(WeightFileError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else {
            throw damaged("an operation on a value that isn't there")
        }
        return value
    }

    mutating func mark() throws(WeightFileError) {
        guard marks.count < Self.valueLimit else { throw damaged("too many marks") }
        marks.append(stack.count)
    }

    /// Takes the values above the last mark, and the mark.
    mutating func popToMark() throws(WeightFileError) -> [PickleValue] {
        guard let height = marks.popLast(), height <= stack.count else {
            throw damaged("an operation on values without a mark")
        }
        defer { stack.removeSubrange(height...) }
        return Array(stack[height...])
    }

    // MARK: The heap

    mutating func count(parts: Int) throws(WeightFileError) {
        partCount += parts
        guard partCount <= Self.partLimit else { throw damaged("too many values") }
    }

    mutating func sequence(_ values: [PickleValue]) throws(WeightFileError) -> PickleValue {
        try count(parts: values.count)
        guard heap.sequences.count < Self.valueLimit else { throw damaged("too many sequences") }
        heap.sequences.append(values)
        return .sequence(heap.sequences.count - 1)
    }

    mutating func dictionary() throws(WeightFileError) -> PickleValue {
        guard heap.dictionaries.count < Self.valueLimit else { throw damaged("too many dictionaries") }
        heap.dictionaries.append([])
        return .dictionary(heap.dictionaries.count - 1)
    }

    mutating func tensor(_ tensor: TorchTensor) throws(WeightFileError) -> PickleValue {
        guard heap.tensors.count < Self.tensorLimit else { throw damaged("too many tensors") }
        heap.tensors.append(tensor)
        return .tensor(heap.tensors.count - 1)
    }

    mutating func module() throws(WeightFileError) -> PickleValue {
        guard heap.modules.count < Self.tensorLimit else { throw damaged("too many modules") }
        heap.modules.append(.none)
        return .module(heap.modules.count - 1)
    }

    mutating func storage(_ storage: TorchStorage) throws(WeightFileError) -> PickleValue {
        guard heap.storages.count < Self.tensorLimit else { throw damaged("too many storages") }
        heap.storages.append(storage)
        return .storage(heap.storages.count - 1)
    }
}
