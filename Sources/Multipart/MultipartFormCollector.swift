/// Gathers a ``MultipartForm`` as its bytes arrive, within its limits: memory never exceeds
/// ``MultipartLimits/bodyBytes`` by more than an array's slack.
public struct MultipartFormCollector: Sendable {
    private var parser: MultipartParser
    private var gathered = GatheredForm()

    /// - Throws: ``MultipartError/invalidBoundary``.
    public init(boundary: String, limits: MultipartLimits = MultipartLimits()) throws(MultipartError) {
        parser = try MultipartParser(boundary: boundary, limits: limits)
    }

    /// Reads the body's next bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>) throws(MultipartError) {
        do {
            try parser.feed(bytes) { try gathered.take($0) }
        } catch {
            throw error as? MultipartError ?? .stopped
        }
    }

    /// The form, once the whole body has been fed.
    public mutating func finish() throws(MultipartError) -> MultipartForm {
        try parser.finish()
        return gathered.form
    }
}

/// The parts read so far.
private struct GatheredForm {
    private(set) var form = MultipartForm()
    private var header: PartHeader?
    private var content: [UInt8] = []

    mutating func take(_ event: MultipartParser.Event) throws(MultipartError) {
        switch event {
        case .partBegan(let header): self.header = header
        case .partData(let bytes): content.append(contentsOf: bytes)
        case .partEnded: try endPart()
        }
    }

    private mutating func endPart() throws(MultipartError) {
        guard let header else { return }
        defer { content = [] }
        if header.isFile {
            form.files.append(MultipartForm.File(header: header, bytes: content))
        } else if let value = String(validating: content, as: UTF8.self) {
            form.fields.append(MultipartForm.Field(name: header.name, value: value))
        } else {
            throw .fieldNotUTF8(name: header.name)
        }
    }
}
