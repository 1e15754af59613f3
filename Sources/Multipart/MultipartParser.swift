/// Reads a `multipart/form-data` body (RFC 7578, RFC 2046 §5.1) as its bytes arrive.
///
/// Nothing is kept but the header lines of the part being opened: content is handed on as it comes, in
/// place. The same bytes give the same parts, contents and errors however they are cut into pieces.
///
/// Where clients and standards differ:
/// - Lines end with CR LF; a line feed alone is refused in headers and after a boundary, and is content
///   anywhere else (also before something that looks like a boundary).
/// - White space may follow a boundary. A boundary followed at once by anything else but `--` or a line
///   end is content: `--abcd` in a body whose boundary is `abc`. (White space, then something else, is
///   ``MultipartError/malformedBoundary``.)
/// - What precedes the first boundary and follows the last is skipped; the last line's end may be missing,
///   the closing boundary may not.
/// - A header that is not UTF-8 is read as ISO-8859-1; `%22` in a name is a quote, `%0D` and `%0A` stay.
public struct MultipartParser: Sendable {
    /// What the bytes fed turned out to hold.
    public enum Event {
        /// A part's header has been read; its content follows.
        case partBegan(PartHeader)
        /// More content of the part that began last. The bytes are the caller's own (or the delimiter's),
        /// valid only during the call; never empty.
        case partData(UnsafeRawBufferPointer)
        /// The part's content is complete.
        case partEnded
    }

    private enum State {
        case preamble
        case header
        case content
        case epilogue
        case failed(MultipartError)
    }

    private let limits: MultipartLimits
    private var state = State.preamble
    private var scanner: DelimiterScanner
    /// Where the bytes after a delimiter are being told apart; nil elsewhere.
    private var tail: DelimiterTail?
    private var block = HeaderBlock()
    private var part: (name: String, limit: Int, bytes: Int)?
    private var partCount = 0
    private var byteCount = 0

    /// A parser for one body.
    ///
    /// - Throws: ``MultipartError/invalidBoundary``.
    public init(boundary: String, limits: MultipartLimits = MultipartLimits()) throws(MultipartError) {
        guard Self.isValid(boundary: boundary) else { throw .invalidBoundary }
        scanner = DelimiterScanner(boundary: boundary)
        self.limits = limits
    }

    /// Reads the body's next bytes and calls `on` for each event in them, in order.
    ///
    /// - Throws: ``MultipartError``, or what `on` throws. After either the parser refuses all bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>, _ on: (Event) throws -> Void) throws {
        let contiguous: Void? = try bytes.withContiguousStorageIfAvailable {
            try feed(UnsafeRawBufferPointer($0), on)
        }
        guard contiguous == nil else { return }
        try Array(bytes).withUnsafeBytes { try feed($0, on) }
    }

    /// Reads the body's next bytes in place and calls `on` for each event in them, in order.
    ///
    /// (Unsafe, so that content is passed on without a copy and searched by `memchr`; every index is
    /// checked against the buffer's count.)
    ///
    /// - Throws: ``MultipartError``, or what `on` throws. After either the parser refuses all bytes.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer, _ on: (Event) throws -> Void) throws {
        if case .failed(let error) = state { throw error }
        let allowed = min(bytes.count, limits.bodyBytes - byteCount)
        byteCount += allowed
        do {
            try read(UnsafeRawBufferPointer(rebasing: bytes[..<allowed]), on)
            if allowed < bytes.count { throw MultipartError.bodyTooLarge(limit: limits.bodyBytes) }
        } catch {
            state = .failed(error as? MultipartError ?? .stopped)
            throw error
        }
    }

    /// Says that the body has ended.
    ///
    /// - Throws: ``MultipartError/boundaryNotFound``, ``MultipartError/incomplete``, or the error that an
    ///   earlier call threw.
    public mutating func finish() throws(MultipartError) {
        switch state {
        case .epilogue: return
        case .failed(let error): throw error
        case .preamble where tail == nil: state = .failed(.boundaryNotFound)
        case .preamble, .header, .content: state = .failed(.incomplete)
        }
        try finish()
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer, _ on: (Event) throws -> Void) throws {
        var position = 0
        while position < bytes.count {
            if tail != nil {
                try readTail(bytes, at: &position, on)
                continue
            }
            switch state {
            case .preamble, .content:
                try readContent(bytes, at: &position, on)
            case .header:
                guard try block.take(from: bytes, at: &position, limits: limits) else { return }
                try beginPart(on)
            case .epilogue:
                return
            case .failed(let error):
                throw error
            }
        }
    }

    /// Reads content, or the preamble, up to a delimiter or to the end of the buffer.
    private mutating func readContent(
        _ bytes: UnsafeRawBufferPointer, at position: inout Int, _ on: (Event) throws -> Void
    ) throws {
        switch scanner.next(in: bytes, at: &position) {
        case .content(let range): try emit(UnsafeRawBufferPointer(rebasing: bytes[range]), on)
        case .delimiterBytes(let range): try emitDelimiter(range, on)
        case .delimiter: tail = DelimiterTail()
        case .end: break
        }
    }

    /// Reads what follows a delimiter: the end of its line, `--`, or bytes that show that it was content.
    private mutating func readTail(
        _ bytes: UnsafeRawBufferPointer, at position: inout Int, _ on: (Event) throws -> Void
    ) throws {
        guard let meaning = try tail?.take(bytes[position]) else {
            position += 1
            return
        }
        tail = nil
        switch meaning {
        case .nextPart:
            position += 1
            try endPart(on)
            partCount += 1
            guard partCount <= limits.parts else { throw MultipartError.tooManyParts(limit: limits.parts) }
            block = HeaderBlock()
            state = .header
        case .close:
            position += 1
            try endPart(on)
            state = .epilogue
        case .content(let swallowed):
            try emitDelimiter(scanner.delimiterContent, on)
            if swallowed == .dash { try [UInt8(ascii: "-")].withUnsafeBytes { try emit($0, on) } }
            if swallowed == .carriageReturn { scanner.beginAfterCarriageReturn() }
        }
    }

    private mutating func beginPart(_ on: (Event) throws -> Void) throws {
        let header = try PartHeader(headers: block.fields, limits: limits)
        block = HeaderBlock()
        part = (header.name, limits.contentBytes(of: header), 0)
        state = .content
        scanner.beginAfterLineEnd()
        try on(.partBegan(header))
    }

    private mutating func endPart(_ on: (Event) throws -> Void) throws {
        guard part != nil else { return }
        part = nil
        try on(.partEnded)
    }

    private mutating func emitDelimiter(_ range: Range<Int>, _ on: (Event) throws -> Void) throws {
        let delimiter = scanner.delimiter
        try delimiter.withUnsafeBytes { try emit(UnsafeRawBufferPointer(rebasing: $0[range]), on) }
    }

    /// Hands content on, as far as the part may have it; outside a part the bytes are dropped.
    private mutating func emit(_ bytes: UnsafeRawBufferPointer, _ on: (Event) throws -> Void) throws {
        guard let part, !bytes.isEmpty else { return }
        let allowed = min(bytes.count, part.limit - part.bytes)
        self.part?.bytes += allowed
        if allowed > 0 { try on(.partData(UnsafeRawBufferPointer(rebasing: bytes[..<allowed]))) }
        guard allowed == bytes.count else {
            throw MultipartError.partTooLarge(name: part.name, limit: part.limit)
        }
    }
}
