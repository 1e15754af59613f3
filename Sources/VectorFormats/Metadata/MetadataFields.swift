internal import JSON

/// Which of a row's fields are its key, its path and its filename. Names are compared without case, `_`, `-`
/// and spaces; of several that fit, the first in the list counts and the others stay attributes.
enum MetadataFields {
    static let key = ["id", "imageid", "productid", "vectorid", "faissid", "faissindex", "key"]
    static let path = ["path", "imagepath", "filepath", "fullpath", "relativepath", "file"]
    static let filename = ["filename", "imagename", "name"]

    static func normalised(_ name: String) -> String {
        String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
    }

    /// Whether a table's first line has names, not values.
    static func areHeader(_ cells: [String]) -> Bool {
        let known = Set(key + path + filename)
        return cells.contains { known.contains(normalised($0)) }
    }
}

extension VectorMetadata.Row {
    init(_ fields: [String: JSONValue]) {
        self.init(attributes: fields)
        guard !fields.isEmpty else { return }
        let names = Dictionary(
            fields.keys.map { (MetadataFields.normalised($0), $0) }, uniquingKeysWith: { min($0, $1) })
        key = take(MetadataFields.key, names)
        path = take(MetadataFields.path, names)
        filename = take(MetadataFields.filename, names)
    }

    /// A row that is no more than one value: a path, or a number.
    init?(_ value: JSONValue) {
        switch value {
        case .object(let fields): self.init(fields)
        case .string(let path): self.init(path: path)
        case .int(let key): self.init(key: String(key))
        default: return nil
        }
    }

    /// Moves the first field that fits out of the attributes.
    private mutating func take(_ wanted: [String], _ names: [String: String]) -> String? {
        for name in wanted {
            guard let field = names[name] else { continue }
            switch attributes[field] {
            case .string(let text):
                attributes[field] = nil
                return text
            case .int(let number):
                attributes[field] = nil
                return String(number)
            default: continue
            }
        }
        return nil
    }
}
