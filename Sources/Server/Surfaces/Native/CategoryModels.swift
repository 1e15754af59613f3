internal import Catalogue
internal import Engine
internal import OpenAPI

/// A category of a collection.
struct CategoryView: Codable, Sendable, SchemaDocumented {
    var id: Int64
    var name: String
    var images: Int
    var examples: [ImageView]

    static var schemaName: String? { "Category" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "images": "Pictures that can be found.",
            "examples": "Its oldest pictures, as many as were asked for.",
        ]
    }
}

struct CategoryList: Codable, Sendable {
    var categories: [CategoryView]
}

/// A search of the categories by JSON.
struct CategorySearchOrder: Codable, Sendable, SchemaDocumented {
    var image: String?
    var imageID: String?

    enum CodingKeys: String, CodingKey {
        case image
        case imageID = "image_id"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "image": "The encoded picture in base64, or a `data:` URI.",
            "image_id": "A picture of the collection.",
        ]
    }
}

/// A category whose prototype was compared with a picture.
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

    enum CodingKeys: String, CodingKey {
        case collection, model, categories
        case tookMilliseconds = "took_ms"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["categories": "All that have pictures, by the score of their prototype, the best first."]
    }
}
