#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds `CR LF "--" boundary` in bytes that come in pieces, keeping nothing but a count.
///
/// A boundary holds no CR, so the delimiter's only CR is its first byte: a match that fails can't hide the
/// start of another, and the bytes it had matched are the delimiter's own first bytes.
struct DelimiterScanner {
    enum Step {
        /// These bytes of the buffer are not part of a delimiter.
        case content(Range<Int>)
        /// These bytes of the delimiter, matched before, turn out to be content.
        case delimiterBytes(Range<Int>)
        /// The delimiter ended here.
        case delimiter
        /// The buffer is used up.
        case end
    }

    /// `CR LF "--" boundary`.
    let delimiter: [UInt8]
    /// How many of the delimiter's bytes the last bytes seen match.
    private var matched = 0
    /// How many of the delimiter's first bytes, of those matched, are no content even if the match fails.
    private var borrowed = 0

    /// A scanner at the beginning of a body.
    init(boundary: String) {
        delimiter = Array("\r\n--".utf8) + Array(boundary.utf8)
        beginAfterLineEnd()
    }

    /// Begins where a delimiter needs no line end of its own: at the body's start, and after the headers
    /// of a part, which may have no content at all.
    mutating func beginAfterLineEnd() {
        matched = 2
        borrowed = 2
    }

    /// The delimiter's bytes that are content if the delimiter found last was none.
    var delimiterContent: Range<Int> { borrowed..<delimiter.count }

    /// Takes a CR, read by someone else, for the first byte of a delimiter.
    mutating func beginAfterCarriageReturn() {
        matched = 1
        borrowed = 0
    }

    /// The next step from `position`, which moves past what the step covers.
    mutating func next(in bytes: UnsafeRawBufferPointer, at position: inout Int) -> Step {
        if matched > 0 { return resume(in: bytes, at: &position) }
        borrowed = 0
        let start = position
        guard start < bytes.count else { return .end }
        let candidate = firstCandidate(in: bytes, from: start)
        if candidate > start {
            position = candidate
            return .content(start..<candidate)
        }
        return resume(in: bytes, at: &position)
    }

    /// Goes on comparing, from `matched` bytes into the delimiter.
    private mutating func resume(in bytes: UnsafeRawBufferPointer, at position: inout Int) -> Step {
        while position < bytes.count {
            guard bytes[position] == delimiter[matched] else {
                defer { matched = 0 }
                return .delimiterBytes(borrowed..<matched)
            }
            position += 1
            matched += 1
            if matched == delimiter.count {
                matched = 0
                return .delimiter
            }
        }
        return .end
    }

    /// Where the first CR stands, from `start` on, that begins the delimiter or as much of it as is here;
    /// the buffer's end where there is none.
    ///
    /// `memchr` is what makes this fast. After a CR that begins nothing the next is looked for byte by byte
    /// for a while, so that a body full of CRs doesn't cost a call for each.
    private func firstCandidate(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let count = bytes.count
        var position = start
        while position < count {
            let near = min(position + 16, count)
            while position < near, bytes[position] != UInt8(ascii: "\r") { position += 1 }
            if position == near {
                position = nextCarriageReturn(in: bytes, from: near)
                if position == count { break }
            }
            let next = position + 1
            if next == count || bytes[next] == UInt8(ascii: "\n") && goesOn(bytes, after: next) {
                return position
            }
            position = next
        }
        return count
    }

    private func nextCarriageReturn(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(UInt8(ascii: "\r")), bytes.count - start)
        else { return bytes.count }
        return UnsafeRawPointer(found) - base
    }

    /// Whether what follows a CR LF, as far as it is here, is the rest of the delimiter.
    private func goesOn(_ bytes: UnsafeRawBufferPointer, after lineFeed: Int) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[(lineFeed + 1)...])
        guard let first = rest.first else { return true }
        guard first == UInt8(ascii: "-"), let base = rest.baseAddress else { return false }
        return delimiter.withUnsafeBytes { expected in
            let length = min(rest.count, expected.count - 2)
            return expected.baseAddress.map { memcmp(base, $0 + 2, length) == 0 } ?? false
        }
    }
}
