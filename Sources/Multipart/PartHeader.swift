/// What the headers of one part say.
public struct PartHeader: Hashable, Sendable {
    /// One header line, its name as sent and its value without surrounding white space.
    public struct Field: Hashable, Sendable {
        /// As sent; names are compared without regard to case.
        public let name: String
        /// Without white space around it.
        public let value: String
    }

    /// The form field's name.
    public let name: String
    /// The file name as the client gave it; nil for a part that is not a file. Any text, path separators
    /// included: never use it as a path. An empty one is what a browser sends for an empty file input.
    public let filename: String?
    /// The value of the part's `Content-Type`, parameters included. Many clients leave it out.
    public let contentType: String?
    /// Every header of the part, in order.
    public let headers: [Field]

    /// Whether this part is an uploaded file: it has a file name or, failing that, declares its content to
    /// be an image or plain bytes (which no client does for text).
    public var isFile: Bool {
        guard filename == nil else { return true }
        guard let type = contentType?.lowercased() else { return false }
        return type.hasPrefix("image/") || type.hasPrefix("application/octet-stream")
    }

    /// Reads the form's terms out of a part's headers (RFC 7578 §4.2).
    ///
    /// `filename*` and `name*` (RFC 5987) win over the plain ones: RFC 7578 forbids them, but older Python
    /// clients send them for names that are not ASCII.
    init(headers: [Field], limits: MultipartLimits) throws(MultipartError) {
        guard let disposition = Self.value(of: "content-disposition", in: headers) else {
            throw .missingDisposition
        }
        let parsed = try HeaderParameters(parsing: disposition)
        guard parsed.value == "form-data" else { throw .missingDisposition }
        guard let name = try parsed.text("name") else { throw .missingName }
        let filename = try parsed.text("filename")
        if name.utf8.count > limits.nameBytes { throw .nameTooLong(limit: limits.nameBytes) }
        if let filename, filename.utf8.count > limits.filenameBytes {
            throw .filenameTooLong(limit: limits.filenameBytes)
        }
        self.name = name
        self.filename = filename
        self.contentType = Self.value(of: "content-type", in: headers)
        self.headers = headers
    }

    /// The value of the first header called `name` (given in lower case).
    private static func value(of name: String, in headers: [Field]) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}
