/// Gathers the header lines of one part, up to the empty line that ends them.
struct HeaderBlock {
    private(set) var fields: [PartHeader.Field] = []
    private var line: [UInt8] = []
    private var byteCount = 0

    /// Takes header bytes from `position` on, which moves past what was taken.
    ///
    /// - Returns: whether the block is complete.
    mutating func take(
        from bytes: UnsafeRawBufferPointer, at position: inout Int, limits: MultipartLimits
    ) throws(MultipartError) -> Bool {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            byteCount += 1
            guard byteCount <= limits.headerBytes else {
                throw .headersTooLarge(limit: limits.headerBytes)
            }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            guard line.popLast() == UInt8(ascii: "\r") else { throw .bareLineFeed }
            if line.isEmpty { return true }
            try endLine(limits: limits)
        }
        return false
    }

    /// Reads the line gathered: a header, or the continuation of one (RFC 5322 §2.2.3).
    private mutating func endLine(limits: MultipartLimits) throws(MultipartError) {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
            throw .malformedHeader
        }
        if line[0] == UInt8(ascii: " ") || line[0] == UInt8(ascii: "\t") {
            guard let last = fields.popLast() else { throw .malformedHeader }
            let value = last.value + " " + Self.text(line[...])
            fields.append(PartHeader.Field(name: last.name, value: value))
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .malformedHeader }
        let name = Self.text(line[..<colon])
        guard !name.isEmpty else { throw .malformedHeader }
        guard fields.count < limits.headers else { throw .tooManyHeaders(limit: limits.headers) }
        fields.append(PartHeader.Field(name: name, value: Self.text(line[(colon + 1)...])))
    }

    /// The text of header bytes without the white space around it: UTF-8, as RFC 7578 §5.1 has it, or
    /// else ISO-8859-1, in which any bytes are text.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let text =
            String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        return String(text.unicodeScalars[...].trimmed())
    }
}
