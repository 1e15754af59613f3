/// Bits from the upper end of each byte on. Past the end it yields zeros and says so in `isExhausted`.
struct BitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isExhausted: Bool { position > 8 * bytes.count }

    /// An unsigned number of `count` bits, 32 at most.
    mutating func bits(_ count: Int) -> Int {
        var value = 0
        for _ in 0..<count {
            let byte = position >> 3
            let bit = byte < bytes.count ? Int(bytes[byte] >> UInt8(7 - position & 7) & 1) : 0
            value = value << 1 | bit
            position += 1
        }
        return value
    }

    mutating func flag() -> Bool { bits(1) == 1 }

    mutating func skip(_ count: Int) { position += count }

    /// As many zeros as bits follow the next one (Exp-Golomb, as H.265 and AV1 write it).
    mutating func exponentialGolomb() -> Int {
        var zeros = 0
        while zeros < 32, !isExhausted, !flag() { zeros += 1 }
        return (1 << zeros) - 1 + bits(zeros)
    }
}
