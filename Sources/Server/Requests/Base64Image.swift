internal import HTTPTypes

/// Images inside JSON.
enum Base64Image {
    /// Plain base64, or a `data:` URI (RFC 2397).
    ///
    /// - Parameters:
    ///   - field: named in the error.
    ///   - limit: most bytes of the image; longer ones are not decoded.
    /// - Throws: ``APIError`` 400 or 413.
    static func decode(_ text: String, field: String, limit: Int = .max) throws(APIError) -> [UInt8] {
        var text = text
        let found = text.withUTF8 { utf8 -> Result<[UInt8], APIError> in
            guard let encoded = encodedPart(utf8) else {
                return .failure(
                    APIError(status: .badRequest, message: "'\(field)' is a data: URI without base64."))
            }
            // The text may contain white space, so this check is rough.
            if encoded.count / 4 > limit / 2 { return .failure(.tooLarge(limit: limit)) }
            guard let bytes = Base64.decode(encoded), !bytes.isEmpty else {
                return .failure(APIError(status: .badRequest, message: "'\(field)' is not base64."))
            }
            return bytes.count > limit ? .failure(.tooLarge(limit: limit)) : .success(bytes)
        }
        return try found.get()
    }

    /// The text after the comma of a `data:` URI, or all of it; nil for a URI whose data is not in base64.
    private static func encodedPart(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        guard text.prefix(5).elementsEqual("data:".utf8, by: { $0 | 0x20 == $1 | 0x20 }) else { return text }
        // Parameters are few and short: only this much is searched.
        guard let comma = text.prefix(1_000).firstIndex(of: UInt8(ascii: ",")) else { return nil }
        let isBase64 = text[..<comma].suffix(7).elementsEqual(";base64".utf8, by: { $0 | 0x20 == $1 | 0x20 })
        return isBase64 ? UnsafeBufferPointer(rebasing: text[(comma + 1)...]) : nil
    }
}

/// Base64 (RFC 4648, 4 and 5) at close to memory speed, because some clients send every image this way.
enum Base64 {
    private static let invalid: UInt8 = 0xFF
    /// The six bits of each character of both alphabets.
    private static let table: [UInt8] = {
        var table = [UInt8](repeating: invalid, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() { table[Int(character)] = UInt8(value) }
        table[Int(UInt8(ascii: "-"))] = 62
        table[Int(UInt8(ascii: "_"))] = 63
        return table
    }()

    /// - Parameter text: may contain white space and lack padding.
    /// - Returns: nil if it is not base64.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var isValid = false
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { output, count in
            // Sound: four characters give three bytes, of which there is room for as many as `text` has.
            table.withUnsafeBufferPointer { table in
                isValid = decode(text, table, into: output, &count)
            }
        }
        return isValid ? bytes : nil
    }

    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, _ table: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) -> Bool {
        var position = 0
        while position < text.count {
            // Complete groups of four, which is nearly all of the text.
            while position + 4 <= text.count {
                let (a, b) = (table[Int(text[position])], table[Int(text[position + 1])])
                let (c, d) = (table[Int(text[position + 2])], table[Int(text[position + 3])])
                // Valid values have six bits.
                if (a | b | c | d) & 0xC0 != 0 { break }
                output[count] = a << 2 | b >> 4
                output[count + 1] = b << 4 | c >> 2
                output[count + 2] = c << 6 | d
                count += 3
                position += 4
            }
            guard let next = group(text, table, from: position, into: output, &count) else { return false }
            position = next
        }
        return true
    }

    /// A group with white space or padding, or the last one.
    ///
    /// - Returns: the start of the next group; nil if it is not base64.
    private static func group(
        _ text: UnsafeBufferPointer<UInt8>, _ table: UnsafeBufferPointer<UInt8>, from start: Int,
        into output: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) -> Int? {
        var position = start
        var (bits, length, padding) = (UInt32(0), 0, 0)
        while position < text.count, length + padding < 4 {
            let character = text[position]
            position += 1
            if isSpace(character) { continue }
            if character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = table[Int(character)]
            // Nothing follows padding.
            guard value != invalid, padding == 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            length += 1
        }
        if length == 1 || length == 0 && padding > 0 { return nil }
        bits <<= UInt32(6 * (4 - length))
        for byte in 0..<max(0, length - 1) {
            output[count] = UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * byte))
            count += 1
        }
        if padding > 0 || length < 4 {
            return text[position...].allSatisfy(isSpace) ? text.count : nil
        }
        return position
    }

    private static func isSpace(_ character: UInt8) -> Bool {
        character == 0x20 || (0x09...0x0D).contains(character)
    }
}
