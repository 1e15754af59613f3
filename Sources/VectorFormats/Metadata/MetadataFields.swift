internal import LookalikeJSON

/// Which of a row's fields are its id, its path, its filename and the number of its vector. Names are compared
/// without case, `_`, `-` and spaces. If several match, the first in the list counts and the others stay attributes.
enum MetadataFields {
    static let id = ["id", "imageid", "productid", "vectorid", "key"]
    static let path = ["path", "imagepath", "filepath", "fullpath", "relativepath", "file"]
    static let filename = ["filename", "imagename", "name"]
    static let vector = ["faissindex", "faissid", "faissposition"]

    static func normalised(_ name: String) -> String {
        String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
    }

    /// Whether a table's first line contains names rather than values.
    static func areHeader(_ cells: [String]) -> Bool {
        let known = Set(id + path + filename + vector)
        return cells.contains { known.contains(normalised($0)) }
    }
}

extension VectorMetadata.Row {
    init(_ fields: [String: JSONValue]) {
        self.init(attributes: fields)
        guard !fields.isEmpty else { return }
        let names = Dictionary(
            fields.keys.map { (MetadataFields.normalised($0), $0) }, uniquingKeysWith: { min($0, $1) })
        vector = takeVector(names)
        if let taken = take(MetadataFields.id, names) {
            id = taken.text
            idField = fields.filter { $0.key == taken.name }
        }
        path = take(MetadataFields.path, names)?.text
        filename = take(MetadataFields.filename, names)?.text
    }

    /// A row that consists of a single value: a path or a number.
    init?(_ value: JSONValue) {
        switch value {
        case .object(let fields): self.init(fields)
        case .string(let path): self.init(path: path)
        case .int(let id): self.init(id: String(id))
        default: return nil
        }
    }

    /// Moves the first field that fits out of the attributes.
    private mutating func take(
        _ wanted: [String], _ names: [String: String]
    ) -> (text: String, name: String)? {
        for name in wanted {
            guard let field = names[name] else { continue }
            switch attributes[field] {
            case .string(let text) where !text.isEmpty:
                attributes[field] = nil
                return (text, field)
            case .int(let number):
                attributes[field] = nil
                return (String(number), field)
            default: continue
            }
        }
        return nil
    }

    private mutating func takeVector(_ names: [String: String]) -> VectorMetadata.VectorLink {
        for name in MetadataFields.vector {
            guard let field = names[name], let value = attributes.removeValue(forKey: field) else { continue }
            return VectorMetadata.VectorLink(value)
        }
        return .unstated
    }
}

extension VectorMetadata.VectorLink {
    init(_ value: JSONValue) {
        switch value {
        case .int(let number): self = .vector(Int64(number))
        case .string(let text):
            // pandas writes `12.0` in tables with missing numbers.
            let number = Int64(text) ?? Double(text).flatMap { Int64(exactly: $0) }
            self = number.map { .vector($0) } ?? .nothing
        default: self = .nothing
        }
    }
}
