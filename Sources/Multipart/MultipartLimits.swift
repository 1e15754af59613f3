/// The bounds of one `multipart/form-data` body. Sizes are in bytes.
public struct MultipartLimits: Hashable, Sendable {
    /// The most parts in a body.
    public var parts: Int
    /// The most header lines in a part.
    public var headers: Int
    /// The most bytes that the headers of a part take, line ends included.
    public var headerBytes: Int
    /// The longest part name, in UTF-8 bytes.
    public var nameBytes: Int
    /// The longest file name, in UTF-8 bytes.
    public var filenameBytes: Int
    /// The largest content of a part that is a file (see ``PartHeader/isFile``).
    public var fileBytes: Int
    /// The largest content of any other part.
    public var fieldBytes: Int
    /// The largest content of the parts named here, whatever they are.
    public var bytesByName: [String: Int]
    /// The largest body, boundaries and headers included.
    public var bodyBytes: Int

    /// The defaults suit a form of a few dozen files.
    public init(
        parts: Int = 64,
        headers: Int = 16,
        headerBytes: Int = 8 * 1024,
        nameBytes: Int = 256,
        filenameBytes: Int = 1024,
        fileBytes: Int = 16 * 1024 * 1024,
        fieldBytes: Int = 1024 * 1024,
        bytesByName: [String: Int] = [:],
        bodyBytes: Int = .max
    ) {
        self.parts = parts
        self.headers = headers
        self.headerBytes = headerBytes
        self.nameBytes = nameBytes
        self.filenameBytes = filenameBytes
        self.fileBytes = fileBytes
        self.fieldBytes = fieldBytes
        self.bytesByName = bytesByName
        self.bodyBytes = bodyBytes
    }

    /// The most bytes that the content of the part with this header may have.
    public func contentBytes(of header: PartHeader) -> Int {
        bytesByName[header.name] ?? (header.isFile ? fileBytes : fieldBytes)
    }
}
