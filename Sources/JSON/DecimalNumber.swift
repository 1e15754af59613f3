/// The digits of a number's text as they are read: `mantissa` · 10^`exponent`.
struct DecimalNumber {
    private(set) var mantissa: UInt64 = 0
    var exponent = 0
    /// Whether the mantissa has all digits: nineteen always fit.
    private var isWhole = true

    mutating func append(_ digit: UInt8, isFraction: Bool) {
        guard mantissa < 1_000_000_000_000_000_000 else {
            isWhole = false
            return
        }
        mantissa = mantissa * 10 + UInt64(digit)
        if isFraction { exponent -= 1 }
    }

    /// The nearest float, where a quick way is sure to find it (after Clinger, "How to read floating point numbers
    /// accurately"): a power of ten up to 10^22 is exact in 64 bits, so that a product or quotient with it is wrong by
    /// less than two units of the last of its 53 bits. Only where that many could lead to another float it is left to
    /// the exact way.
    var quickValue: Float? {
        guard isWhole, (-22...22).contains(exponent) else { return nil }
        let power = Self.powers[abs(exponent)]
        let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        if value == 0 { return 0 }
        // Below, floats have fewer bits.
        guard value > 1.2e-38, value < 3e38 else { return nil }
        // Of the 53 bits the last 29 are rounded away; half-way is where they begin with a one.
        let rounded = Int64(value.bitPattern & 0x1FFF_FFFF)
        return abs(rounded - 0x1000_0000) > 4 ? Float(value) : nil
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
