extension WeightTensor {
    /// The elements as single-precision numbers, row-major. Half precision and bfloat16 are exact; double precision and
    /// integers are rounded to the nearest, a boolean is 0 or 1.
    ///
    /// - Throws: ``WeightFileError`` if the file can't be read.
    public func floats() throws(WeightFileError) -> [Float] {
        let bytes = try bytes()
        return switch type {
        case .float32: bytes.elements(UInt32.self) { Float(bitPattern: $0) }
        case .float64: bytes.elements(UInt64.self) { Float(Double(bitPattern: $0)) }
        case .float16: bytes.elements(UInt16.self, Float.init(half:))
        case .bfloat16: bytes.elements(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .int64: bytes.elements(Int64.self) { Float($0) }
        case .int32: bytes.elements(Int32.self) { Float($0) }
        case .int16: bytes.elements(Int16.self) { Float($0) }
        case .int8: bytes.elements(Int8.self) { Float($0) }
        case .uint64: bytes.elements(UInt64.self) { Float($0) }
        case .uint32: bytes.elements(UInt32.self) { Float($0) }
        case .uint16: bytes.elements(UInt16.self) { Float($0) }
        case .uint8: bytes.elements(UInt8.self) { Float($0) }
        case .bool: bytes.elements(UInt8.self) { $0 == 0 ? 0 : 1 }
        }
    }
}

extension [UInt8] {
    /// The little-endian numbers that these bytes are.
    fileprivate func elements<Number: FixedWidthInteger>(
        _ type: Number.Type, _ value: (Number) -> Float
    ) -> [Float] {
        let size = MemoryLayout<Number>.size
        let count = count / size
        return withUnsafeBytes { source in
            [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
                // Both have room for `count` numbers.
                for i in 0..<count {
                    let number = source.loadUnaligned(fromByteOffset: i * size, as: Number.self)
                    buffer.initializeElement(at: i, to: value(Number(littleEndian: number)))
                }
                initialised = count
            }
        }
    }
}

extension Float {
    /// The value of an IEEE 754 half-precision number (binary16), by its bits. `Float16` isn't there on every Mac.
    init(half bits: UInt16) {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10 & 0x1F)
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            // Zero, or a multiple of 2^-24.
            let magnitude = Float(fraction) * 0x1p-24
            self.init(bitPattern: magnitude.bitPattern | sign)
        case 0x1F: self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
