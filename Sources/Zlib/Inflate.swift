internal import CLookalikeZlib

/// Why compressed bytes can't be inflated.
public enum InflateError: Error, Equatable, Sendable {
    /// They contradict themselves or are cut short.
    case damaged
    /// They are more than `limit` bytes when inflated.
    case tooLarge(limit: Int)
    /// There is no memory for them.
    case noMemory
}

extension InflateError: CustomStringConvertible {
    /// What is wrong, to go on with after the data's name.
    public var description: String {
        switch self {
        case .damaged: "its compressed data are damaged"
        case .tooLarge(let limit): "its data are more than \(limit) bytes when inflated"
        case .noMemory: "there is no memory to inflate it"
        }
    }
}

/// What is around compressed bytes.
public enum DeflateFormat: Sendable, CaseIterable {
    /// Nothing, as in zip files (RFC 1951).
    case raw
    /// RFC 1950.
    case zlib
    /// RFC 1952; one gzip member behind another is read as one text.
    case gzip
}

/// Inflates bytes with zlib.
///
/// - Parameters:
///   - expected: how many bytes there will be, if that is known: memory for no more is taken at first.
///   - limit: the most bytes that may come out.
public func inflate(
    _ bytes: some Collection<UInt8>, _ format: DeflateFormat, expecting expected: Int? = nil, limit: Int
) throws(InflateError) -> [UInt8] {
    let input = Array(bytes)
    // At most 1,032 bytes come out of one (zlib's "Maximum Compression Factor"); some more, so that a stream without
    // an end isn't taken for one that is too large.
    let bound = min(limit, (input.count + 1).multipliedSaturating(by: 1_032))
    var room = min(bound, max(expected ?? input.count.multipliedSaturating(by: 4), 64))
    while true {
        let (output, result) = attempt(input, format, room: room)
        switch result {
        case CZLIB_DONE: return output
        case CZLIB_FULL where room < bound: room = min(bound, room.multipliedSaturating(by: 4))
        case CZLIB_FULL: throw .tooLarge(limit: limit)
        case CZLIB_NO_MEMORY: throw .noMemory
        default: throw .damaged
        }
    }
}

private func attempt(
    _ input: [UInt8], _ format: DeflateFormat, room: Int
) -> (output: [UInt8], result: czlib_result) {
    var result = CZLIB_DAMAGED
    let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialised in
        result = input.withUnsafeBufferPointer { input in
            // The buffer may have more room than was asked for.
            czlib_inflate(
                format.code, input.baseAddress, input.count, buffer.baseAddress, room, &initialised)
        }
    }
    return (output, result)
}

extension DeflateFormat {
    var code: czlib_format {
        switch self {
        case .raw: CZLIB_RAW
        case .zlib: CZLIB_ZLIB
        case .gzip: CZLIB_GZIP
        }
    }
}

extension Int {
    fileprivate func multipliedSaturating(by factor: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
