internal import LookalikeCatalogue
internal import LookalikeEngine
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
    var frames: FrameOrder?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, model, metric, index, directory, turned, frames
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
            "directory": "A folder on the server: the collection's first root.",
            "turned": PropertyDoc(
                "Whether the vectors are means of each image's four turns and their mirror images, so that images are found whichever way they lie. It takes eight times as long and can't be changed.",
                default: false),
            "frames": PropertyDoc(FrameOrder.text),
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
        frames = try container.decodeIfPresent(FrameOrder.self, forKey: .frames)
    }
}

/// Changes of a collection.
struct CollectionChange: Codable, Sendable, SchemaDocumented {
    var name: String?
    var model: String?
    var index: String?
    var frames: FrameOrder?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, model, index, frames
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "name": "A new name for it.",
            "model": "The model of its vectors.",
            "index": PropertyDoc("The kind of index.", allowed: IndexKind.allCases.map(\.rawValue)),
            "frames": PropertyDoc(FrameOrder.text),
        ]
    }
}

extension CollectionChange {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        model = try container.decodeIfPresent(String.self, forKey: .model)
        index = try container.decodeIfPresent(String.self, forKey: .index)
        frames = try container.decodeIfPresent(FrameOrder.self, forKey: .frames)
    }
}

/// Changes of an image.
struct ImageChange: Codable, Sendable, SchemaDocumented {
    var attributes: [String: JSONValue]?
    var mergeAttributes: [String: JSONValue]?
    var category: Int64?
    var name: String?
    /// Whether the category is given as null.
    var leavesCategory = false

    enum CodingKeys: String, CodingKey, CaseIterable {
        case attributes, category, name
        case mergeAttributes = "merge_attributes"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "attributes": "In place of all that it has; left out, they stay.",
            "merge_attributes":
                "In place of those of the same names; the others stay. A null removes its attribute.",
            "category": "The number of its category; null for none; left out, it stays in its own.",
            "name": "What it is called.",
        ]
    }
}

extension ImageChange {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        attributes = try container.decodeIfPresent([String: JSONValue].self, forKey: .attributes)
        mergeAttributes = try container.decodeIfPresent([String: JSONValue].self, forKey: .mergeAttributes)
        category = try container.decodeIfPresent(Int64.self, forKey: .category)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        leavesCategory = try container.contains(.category) && container.decodeNil(forKey: .category)
    }

    /// - Throws: ``/LookalikeOpenAPI/ValidationIssues`` if attributes are given in both ways.
    func edit() throws(ValidationIssues) -> ImageEdit {
        var edit = ImageEdit()
        switch (attributes, mergeAttributes) {
        case (nil, nil): break
        case (let attributes?, nil): edit.attributes = .replaced(attributes)
        case (nil, let attributes?): edit.attributes = .merged(attributes)
        case (_?, _?):
            let reason = ValidationIssue.Reason(
                type: "value_error", message: "Attributes are replaced or merged, not both")
            throw ValidationIssues([ValidationIssue(reason, at: ["body", "merge_attributes"])])
        }
        edit.category = category.map { .id($0) } ?? (leavesCategory ? .none : .unchanged)
        edit.name = name
        return edit
    }
}

/// Options of a sync.
struct SyncOrder: Codable, Sendable, SchemaDocumented {
    var directory: String?
    var root: Int64?
    var force: Bool?
    var full: Bool?
    var dryRun: Bool?
    var batchSize: Int?
    var allowRemovals: Bool?
    var replaceFolder: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case directory, root, force, full
        case allowRemovals = "allow_removals"
        case replaceFolder = "replace_folder"
        case dryRun = "dry_run"
        case batchSize = "batch_size"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "directory":
                "A folder on the server: a root of the collection, or its first one. Left out: all roots, or the folder that the settings name for the collection.",
            "root": "The id of the only root to sync.",
            "force": "Embed every image again.",
            "full": "Compare every file by its MD5 rather than by size, times and inode.",
            "dry_run": "Only find out what would be done.",
            "allow_removals":
                "Remove images even where so many are gone that the folder may only look empty.",
            "replace_folder": "Take another folder in place of the collection's only root, whose images go.",
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
        root = try container.decodeIfPresent(Int64.self, forKey: .root)
        force = try container.decodeIfPresent(Bool.self, forKey: .force)
        full = try container.decodeIfPresent(Bool.self, forKey: .full)
        dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun)
        batchSize = try container.decodeIfPresent(Int.self, forKey: .batchSize)
        allowRemovals = try container.decodeIfPresent(Bool.self, forKey: .allowRemovals)
        replaceFolder = try container.decodeIfPresent(Bool.self, forKey: .replaceFolder)
    }
}
