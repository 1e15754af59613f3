/// How a number of a vector is stored.
enum RowCodec: Sendable {
    case float32, float64, float16, bfloat16
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    /// As the one inside, most significant byte first.
    indirect case bigEndian(RowCodec)
    /// The number plus 128, in a byte (FAISS' `QT_8bit_direct_signed`).
    case biasedInt8
    /// A byte c for minimum + (c + 0.5) / 255 · difference; one of each for all components, or one for each
    /// component (FAISS' `QT_8bit_uniform` and `QT_8bit`).
    case scaledUInt8(minima: [Float], differences: [Float])

    /// Bytes.
    var size: Int {
        switch self {
        case .int8, .uint8, .biasedInt8, .scaledUInt8: 1
        case .float16, .bfloat16, .int16, .uint16: 2
        case .float32, .int32, .uint32: 4
        case .float64, .int64, .uint64: 8
        case .bigEndian(let codec): codec.size
        }
    }

    /// Reads and decodes rows that were found to lie within the file.
    func read(
        _ file: InputFile, at offset: Int, rows: Int, dimension: Int,
        into values: UnsafeMutableBufferPointer<Float>
    ) throws(VectorFormatError) {
        if case .float32 = self {
            return try file.read(into: UnsafeMutableRawBufferPointer(values), at: offset)
        }
        let step = max(1, (1 << 18) / (dimension * size))
        for first in stride(from: 0, to: rows, by: step) {
            let last = min(rows, first + step)
            let bytes = try file.bytes(
                at: offset + first * dimension * size, count: (last - first) * dimension * size)
            let target = UnsafeMutableBufferPointer(
                rebasing: values[(first * dimension)..<(last * dimension)])
            bytes.withUnsafeBytes { decode($0, dimension: dimension, into: target) }
        }
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, dimension: Int, into values: UnsafeMutableBufferPointer<Float>
    ) {
        switch self {
        case .bigEndian(let codec): codec.decodeNumbers(bytes, isBigEndian: true, into: values)
        case .biasedInt8: for index in values.indices { values[index] = Float(Int(bytes[index]) - 128) }
        case .scaledUInt8(let minima, let differences):
            let isUniform = minima.count == 1
            // As FAISS 1.15 decodes with AVX2 or AVX-512: eight components at a time, each rounded once, where that
            // goes into the dimension, and otherwise one by one with a product rounded before the sum.
            let isFused = dimension % 8 == 0
            var component = 0
            for index in values.indices {
                let fraction = (Float(bytes[index]) + 0.5) / 255
                let (minimum, difference) = (minima[component], differences[component])
                values[index] =
                    isFused ? minimum.addingProduct(fraction, difference) : minimum + fraction * difference
                if !isUniform { component = component + 1 == dimension ? 0 : component + 1 }
            }
        default: decodeNumbers(bytes, isBigEndian: false, into: values)
        }
    }

    private func decodeNumbers(
        _ bytes: UnsafeRawBufferPointer, isBigEndian: Bool, into values: UnsafeMutableBufferPointer<Float>
    ) {
        func convert<Bits: FixedWidthInteger>(_ type: Bits.Type, _ value: (Bits) -> Float) {
            for index in values.indices {
                let raw = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
                values[index] = value(isBigEndian ? Bits(bigEndian: raw) : Bits(littleEndian: raw))
            }
        }
        switch self {
        case .float32: convert(UInt32.self) { Float(bitPattern: $0) }
        case .float64: convert(UInt64.self) { Float(Double(bitPattern: $0)) }
        case .float16: convert(UInt16.self) { Float(Float16(bitPattern: $0)) }
        case .bfloat16: convert(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .int8: convert(Int8.self) { Float($0) }
        case .int16: convert(Int16.self) { Float($0) }
        case .int32: convert(Int32.self) { Float($0) }
        case .int64: convert(Int64.self) { Float($0) }
        case .uint8: convert(UInt8.self) { Float($0) }
        case .uint16: convert(UInt16.self) { Float($0) }
        case .uint32: convert(UInt32.self) { Float($0) }
        case .uint64: convert(UInt64.self) { Float($0) }
        case .bigEndian, .biasedInt8, .scaledUInt8: preconditionFailure("no plain number")
        }
    }
}
