/// Why a `multipart/form-data` body, or the `Content-Type` that announces it, was refused.
///
/// Each case has a plain sentence (``description``) that can be sent to the client as it is.
public enum MultipartError: Error, Hashable, Sendable {
    /// The `Content-Type` names something other than `multipart/form-data`.
    case notMultipart
    /// The `Content-Type` has no `boundary` parameter.
    case missingBoundary
    /// The boundary is empty, longer than 70 characters, ends with a space or holds a control character.
    case invalidBoundary
    /// The body has ended and its boundary never appeared.
    case boundaryNotFound
    /// The body has ended before its closing boundary.
    case incomplete
    /// A boundary is followed by something other than the end of its line.
    case malformedBoundary
    /// A boundary or header line ends with a line feed alone (RFC 2046 §4.1.1 asks for CR LF).
    case bareLineFeed
    /// A header line has no colon, an empty name or a control character, or its parameters don't parse.
    case malformedHeader
    /// A part has no `Content-Disposition: form-data` header (RFC 7578 §4.2).
    case missingDisposition
    /// A part's `Content-Disposition` has no `name` (RFC 7578 §4.2).
    case missingName
    /// More parts than `limit`.
    case tooManyParts(limit: Int)
    /// More headers in one part than `limit`.
    case tooManyHeaders(limit: Int)
    /// The headers of one part take more bytes than `limit`.
    case headersTooLarge(limit: Int)
    /// A part's name has more UTF-8 bytes than `limit`.
    case nameTooLong(limit: Int)
    /// A file name has more UTF-8 bytes than `limit`.
    case filenameTooLong(limit: Int)
    /// The content of the part `name` has more bytes than `limit`.
    case partTooLarge(name: String, limit: Int)
    /// The whole body has more bytes than `limit`.
    case bodyTooLarge(limit: Int)
    /// The text field `name` is not UTF-8.
    case fieldNotUTF8(name: String)
    /// The parser was used again after its receiver had thrown an error.
    case stopped
}

extension MultipartError: CustomStringConvertible {
    /// One sentence for the client.
    public var description: String {
        switch self {
        case .notMultipart: "The Content-Type is not multipart/form-data."
        case .missingBoundary: "Missing boundary in multipart."
        case .invalidBoundary: "The multipart boundary must be 1 to 70 printable ASCII characters."
        case .boundaryNotFound: "The body does not hold the boundary that its Content-Type names."
        case .incomplete: "The multipart body ends before its closing boundary."
        case .malformedBoundary: "A multipart boundary is not followed by the end of its line."
        case .bareLineFeed: "Multipart lines must end with CR LF, not with LF alone."
        case .malformedHeader: "A header of a multipart part is malformed."
        case .missingDisposition: "A multipart part has no Content-Disposition: form-data header."
        case .missingName: "A multipart part has no name."
        case .tooManyParts(let limit): "The form has more than \(limit) parts."
        case .tooManyHeaders(let limit): "A multipart part has more than \(limit) headers."
        case .headersTooLarge(let limit): "The headers of a multipart part exceed \(limit) bytes."
        case .nameTooLong(let limit): "The name of a multipart part exceeds \(limit) bytes."
        case .filenameTooLong(let limit): "A file name exceeds \(limit) bytes."
        case .partTooLarge(let name, let limit): "The part '\(name)' exceeds \(limit) bytes."
        case .bodyTooLarge(let limit): "The body exceeds \(limit) bytes."
        case .fieldNotUTF8(let name): "The field '\(name)' is not UTF-8 text."
        case .stopped: "Reading this multipart body was stopped."
        }
    }

    /// Whether the refusal is about size, which HTTP answers with 413 rather than 400.
    public var isTooLarge: Bool {
        switch self {
        case .partTooLarge, .bodyTooLarge: true
        default: false
        }
    }
}
