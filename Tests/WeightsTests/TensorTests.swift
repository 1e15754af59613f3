import LookalikeWeights
import Testing

/// The numbers of each format.
@Suite(.timeLimit(.minutes(10))) struct TensorTests {
    private func floats(_ type: ElementType, _ bytes: [UInt8]) throws -> [Float] {
        let shape = [bytes.count / type.size]
        return try WeightTensor(name: "w", type: type, shape: shape) { bytes }.floats()
    }

    @Test func halfPrecisionIsExact() throws {
        let all = (0...UInt16.max).flatMap(\.littleEndianBytes)
        let read = try floats(.float16, all)
        for (bits, value) in read.enumerated() {
            let sign: Float = bits < 0x8000 ? 1 : -1
            let (exponent, fraction) = (bits >> 10 & 31, Float(bits & 0x3FF))
            switch exponent {
            case 0: #expect(value == sign * fraction * 0x1p-24)
            case 31: #expect(fraction == 0 ? value == sign * .infinity : value.isNaN)
            default:
                #expect(
                    value == sign * (1 + fraction / 1_024)
                        * Float(sign: .plus, exponent: exponent - 15, significand: 1))
            }
            #expect(value.sign == (bits < 0x8000 ? .plus : .minus))
        }
    }

    @Test func bfloat16IsExact() throws {
        let numbers: [UInt16] = [0x3F80, 0xC000, 0x7F80, 0x0001, 0x8000]
        let read = try floats(.bfloat16, numbers.flatMap(\.littleEndianBytes))
        #expect(read == [1, -2, .infinity, Float(bitPattern: 0x1_0000), -0])
    }

    @Test func otherNumbersAreRoundedToTheNearest() throws {
        #expect(try floats(.float64, 0.1.bitPattern.littleEndianBytes) == [0.1])
        #expect(try floats(.float32, Float(0.1).bitPattern.littleEndianBytes) == [0.1])
        #expect(try floats(.int64, Int64.min.littleEndianBytes) == [-0x1p63])
        #expect(try floats(.uint64, UInt64.max.littleEndianBytes) == [0x1p64])
        #expect(try floats(.int32, Int32(-16_777_217).littleEndianBytes) == [-16_777_216])
        #expect(try floats(.uint32, UInt32.max.littleEndianBytes) == [0x1p32])
        #expect(try floats(.int16, Int16(-3).littleEndianBytes) == [-3])
        #expect(try floats(.uint16, UInt16(65_535).littleEndianBytes) == [65_535])
        #expect(try floats(.int8, [0xFF, 0x7F]) == [-1, 127])
        #expect(try floats(.uint8, [0xFF, 0x7F]) == [255, 127])
        #expect(try floats(.bool, [0, 1, 2]) == [0, 1, 1])
    }
}
