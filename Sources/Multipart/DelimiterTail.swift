/// Tells what the bytes after a delimiter make of it (RFC 2046 §5.1.1).
struct DelimiterTail {
    enum Meaning: Equatable {
        /// The delimiter's line has ended: another part begins.
        case nextPart
        /// `--`: the last part has ended.
        case close
        /// The delimiter was content, and so is what was swallowed after it. The last byte is not taken.
        case content(swallowed: Swallowed)
    }

    enum Swallowed: Equatable {
        case nothing
        case dash
        case carriageReturn
    }

    private enum State {
        case start
        case dash
        case carriageReturn
        case padding
        case paddingCarriageReturn
    }

    private var state = State.start

    /// Takes the next byte; nil while the meaning is open.
    mutating func take(_ byte: UInt8) throws(MultipartError) -> Meaning? {
        switch (state, byte) {
        case (.start, UInt8(ascii: "-")): state = .dash
        case (.start, UInt8(ascii: "\r")): state = .carriageReturn
        case (.start, UInt8(ascii: " ")), (.start, UInt8(ascii: "\t")): state = .padding
        case (.start, UInt8(ascii: "\n")), (.padding, UInt8(ascii: "\n")): throw .bareLineFeed
        case (.start, _): return .content(swallowed: .nothing)
        case (.dash, UInt8(ascii: "-")): return .close
        case (.dash, _): return .content(swallowed: .dash)
        case (.carriageReturn, UInt8(ascii: "\n")): return .nextPart
        case (.carriageReturn, _): return .content(swallowed: .carriageReturn)
        case (.padding, UInt8(ascii: " ")), (.padding, UInt8(ascii: "\t")): break
        case (.padding, UInt8(ascii: "\r")): state = .paddingCarriageReturn
        case (.paddingCarriageReturn, UInt8(ascii: "\n")): return .nextPart
        case (.padding, _), (.paddingCarriageReturn, _): throw .malformedBoundary
        }
        return nil
    }
}
