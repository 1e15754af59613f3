internal import Foundation
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// A backup in the native API.
struct BackupView: Codable, Sendable, SchemaDocumented {
    var name: String
    var bytes: Int
    var createdAt: Date
    var url: String

    enum CodingKeys: String, CodingKey {
        case name, bytes, url
        case createdAt = "created_at"
    }

    static var schemaName: String? { "Backup" }
    static var propertyDocs: [String: PropertyDoc] {
        ["bytes": "Of the archive.", "url": "Where it can be downloaded."]
    }

    init(_ entry: BackupFolder.Entry) {
        (name, bytes, createdAt) = (entry.name, entry.bytes, entry.modified)
        url = "/backups/\(entry.name)"
    }
}

struct BackupList: Codable, Sendable {
    var backups: [BackupView]
}

/// Options of a backup.
struct BackupOrder: Codable, Sendable, SchemaDocumented {
    var name: String?
    var models: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, models
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "name": "The name of its file, ending with '.tar'; left out, the time is in it.",
            "models": PropertyDoc(
                "Which models of the data folder are in it: those that collections need, unless said.",
                allowed: Backup.Models.allCases.map(\.rawValue)),
        ]
    }
}

extension BackupOrder {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        models = try container.decodeIfPresent(String.self, forKey: .models)
        if let models, Backup.Models(rawValue: models) == nil {
            throw DecodingError.dataCorruptedError(
                forKey: .models, in: container,
                debugDescription: "'\(models)' is none of needed, all and none.")
        }
    }
}
