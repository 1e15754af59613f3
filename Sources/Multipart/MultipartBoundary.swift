extension MultipartParser {
    /// The boundary that a `Content-Type` announces: `multipart/form-data; boundary=…`, type and parameter
    /// names in any case, the value bare or quoted (RFC 2046 §5.1.1).
    ///
    /// - Throws: ``MultipartError/notMultipart``, ``MultipartError/missingBoundary`` or
    ///   ``MultipartError/invalidBoundary``.
    public static func boundary(fromContentType value: String) throws(MultipartError) -> String {
        let type = value.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard type.lowercased() == "multipart/form-data" else { throw .notMultipart }
        guard let parsed = try? HeaderParameters(parsing: value) else { throw .invalidBoundary }
        guard let boundary = parsed.raw("boundary") else { throw .missingBoundary }
        guard isValid(boundary: boundary) else { throw .invalidBoundary }
        return boundary
    }

    /// Whether a boundary has 1 to 70 printable ASCII characters and no space at its end (RFC 2046 §5.1.1,
    /// which lists fewer characters than clients use).
    static func isValid(boundary: String) -> Bool {
        let bytes = boundary.utf8
        return (1...70).contains(bytes.count) && bytes.allSatisfy { (0x20...0x7E).contains($0) }
            && bytes.last != UInt8(ascii: " ")
    }
}
