/// How deep, wide and long a JSON text is, found in one pass and without reading its values.
///
/// Readers of JSON may take time that grows with more than a text's length: this tells beforehand whether to read it.
public struct JSONOutline: Hashable, Sendable {
    /// Arrays and objects that are open at once, at most.
    public private(set) var depth = 0
    /// About as many values as there are: brackets opened and commas, one of which comes before each value.
    public private(set) var values = 0
    /// Bytes of what is inside the outermost array or object and is an array or object itself.
    public private(set) var nestedBytes = 0
    /// Whether a byte is zero. No JSON has one (RFC 8259 §7), but UTF-16 and UTF-32 do, of which this would be blind to
    /// the structure.
    public private(set) var hasZero = false

    /// - Parameter text: UTF-8; need not be sound, but is only described as far as it is.
    public init(_ text: some Collection<UInt8>) {
        if text.withContiguousStorageIfAvailable({ read($0) }) == nil {
            Array(text).withUnsafeBufferPointer { read($0) }
        }
    }

    // Not generic, so that it is fast: a body may hold a whole image.
    private mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
        var open = 0
        var isText = false
        var isEscaped = false
        for byte in text {
            if open > 1 { nestedBytes += 1 }
            if byte == 0 { hasZero = true }
            if isEscaped {
                isEscaped = false
            } else if isText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: ","): values += 1
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    values += 1
                    open += 1
                    if open == 2 { nestedBytes += 1 }
                    depth = max(depth, open)
                case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
                default: break
                }
            }
        }
    }
}
