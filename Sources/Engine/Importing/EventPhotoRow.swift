internal import Foundation
internal import LookalikeJSON
internal import LookalikeVectorFormats

/// A row of the event photos' table `images` (system 2), split into the fields that a record has and attributes.
struct EventPhotoRow {
    /// The attribute with a photo's event.
    private static let event = "event_code"

    /// What the columns of a table mean, by its names for them.
    struct Columns: Sendable {
        fileprivate let plain: [String: String]

        /// Nil if no row has an event.
        init?(_ rows: [VectorMetadata.Row]) {
            let names = rows.reduce(into: Set<String>()) { $0.formUnion($1.attributes.keys) }
            plain = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.plain($0)) })
            guard plain.values.contains("eventcode") else { return nil }
        }

        private static func plain(_ name: String) -> String {
            String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
        }
    }

    var code: String?
    var mediaType: String?
    var width = 0
    var height = 0
    var bytes = 0
    /// Including the event's code. NULLs are left out.
    private(set) var attributes: [String: JSONValue] = [:]

    /// How tables write NULL, apart from JSON's null.
    private static let nulls: Set<String> = ["", "NULL", "\\N"]

    init(_ row: VectorMetadata.Row, _ columns: Columns) {
        for (name, value) in row.attributes {
            if value == .null || value.stringValue.map(Self.nulls.contains) == true { continue }
            switch columns.plain[name] {
            case "eventcode":
                attributes[Self.event] = .string(Self.uuid(value) ?? value.stringValue ?? "")
            case "code":
                code = Self.uuid(value)
                if code == nil { attributes[name] = value }
            case "mimetype": mediaType = value.stringValue
            case "width" where Self.number(value) != nil: width = Self.number(value) ?? 0
            case "height" where Self.number(value) != nil: height = Self.number(value) ?? 0
            case "filesize" where Self.number(value) != nil: bytes = Self.number(value) ?? 0
            default: attributes[name] = value
            }
        }
    }

    /// In lower case, which is how searches compare it.
    private static func uuid(_ value: JSONValue) -> String? {
        value.stringValue.flatMap(UUID.init(uuidString:))?.uuidString.lowercased()
    }

    /// A non-negative number; also from a table of strings.
    private static func number(_ value: JSONValue) -> Int? {
        let number = value.intValue ?? value.stringValue.flatMap { Int($0) }
        return number.flatMap { $0 >= 0 ? $0 : nil }
    }
}
