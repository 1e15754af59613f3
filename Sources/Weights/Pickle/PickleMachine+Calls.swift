extension PickleMachine {
    /// Classes, functions, objects and persistent ids.
    ///
    /// - Returns: whether the operation is one of these.
    mutating func call(_ opcode: UInt8) throws(WeightFileError) -> Bool {
        switch opcode {
        case UInt8(ascii: "c"): try push(try global(module: try line(), name: try line()))
        case 0x93:
            guard case .string(let name) = try pop(), case .string(let module) = try pop() else {
                throw damaged("a class without a name")
            }
            try push(try global(module: module, name: name))
        case UInt8(ascii: "R"), 0x81: try callWithArguments(isNewObject: opcode == 0x81)
        case 0x92:
            // With arguments by name, which nothing that is read has.
            _ = try pop()
            try callWithArguments(isNewObject: true)
        case UInt8(ascii: "i"):
            let constructor = try global(module: try line(), name: try line())
            try push(try result(of: constructor, try popToMark()))
        case UInt8(ascii: "o"):
            let values = try popToMark()
            guard let constructor = values.first else { throw damaged("an object without a class") }
            try push(try result(of: constructor, Array(values.dropFirst())))
        case UInt8(ascii: "b"): try build()
        case UInt8(ascii: "Q"): try push(try persistent(try pop()))
        case UInt8(ascii: "P"): try push(try persistent(.string(try line())))
        default: return false
        }
        return true
    }

    private func global(module: String, name: String) throws(WeightFileError) -> PickleValue {
        if let known = Constructor(module: module, name: name, allowsModules: allowsModules) {
            return .constructor(known)
        }
        throw .unsupported(
            detail:
                "the file holds an object of the class or function \(quoted("\(module).\(name)")), and only tensors "
                + "are read: save the model's weights with torch.save(model.state_dict(), path)")
    }

    private mutating func callWithArguments(isNewObject: Bool) throws(WeightFileError) {
        guard case .sequence(let place) = try pop() else { throw damaged("a call without arguments") }
        let constructor = try pop()
        if isNewObject, case .constructor(.module) = constructor { return try push(try module()) }
        try push(try result(of: constructor, heap.sequences[place]))
    }

    private mutating func result(
        of value: PickleValue, _ arguments: [PickleValue]
    ) throws(WeightFileError) -> PickleValue {
        // What an unread value makes is unread too.
        if case .inert = value { return value }
        guard case .constructor(let constructor) = value else {
            throw damaged("a call of what is no function")
        }
        switch constructor {
        case .orderedDictionary: return try orderedDictionary(arguments)
        case .rebuildTensor(let version): return try rebuiltTensor(version, arguments)
        case .rebuildParameter, .firstArgument:
            guard let first = arguments.first else { throw damaged("a call without arguments") }
            return first
        case .rebuildFromType:
            guard arguments.count >= 3, case .sequence(let place) = arguments[2],
                case .constructor(let inner) = arguments[0], inner != .rebuildFromType
            else { throw damaged("a tensor's class without its tensor") }
            return try result(of: arguments[0], heap.sequences[place])
        case .sequence:
            guard let first = arguments.first else { return try sequence([]) }
            guard case .sequence(let place) = first else { throw damaged("a list of what is none") }
            return try sequence(heap.sequences[place])
        case .refusedTensor(let kind): return .refusedTensor(kind: kind)
        case .inert(let name): return .inert(name)
        case .storage, .elementType, .module: throw damaged("a call of what can't be called")
        }
    }

    /// Python 2 gives an `OrderedDict` its items as a list of pairs, Python 3 sets them afterwards.
    private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(WeightFileError) -> PickleValue
    {
        let made = try dictionary()
        guard case .dictionary(let place) = made, case .sequence(let items)? = arguments.first else {
            return made
        }
        try count(parts: 2 * heap.sequences[items].count)
        for item in heap.sequences[items] {
            guard case .sequence(let pair) = item, heap.sequences[pair].count == 2 else {
                throw damaged("a dictionary's item that is no pair")
            }
            heap.dictionaries[place].append((heap.sequences[pair][0], heap.sequences[pair][1]))
        }
        return made
    }

    /// The state of the object below it. A module's is kept; a dictionary has `_metadata` there, a parameter what the
    /// model's code attached to it.
    private mutating func build() throws(WeightFileError) {
        let state = try pop()
        switch try top() {
        case .module(let place): heap.modules[place] = state
        case .dictionary, .inert, .tensor, .refusedTensor: break
        default: throw damaged("a state for what has none")
        }
    }
}
