extension PickleMachine {
    /// The memo, and what only moves values about.
    ///
    /// - Returns: whether the operation is one of these.
    mutating func memoized(_ opcode: UInt8) throws(WeightFileError) -> Bool {
        switch opcode {
        case 0x80:
            guard try cursor.byte() <= 5 else { throw damaged("a protocol that is not known") }
        case 0x95:
            // A frame: its length is of use only to readers of streams.
            guard try cursor.number(UInt64.self) <= UInt64(cursor.left) else {
                throw damaged("a frame that reaches beyond the end")
            }
        case UInt8(ascii: "q"): try memoize(Int(try cursor.byte()))
        case UInt8(ascii: "r"): try memoize(Int(try cursor.number(UInt32.self)))
        case UInt8(ascii: "p"): try memoize(try place())
        case 0x94: try memoize(memo.count)
        case UInt8(ascii: "h"): try push(try remembered(Int(try cursor.byte())))
        case UInt8(ascii: "j"): try push(try remembered(Int(try cursor.number(UInt32.self))))
        case UInt8(ascii: "g"): try push(try remembered(try place()))
        case UInt8(ascii: "("): try mark()
        case UInt8(ascii: "0"):
            // Takes a mark if there is nothing above it.
            if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
        case UInt8(ascii: "1"): _ = try popToMark()
        case UInt8(ascii: "2"): try push(try top())
        default: return false
        }
        return true
    }

    private mutating func place() throws(WeightFileError) -> Int {
        guard let place = Int(try line()), place >= 0 else { throw damaged("a place that is no number") }
        return place
    }

    private mutating func memoize(_ place: Int) throws(WeightFileError) {
        guard memo.count < Self.valueLimit else { throw damaged("too many values to remember") }
        memo[place] = try top()
    }

    private func remembered(_ place: Int) throws(WeightFileError) -> PickleValue {
        guard let value = memo[place] else { throw damaged("a value that was not remembered") }
        return value
    }

    /// Lists, tuples, sets and dictionaries.
    ///
    /// - Returns: whether the operation is one of these.
    mutating func container(_ opcode: UInt8) throws(WeightFileError) -> Bool {
        switch opcode {
        case UInt8(ascii: ")"), UInt8(ascii: "]"), 0x8F: try push(try sequence([]))
        case UInt8(ascii: "t"), UInt8(ascii: "l"), 0x91: try push(try sequence(try popToMark()))
        case 0x85, 0x86, 0x87:
            var values: [PickleValue] = []
            for _ in 0x85...opcode { values.append(try pop()) }
            try push(try sequence(values.reversed()))
        case UInt8(ascii: "}"): try push(try dictionary())
        case UInt8(ascii: "d"):
            let values = try popToMark()
            try push(try dictionary())
            try set(values)
        case UInt8(ascii: "a"): try append([try pop()])
        case UInt8(ascii: "e"), 0x90: try append(try popToMark())
        case UInt8(ascii: "s"):
            let value = try pop()
            try set([try pop(), value])
        case UInt8(ascii: "u"): try set(try popToMark())
        default: return false
        }
        return true
    }

    /// Appends to the list or set on top.
    private mutating func append(_ values: [PickleValue]) throws(WeightFileError) {
        switch try top() {
        case .sequence(let place):
            try count(parts: values.count)
            heap.sequences[place] += values
        case .inert: break
        default: throw damaged("values appended to what is no list")
        }
    }

    /// Puts keys and values, one after the other, into the dictionary on top.
    private mutating func set(_ values: [PickleValue]) throws(WeightFileError) {
        guard values.count.isMultiple(of: 2) else { throw damaged("a key without a value") }
        switch try top() {
        case .dictionary(let place):
            try count(parts: values.count)
            for i in stride(from: 0, to: values.count, by: 2) {
                heap.dictionaries[place].append((values[i], values[i + 1]))
            }
        case .inert: break
        default: throw damaged("keys for what is no dictionary")
        }
    }
}
