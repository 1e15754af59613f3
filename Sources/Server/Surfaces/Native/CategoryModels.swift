internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A category of a collection.
struct CategoryView: Codable, Sendable, SchemaDocumented {
    var id: Int64
    var name: String
    var images: Int
    var examples: [ImageView]

    static var schemaName: String? { "Category" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "images": "Images that can be found.",
            "examples": "Its oldest images, as many as were asked for.",
        ]
    }

    init(_ category: CategoryRecord, examples: [ImageRecord] = [], in collection: OpenCollection) {
        (id, name, images) = (category.id, category.name, category.count)
        self.examples = examples.map { ImageView($0, in: collection) }
    }
}

struct CategoryList: Codable, Sendable {
    var categories: [CategoryView]
}

/// Properties of a new category.
struct NewCategory: Codable, Sendable, SchemaDocumented {
    var name: String
    var id: Int64?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, id
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "name": PropertyDoc("1–200 characters, no other category's.", example: "shoes"),
            "id": "Its number; the next one where left out.",
        ]
    }
}

extension NewCategory {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        id = try container.decodeIfPresent(Int64.self, forKey: .id)
    }
}

struct CategoryChange: Codable, Sendable {
    var name: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name
    }
}

extension CategoryChange {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
    }
}

/// A search of the categories, as JSON.
struct CategorySearchOrder: Codable, Sendable, QueryOrder, SchemaDocumented {
    var image: String?
    var address: String?
    var imageID: String?
    var numbers: [Float]?
    var text: String?
    var region: RegionOrder?
    var parts: [QueryPartOrder]?
    /// What `address` leads to.
    var fetched: [UInt8]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case image, text, region, parts
        case address = "url"
        case imageID = "image_id"
        case numbers = "vector"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.decodeIfPresent(String.self, forKey: .image)
        address = try container.decodeIfPresent(String.self, forKey: .address)
        imageID = try container.decodeIfPresent(String.self, forKey: .imageID)
        numbers = try container.decodeIfPresent([Float].self, forKey: .numbers)
        text = try container.decodeIfPresent(String.self, forKey: .text)
        region = try container.decodeIfPresent(RegionOrder.self, forKey: .region)
        parts = try container.decodeIfPresent([QueryPartOrder].self, forKey: .parts)
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "image": "The encoded image in base64, or a `data:` URI.",
            "url": PropertyDoc(PageFields.addressText),
            "image_id": "An image of the collection.", "vector": SearchOrder.vectorDoc,
            "text": SearchOrder.textDoc, "region": PropertyDoc(RegionOrder.text),
            "parts": SearchOrder.partsDoc,
        ]
    }
}

/// A category whose prototype was compared with a query.
struct PrototypeView: Codable, Sendable, SchemaDocumented {
    var id: Int64
    var name: String
    var images: Int
    var score: Double

    static var schemaName: String? { "Prototype" }

    init(_ match: PrototypeMatch) {
        id = match.category.id
        name = match.category.name
        images = match.category.count
        score = match.score
    }
}

struct CategorySearchAnswer: Codable, Sendable, SchemaDocumented {
    var collection: String
    var model: String?
    var categories: [PrototypeView]
    var tookMilliseconds: Double
    var scoreScale: ScoreScale
    var warnings: [String]

    enum CodingKeys: String, CodingKey {
        case collection, model, categories, warnings
        case tookMilliseconds = "took_ms"
        case scoreScale = "score_scale"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "categories": "All that have images, by the score of their prototype, the best first.",
            "score_scale": SearchOrder.scaleDoc,
            "warnings": "Such as a word that the model does not know.",
        ]
    }
}
