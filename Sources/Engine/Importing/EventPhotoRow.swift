internal import Foundation
internal import JSON
internal import VectorFormats

/// A row of the table `images` of the event photos (system 2), with what a record has a place for taken out of its
/// attributes.
struct EventPhotoRow {
    /// Under which a photo's event is kept.
    private static let event = "event_code"

    /// What the columns of a table are, by the names that it has for them.
    struct Columns: Sendable {
        fileprivate let plain: [String: String]

        /// Nil where no row has an event.
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
    /// The event's code among them. What is NULL is left out.
    private(set) var attributes: [String: JSONValue] = [:]

    /// As tables write NULL, JSON's own aside.
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

    /// In lower case, as clients' searches compare it.
    private static func uuid(_ value: JSONValue) -> String? {
        value.stringValue.flatMap(UUID.init(uuidString:))?.uuidString.lowercased()
    }

    /// A number that is not negative; of a table of texts, too.
    private static func number(_ value: JSONValue) -> Int? {
        let number = value.intValue ?? value.stringValue.flatMap { Int($0) }
        return number.flatMap { $0 >= 0 ? $0 : nil }
    }
}
