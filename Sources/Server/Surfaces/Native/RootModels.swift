internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// A root of a collection in the native API.
struct RootView: Codable, Sendable, SchemaDocumented {
    var id: Int64
    var directory: String
    var offline: Bool
    var images: Int?
    var addedAt: Date
    var lastSync: Date?

    enum CodingKeys: String, CodingKey {
        case id, directory, offline, images
        case addedAt = "added_at"
        case lastSync = "last_sync"
    }

    static var schemaName: String? { "Root" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "directory": "The path of its folder on the server.",
            "offline":
                "Whether its folder is missing, such as one whose disk is not mounted. Its images stay, and are found.",
            "images": "Its images, broken ones among them; left out in the facts of a collection.",
        ]
    }

    init(_ record: RootRecord, images: Int? = nil) {
        id = record.id
        directory = record.path
        offline = record.isOffline
        self.images = images
        addedAt = record.addedAt
        lastSync = record.lastSync
    }

    init(_ root: Root) { self.init(root.record, images: root.images) }
}

struct RootList: Codable, Sendable {
    var roots: [RootView]
}

/// A folder that is to become a root.
struct NewRoot: Codable, Sendable, SchemaDocumented {
    var directory: String
    var sync: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case directory, sync
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "directory":
                "A folder on the server that neither lies inside another root of the collection nor has one inside it.",
            "sync": "Whether its images are indexed at once; true where left out.",
        ]
    }
}

extension NewRoot {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        directory = try container.decode(String.self, forKey: .directory)
        sync = try container.decodeIfPresent(Bool.self, forKey: .sync)
    }
}

/// A new root, and the job that indexes its images.
struct AddedRoot: Codable, Sendable, SchemaDocumented {
    var root: RootView
    var job: Job?

    static var propertyDocs: [String: PropertyDoc] {
        [
            "job":
                "The sync of the root; left out if none was asked for, or another sync of the collection is running."
        ]
    }
}

/// A root that was removed.
struct RemovedRoot: Codable, Sendable, SchemaDocumented {
    var removed: RootView

    static var propertyDocs: [String: PropertyDoc] {
        ["removed": "As it was; `images` says how many left the collection."]
    }
}
