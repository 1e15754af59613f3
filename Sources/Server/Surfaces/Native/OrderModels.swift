internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeOpenAPI
internal import LookalikeVectors

// Bodies that create or change something. Unknown members are refused: ignoring a misspelt one would do something
// else than intended.

/// Properties of a new collection.
struct NewCollection: Codable, Sendable, SchemaDocumented {
    var name: String
    var model: String?
    var metric: String?
    var index: String?
    var directory: String?
    var turned: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, model, metric, index, directory, turned
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "name": PropertyDoc(
                "1–100 letters, digits, `-`, `_` or `.`, beginning with a letter or digit.", example: "shoes",
                pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"),
            "model": "The default model where left out.",
            "metric": PropertyDoc(
                "How vectors are compared.", default: "cosine", allowed: Metric.allCases.map(\.rawValue)),
            "index": PropertyDoc(
                "The kind of index.", default: "auto", allowed: IndexKind.allCases.map(\.rawValue)),
            "directory": "A folder on the server, for syncs.",
            "turned": PropertyDoc(
                "Whether the vectors are means of each image's four turns and their mirror images, so that images are found whichever way they lie. It takes eight times as long and can't be changed.",
                default: false),
        ]
    }
}

extension NewCollection {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        model = try container.decodeIfPresent(String.self, forKey: .model)
        metric = try container.decodeIfPresent(String.self, forKey: .metric)
        index = try container.decodeIfPresent(String.self, forKey: .index)
        directory = try container.decodeIfPresent(String.self, forKey: .directory)
        turned = try container.decodeIfPresent(Bool.self, forKey: .turned)
    }
}

/// Changes of a collection.
struct CollectionChange: Codable, Sendable, SchemaDocumented {
    var model: String?
    var index: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case model, index
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "model": "The model of its vectors.",
            "index": PropertyDoc("The kind of index.", allowed: IndexKind.allCases.map(\.rawValue)),
        ]
    }
}

extension CollectionChange {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try container.decodeIfPresent(String.self, forKey: .model)
        index = try container.decodeIfPresent(String.self, forKey: .index)
    }
}

/// Changes of an image.
struct ImageChange: Codable, Sendable, SchemaDocumented {
    var attributes: [String: JSONValue]?
    var category: Int64?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case attributes, category
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "attributes": "In place of all that it has; left out, they stay.",
            "category": "The number of its category; left out, it stays in its own.",
        ]
    }
}

extension ImageChange {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        attributes = try container.decodeIfPresent([String: JSONValue].self, forKey: .attributes)
        category = try container.decodeIfPresent(Int64.self, forKey: .category)
    }
}

/// Options of a sync.
struct SyncOrder: Codable, Sendable, SchemaDocumented {
    var directory: String?
    var force: Bool?
    var full: Bool?
    var dryRun: Bool?
    var batchSize: Int?
    var allowRemovals: Bool?
    var replaceFolder: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case directory, force, full
        case allowRemovals = "allow_removals"
        case replaceFolder = "replace_folder"
        case dryRun = "dry_run"
        case batchSize = "batch_size"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "directory":
                "A folder on the server. Left out: the one that the settings name for the collection, else its own.",
            "force": "Embed every image again.",
            "full": "Compare every file by its MD5 rather than by size, times and inode.",
            "dry_run": "Only find out what would be done.",
            "allow_removals":
                "Remove images even where so many are gone that the folder may only look empty.",
            "replace_folder": "Take another folder in place of the collection's own, whose images go.",
            "batch_size": PropertyDoc(
                "The largest batch given to the network.", default: 32, minimum: 1, maximum: 128),
        ]
    }
}

extension SyncOrder {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        directory = try container.decodeIfPresent(String.self, forKey: .directory)
        force = try container.decodeIfPresent(Bool.self, forKey: .force)
        full = try container.decodeIfPresent(Bool.self, forKey: .full)
        dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun)
        batchSize = try container.decodeIfPresent(Int.self, forKey: .batchSize)
        allowRemovals = try container.decodeIfPresent(Bool.self, forKey: .allowRemovals)
        replaceFolder = try container.decodeIfPresent(Bool.self, forKey: .replaceFolder)
    }
}
