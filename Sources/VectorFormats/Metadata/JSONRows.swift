internal import LookalikeJSON

/// The rows of a JSON file, read piece by piece: only the outermost brackets are parsed here; the contents are
/// decoded a few thousand values at a time.
enum JSONRows {
    /// The kinds of the members of the outermost object.
    private struct Members {
        var columns: [(name: String, values: [JSONValue])] = []
        var others: [(key: String, value: JSONValue)] = []
    }

    /// - Parameter bytes: at the outermost bracket.
    static func read(_ bytes: inout ByteReader) throws(VectorFormatError) -> [VectorMetadata.Row] {
        let path = bytes.path
        let rows: [VectorMetadata.Row]
        if try bytes.peek() == UInt8(ascii: "[") {
            rows = try self.rows(of: elements(&bytes), path: path)
        } else {
            rows = try self.rows(of: members(&bytes), path: path)
        }
        guard try bytes.skipSpace() == nil else {
            throw bytes.damaged("something follows its JSON")
        }
        return rows
    }

    /// The members of a small JSON object, such as `index_info.json`.
    static func object(_ path: String) throws(VectorFormatError) -> [String: JSONValue] {
        let file = try InputFile(path)
        guard file.size <= JSONPieces.maximumPiece else {
            throw .unsupported(path: path, found: "\(file.size) bytes of JSON", supported: "up to 16 MiB")
        }
        var pieces = JSONPieces(path: path)
        try pieces.add(try file.bytes(at: 0, count: file.size))
        guard case .object(let members)? = try pieces.finish().first else {
            throw .damaged(path: path, reason: "it is no JSON object")
        }
        return members
    }

    private static func rows(
        of values: [JSONValue], path: String
    ) throws(VectorFormatError) -> [VectorMetadata.Row] {
        var rows: [VectorMetadata.Row] = []
        rows.reserveCapacity(values.count)
        for (number, value) in values.enumerated() {
            guard let row = VectorMetadata.Row(value) else {
                throw .damaged(path: path, reason: "row \(number) is no object, text or whole number")
            }
            rows.append(row)
        }
        return rows
    }

    private static func rows(
        of members: Members, path: String
    ) throws(VectorFormatError) -> [VectorMetadata.Row] {
        switch members.columns.count {
        case 0: return try rows(byKey: members.others, path: path)
        case 1: return try rows(of: members.columns[0].values, path: path)
        default: return try rows(ofColumns: members.columns, path: path)
        }
    }

    private static func rows(
        ofColumns columns: [(name: String, values: [JSONValue])], path: String
    ) throws(VectorFormatError) -> [VectorMetadata.Row] {
        let count = columns[0].values.count
        guard columns.allSatisfy({ $0.values.count == count }) else {
            let lengths = columns.map { "'\($0.name)' \($0.values.count)" }.joined(separator: ", ")
            throw .damaged(path: path, reason: "its lists differ in length: \(lengths)")
        }
        // A list of ids is called `ids` as often as `id`.
        let names = columns.map { column in
            let singular = column.name.hasSuffix("s") ? String(column.name.dropLast()) : column.name
            return MetadataFields.areHeader([singular]) ? singular : column.name
        }
        return (0..<count).map { row in
            VectorMetadata.Row(
                Dictionary(
                    zip(names, columns.map { $0.values[row] }), uniquingKeysWith: { first, _ in first }))
        }
    }

    private static func rows(
        byKey members: [(key: String, value: JSONValue)], path: String
    ) throws(VectorFormatError) -> [VectorMetadata.Row] {
        var members = members
        if members.allSatisfy({ Int64($0.key) != nil }) {
            members.sort { Int64($0.key) ?? 0 < Int64($1.key) ?? 0 }
        }
        var rows: [VectorMetadata.Row] = []
        rows.reserveCapacity(members.count)
        for (key, value) in members {
            guard var row = VectorMetadata.Row(value), row.id == nil || value.objectValue != nil else {
                throw .damaged(path: path, reason: "its member '\(key)' is no row: no object and no text")
            }
            if row.path == nil, key.contains("/") || key.contains(".") {
                row.path = key
            } else if row.id == nil {
                row.id = key
            }
            rows.append(row)
        }
        return rows
    }

    // MARK: The outermost brackets

    /// The elements of an array that begins here.
    private static func elements(_ bytes: inout ByteReader) throws(VectorFormatError) -> [JSONValue] {
        _ = try bytes.next()
        var pieces = JSONPieces(path: bytes.path)
        if try bytes.skipSpace() == UInt8(ascii: "]") {
            _ = try bytes.next()
            return []
        }
        while true {
            try pieces.add(try pieces.text(&bytes))
            switch try bytes.next() {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "]"): return try pieces.finish()
            default: throw bytes.damaged("its JSON is cut short")
            }
        }
    }

    private static func members(_ bytes: inout ByteReader) throws(VectorFormatError) -> Members {
        _ = try bytes.next()
        var members = Members()
        var others = JSONPieces(path: bytes.path)
        var isOver = try bytes.skipSpace() == UInt8(ascii: "}")
        if isOver { _ = try bytes.next() }
        while !isOver {
            guard try bytes.skipSpace() == UInt8(ascii: "\"") else { throw bytes.damaged("it is no JSON") }
            let key = try others.text(&bytes)
            guard try bytes.next() == UInt8(ascii: ":") else { throw bytes.damaged("it is no JSON") }
            if try bytes.skipSpace() == UInt8(ascii: "[") {
                members.columns.append((try JSONPieces.string(key, path: bytes.path), try elements(&bytes)))
                try bytes.skipSpace()
            } else {
                try others.add(key)
                try others.add(try others.text(&bytes))
            }
            switch try bytes.next() {
            case UInt8(ascii: ","): break
            case UInt8(ascii: "}"): isOver = true
            default: throw bytes.damaged("its JSON is cut short")
            }
        }
        let values = try others.finish()
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            members.others.append((values[index].stringValue ?? "", values[index + 1]))
        }
        return members
    }
}
