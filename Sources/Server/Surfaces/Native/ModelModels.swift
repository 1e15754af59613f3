internal import LookalikeModelRegistry
internal import LookalikeOpenAPI

/// An installed model.
struct ModelView: Codable, Sendable, SchemaDocumented {
    var name: String
    var dimension: Int
    var description: String?
    var installed: Bool
    var isDefault: Bool
    var words: Bool
    var collections: [String]
    var removable: Bool
    var suggestedThreshold: Double?
    var license: String?
    var source: String?

    enum CodingKeys: String, CodingKey {
        case name, dimension, description, installed, words, collections, removable, license, source
        case isDefault = "default"
        case suggestedThreshold = "suggested_threshold"
    }

    static var schemaName: String? { "Model" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "words": "Whether collections of it can be searched by words.",
            "collections": "Those that were made with it.",
            "removable": "False for a model that is part of the program or lies in another folder.",
        ]
    }
}

struct ModelList: Codable, Sendable {
    var models: [ModelView]
}

/// A published model.
struct AvailableModel: Codable, Sendable, SchemaDocumented {
    var name: String
    var architecture: String
    var description: String
    var dimension: Int
    var bytes: Int?
    var license: String
    var words: Bool
    var systems: [String]
    var recipes: [String]
    var address: String?
    var obtain: String?
    var downloadable: Bool
    var hash: HashSource
    var installed: Bool

    static var propertyDocs: [String: PropertyDoc] {
        [
            "bytes": "Of the weight file; left out where it is not known.",
            "systems": "The interfaces whose contract names it.",
            "recipes": "The ways to prepare images for it.",
            "address": "Where its makers publish the weights; left out where they can't be downloaded.",
            "obtain": "How to get the weights where their makers offer no download.",
            "downloadable":
                "Whether it can be installed with `pull`: its makers offer a download, or the server has a mirror.",
            "hash":
                "What a download is compared with: `published`, its makers' hash; `pinned`, the first download on this server; `first_download`, nothing yet, since no hash is published.",
        ]
    }

    init(_ entry: RegistryEntry, _ download: ModelDownload, installed: Bool) {
        name = entry.name
        architecture = entry.architecture
        description = entry.description
        dimension = entry.dimension
        bytes = entry.weights.bytes
        license = entry.license
        words = entry.text != nil
        systems = entry.systems ?? []
        recipes = entry.recipes.keys.sorted()
        address = entry.weights.address
        obtain = entry.weights.obtain
        downloadable = download.canFetch(entry)
        hash = download.hashSource(of: entry)
        self.installed = installed
    }
}

struct AvailableModels: Codable, Sendable, SchemaDocumented {
    var models: [AvailableModel]
    var mirror: Bool

    static var propertyDocs: [String: PropertyDoc] {
        ["mirror": "Whether the server takes all files from a mirror in place of their makers' addresses."]
    }
}

/// How a published model is installed.
struct PullOrder: Codable, Sendable, SchemaDocumented {
    var name: String?
    var recipe: String?
    var acceptChanged: Bool?
    var acceptSHA256: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, recipe
        case acceptChanged = "accept_changed"
        case acceptSHA256 = "accept_sha256"
    }

    /// Which files may differ from the ones that were downloaded first.
    var changes: ModelDownload.Changes {
        if acceptChanged == true { return .any }
        return acceptSHA256.map { .file(sha256: $0.lowercased()) } ?? .none
    }

    init() {}

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        recipe = try container.decodeIfPresent(String.self, forKey: .recipe)
        acceptChanged = try container.decodeIfPresent(Bool.self, forKey: .acceptChanged)
        acceptSHA256 = try container.decodeIfPresent(String.self, forKey: .acceptSHA256)
    }

    static let recipeDoc: PropertyDoc =
        "`official`, or `system` as the system prepares images whose contract names the model; by default `system`, if there is one."
    static var propertyDocs: [String: PropertyDoc] {
        [
            "name": "Another name for the model.", "recipe": recipeDoc,
            "accept_changed":
                "Take any file although it differs from the one that was downloaded first, where no hash is published.",
            "accept_sha256":
                "The same for the file with this hash alone, such as `found_sha256` of a job that failed.",
        ]
    }
}

/// A weight file of the server's machine to install a model from.
struct ModelOrder: Codable, Sendable, SchemaDocumented {
    var architecture: String
    var path: String
    var name: String?
    var recipe: String?
    var entry: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case architecture, path, name, recipe, entry
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        architecture = try container.decode(String.self, forKey: .architecture)
        path = try container.decode(String.self, forKey: .path)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        recipe = try container.decodeIfPresent(String.self, forKey: .recipe)
        entry = try container.decodeIfPresent(String.self, forKey: .entry)
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "architecture": "A published model's name or its architecture.",
            "path": "The weight file, in a folder that clients may name.",
            "name": "Another name for the model.", "recipe": PullOrder.recipeDoc,
            "entry": "The dictionary of weights in a checkpoint with several, such as `ema/state_dict`.",
        ]
    }
}

struct RemovedModel: Codable, Sendable {
    var name: String
}
