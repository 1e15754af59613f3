internal import Foundation

extension PickleMachine {
    /// Numbers, texts and bytes.
    ///
    /// - Returns: whether the operation is one of these.
    mutating func plainValue(_ opcode: UInt8) throws(WeightFileError) -> Bool {
        switch opcode {
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.bool(true))
        case 0x89: try push(.bool(false))
        case UInt8(ascii: "K"): try push(.int(Int(try cursor.byte())))
        case UInt8(ascii: "M"): try push(.int(Int(try cursor.number(UInt16.self))))
        case UInt8(ascii: "J"): try push(.int(Int(try cursor.number(Int32.self))))
        case 0x8A: try push(try longNumber(Int(try cursor.byte())))
        case 0x8B: try push(try longNumber(try length(Int32.self)))
        case UInt8(ascii: "G"):
            // Big-endian, unlike all else.
            try push(.float(Double(bitPattern: try cursor.number(UInt64.self).byteSwapped)))
        case UInt8(ascii: "X"): try push(try text(length(UInt32.self)))
        case 0x8C: try push(try text(length(UInt8.self)))
        case 0x8D: try push(try text(length(UInt64.self)))
        // The texts of Python 2.
        case UInt8(ascii: "U"): try push(try byteText(length(UInt8.self)))
        case UInt8(ascii: "T"): try push(try byteText(length(Int32.self)))
        case UInt8(ascii: "C"): try push(try skippedBytes(length(UInt8.self)))
        case UInt8(ascii: "B"): try push(try skippedBytes(length(UInt32.self)))
        case 0x8E, 0x96: try push(try skippedBytes(length(UInt64.self)))
        default: return try lineValue(opcode)
        }
        return true
    }

    /// The values that protocol 0 writes as lines of text.
    private mutating func lineValue(_ opcode: UInt8) throws(WeightFileError) -> Bool {
        switch opcode {
        case UInt8(ascii: "I"):
            let line = try line()
            try push(line == "00" ? .bool(false) : line == "01" ? .bool(true) : try decimal(line))
        case UInt8(ascii: "L"):
            let line = try line()
            try push(try decimal(line.hasSuffix("L") ? String(line.dropLast()) : line))
        case UInt8(ascii: "F"):
            guard let number = Double(try line()) else { throw damaged("a number that is none") }
            try push(.float(number))
        case UInt8(ascii: "V"), UInt8(ascii: "S"):
            try push(try lineText(isUnicode: opcode == UInt8(ascii: "V")))
        default: return false
        }
        return true
    }

    /// A text of protocol 0. Escapes other than of a backslash are kept as they are written: names have none.
    private mutating func lineText(isUnicode: Bool) throws(WeightFileError) -> PickleValue {
        let line = try cursor.line()
        guard !isUnicode else { return .string(String(decoding: line, as: UTF8.self)) }
        guard let quote = line.first, line.count >= 2, line.last == quote, quote == 0x27 || quote == 0x22
        else {
            throw damaged("a text without quotation marks")
        }
        return .string(String(decoding: line.dropFirst().dropLast(), as: UTF8.self))
    }

    mutating func line() throws(WeightFileError) -> String {
        String(decoding: try cursor.line(), as: UTF8.self)
    }

    private func decimal(_ text: String) throws(WeightFileError) -> PickleValue {
        // In decimal digits, what `longNumber` compares with.
        if text == "119547037146038801333356" { return .torchMagic }
        guard let number = Int(text) else {
            throw damaged("a number that is none or needs more than 64 bits")
        }
        return .int(number)
    }

    private mutating func longNumber(_ length: Int) throws(WeightFileError) -> PickleValue {
        let bytes = try cursor.bytes(length)
        if bytes == LegacyStream.magic { return .torchMagic }
        guard length <= 8 else { return .inert("a number of more than 64 bits") }
        // Two's complement, as many bytes as it needs.
        var number: Int64 = (bytes.last ?? 0) >= 0x80 ? -1 : 0
        for byte in bytes.reversed() { number = number << 8 | Int64(byte) }
        return .int(Int(number))
    }

    private mutating func length<Number: FixedWidthInteger>(_ type: Number.Type) throws(WeightFileError)
        -> Int
    {
        guard let length = Int(exactly: try cursor.number(type)), length >= 0, length <= cursor.left else {
            throw damaged("a length that reaches beyond the end")
        }
        return length
    }

    private mutating func text(_ length: Int) throws(WeightFileError) -> PickleValue {
        .string(String(decoding: try cursor.bytes(length), as: UTF8.self))
    }

    /// UTF-8, as PyTorch takes them, or Latin-1.
    private mutating func byteText(_ length: Int) throws(WeightFileError) -> PickleValue {
        let bytes = try cursor.bytes(length)
        if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
        return .string(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
    }

    private mutating func skippedBytes(_ length: Int) throws(WeightFileError) -> PickleValue {
        try cursor.skip(length)
        return .inert("bytes")
    }
}
