/// A whole form in memory: its text fields and its files, in the order sent.
public struct MultipartForm: Hashable, Sendable {
    /// A part that is not a file.
    public struct Field: Hashable, Sendable {
        /// The form field's name.
        public let name: String
        /// The field's text. A form whose text is not valid UTF-8 is refused.
        public let value: String
    }

    /// A part that is a file (see ``PartHeader/isFile``).
    public struct File: Hashable, Sendable {
        /// The names and the media type that the client gave.
        public let header: PartHeader
        /// The file's content.
        public let bytes: [UInt8]

        /// The form field's name.
        public var name: String { header.name }
    }

    /// The parts that are not files, in the order sent.
    public internal(set) var fields: [Field] = []
    /// The parts that are files, in the order sent.
    public internal(set) var files: [File] = []

    /// Every value of the field `name`, in the order sent.
    public func values(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// The last value of the field `name`, the one that counts for FastAPI's clients.
    public func value(_ name: String) -> String? {
        fields.last { $0.name == name }?.value
    }

    /// Every file sent as `name`, in the order sent.
    public func files(_ name: String) -> [File] {
        files.filter { $0.name == name }
    }

    /// The last file sent as `name`, the one that counts for FastAPI's clients.
    public func file(_ name: String) -> File? {
        files.last { $0.name == name }
    }

    /// The form in a body that is in memory already.
    ///
    /// - Parameter contentType: the value of the request's `Content-Type`.
    public init(
        parsing body: some Collection<UInt8>, contentType: String, limits: MultipartLimits = MultipartLimits()
    ) throws(MultipartError) {
        let boundary = try MultipartParser.boundary(fromContentType: contentType)
        var collector = try MultipartFormCollector(boundary: boundary, limits: limits)
        try collector.feed(body)
        self = try collector.finish()
    }

    /// A form of text fields, one for each name.
    public init(fields: [String: String]) {
        self.fields = fields.sorted { $0.key < $1.key }.map { Field(name: $0.key, value: $0.value) }
    }

    init() {}
}
