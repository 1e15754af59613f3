/// A message of Protocol Buffers that is read: a part of a file in memory, whose bytes all sections share.
struct ProtobufSection: Sendable {
    /// The value of one field.
    enum Value {
        case integer(UInt64)
        case fixed32(UInt32)
        case fixed64(UInt64)
        case section(ProtobufSection)
    }

    let file: [UInt8]
    let range: Range<Int>

    init(file: [UInt8]) {
        self.file = file
        range = file.indices
    }

    private init(file: [UInt8], range: Range<Int>) {
        self.file = file
        self.range = range
    }

    var bytes: ArraySlice<UInt8> { file[range] }

    /// Gives each field with its number, in the order of the file.
    func fields(
        _ each: (_ number: Int, _ value: Value) throws(ONNXReadError) -> Void
    ) throws(ONNXReadError) {
        var position = range.lowerBound
        while position < range.upperBound {
            let key = try varint(&position)
            let number = Int(key >> 3)
            guard number > 0, key >> 3 < 1 << 29 else { throw damaged("no field has the number \(key >> 3)") }
            switch key & 7 {
            case 0: try each(number, .integer(try varint(&position)))
            case 1: try each(number, .fixed64(try fixed(UInt64.self, &position)))
            case 2:
                let count = try varint(&position)
                guard count <= UInt64(range.upperBound - position) else {
                    throw damaged("a field of \(count) bytes does not fit at byte \(position)")
                }
                let end = position + Int(count)
                try each(number, .section(ProtobufSection(file: file, range: position..<end)))
                position = end
            case 5: try each(number, .fixed32(try fixed(UInt32.self, &position)))
            default: throw damaged("byte \(position) begins no field")
            }
        }
    }

    /// The numbers of a packed list, each of `size` or, if that is nil, of as many bytes as it needs.
    func varints() throws(ONNXReadError) -> [UInt64] {
        var numbers: [UInt64] = []
        var position = range.lowerBound
        while position < range.upperBound { numbers.append(try varint(&position)) }
        return numbers
    }

    /// The numbers of a packed list of fixed size.
    func numbers<Number: FixedWidthInteger>(_ type: Number.Type) throws(ONNXReadError) -> [Number] {
        var numbers: [Number] = []
        numbers.reserveCapacity(range.count / MemoryLayout<Number>.size)
        var position = range.lowerBound
        while position < range.upperBound { numbers.append(try fixed(type, &position)) }
        return numbers
    }

    func text() throws(ONNXReadError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw damaged("the text at byte \(range.lowerBound) is not UTF-8")
        }
        return text
    }

    private func varint(_ position: inout Int) throws(ONNXReadError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < range.upperBound else { throw damaged("it ends within a number") }
            let byte = file[position]
            position += 1
            // The tenth byte has one bit that counts.
            guard shift < 63 || byte <= 1 else {
                throw damaged("a number before byte \(position) is too large")
            }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw damaged("a number before byte \(position) is too long")
    }

    private func fixed<Number: FixedWidthInteger>(
        _ type: Number.Type, _ position: inout Int
    ) throws(ONNXReadError) -> Number {
        let size = MemoryLayout<Number>.size
        guard range.upperBound - position >= size else { throw damaged("it ends within a number") }
        defer { position += size }
        return (0..<size).reduce(Number(0)) {
            $0 | Number(truncatingIfNeeded: file[position + $1]) << (8 * $1)
        }
    }

    private func damaged(_ detail: String) -> ONNXReadError { .damaged(detail: detail) }
}

/// A field of another kind than the format has there is damage.
extension ProtobufSection.Value {
    var message: ProtobufSection {
        get throws(ONNXReadError) {
            guard case .section(let section) = self else { throw wrongKind }
            return section
        }
    }

    var text: String {
        get throws(ONNXReadError) { try message.text() }
    }

    /// A number that is written as a signed one of 64 bits.
    var number: Int {
        get throws(ONNXReadError) {
            guard case .integer(let value) = self else { throw wrongKind }
            return Int(Int64(bitPattern: value))
        }
    }

    var float: Float {
        get throws(ONNXReadError) {
            guard case .fixed32(let bits) = self else { throw wrongKind }
            return Float(bitPattern: bits)
        }
    }

    /// One entry of a list, or all in one field.
    var integers: [UInt64] {
        get throws(ONNXReadError) {
            switch self {
            case .integer(let value): [value]
            case .section(let section): try section.varints()
            default: throw wrongKind
            }
        }
    }

    /// As ``integers``, of fixed size.
    var fixed32s: [UInt32] {
        get throws(ONNXReadError) {
            switch self {
            case .fixed32(let value): [value]
            case .section(let section): try section.numbers(UInt32.self)
            default: throw wrongKind
            }
        }
    }

    /// As ``integers``, of fixed size.
    var fixed64s: [UInt64] {
        get throws(ONNXReadError) {
            switch self {
            case .fixed64(let value): [value]
            case .section(let section): try section.numbers(UInt64.self)
            default: throw wrongKind
            }
        }
    }

    private var wrongKind: ONNXReadError {
        .damaged(detail: "a field is of another kind than ONNX has there")
    }
}
