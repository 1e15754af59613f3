/// The number format of a tensor's elements, little-endian.
public enum ElementType: String, Sendable, CaseIterable {
    /// Floating point.
    case float64, float32, float16, bfloat16
    /// Whole numbers.
    case int64, int32, int16, int8
    /// Whole numbers that are not negative.
    case uint64, uint32, uint16, uint8
    /// A byte that is 0 or 1.
    case bool

    /// Bytes of one element.
    public var size: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool: 1
        }
    }
}
