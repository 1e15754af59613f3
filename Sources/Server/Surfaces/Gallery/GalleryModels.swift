internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

// The bodies of the gallery system, field for field.

struct GalleryUpload: Codable, Sendable, SchemaDocumented {
    struct Processing: Codable, Sendable, SchemaDocumented {
        var vectorID: Int64
        var predictedCategory: Int64?
        var embeddingDimension: Int
        var addedToIndex: Bool

        enum CodingKeys: String, CodingKey {
            case vectorID = "vector_id"
            case predictedCategory = "predicted_category"
            case embeddingDimension = "embedding_dimension"
            case addedToIndex = "added_to_faiss"
        }

        static var propertyDocs: [String: PropertyDoc] {
            [
                "predicted_category": "The id of its category: the one asked for, or the nearest.",
                "added_to_faiss": "False for a copy, which is there already.",
            ]
        }
    }

    var message: String
    var imageID: Int64
    var isCopy: Bool
    var processing: Processing

    enum CodingKeys: String, CodingKey {
        case message
        case imageID = "image_id"
        case isCopy = "is_copy"
        case processing = "processing_info"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "is_copy":
                "Whether the same image was there already: then `image_id` is its id, and it stays as it is."
        ]
    }
}

struct GalleryImage: Codable, Sendable, SchemaDocumented {
    var imageID: Int64
    var categoryID: Int64?
    var categoryName: String?
    var metadata: [String: JSONValue]
    var similarityScore: Double?

    enum CodingKeys: String, CodingKey {
        case metadata
        case imageID = "image_id"
        case categoryID = "category_id"
        case categoryName = "category_name"
        case similarityScore = "similarity_score"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["similarity_score": "The cosine; null where nothing was searched for."]
    }

    /// - Parameter names: of the categories.
    init(_ image: ImageRecord, names: [Int64: String], score: Float? = nil) {
        imageID = image.number
        categoryID = image.category
        categoryName = image.category.flatMap { names[$0] }
        metadata = image.attributes.merging([
            "filename": .string(image.name), "content_type": .string(image.contentType),
            "width": .int(image.width), "height": .int(image.height), "file_size": .int(image.bytes),
        ]) { $1 }
        similarityScore = score.map(Double.init)
    }

    /// Missing values are null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(imageID, forKey: .imageID)
        try container.encode(categoryID, forKey: .categoryID)
        try container.encode(categoryName, forKey: .categoryName)
        try container.encode(metadata, forKey: .metadata)
        try container.encode(similarityScore, forKey: .similarityScore)
    }
}

struct GallerySearch: Codable, Sendable, SchemaDocumented {
    struct Query: Codable, Sendable {
        var filename: String
        var contentType: String
        var embeddingDimension: Int

        enum CodingKeys: String, CodingKey {
            case filename
            case contentType = "content_type"
            case embeddingDimension = "embedding_dimension"
        }
    }

    var query: Query
    var images: [GalleryImage]
    var searchTime: Double
    var usedPrototypes: Bool
    var prototypeCategories: [Int64]?

    enum CodingKeys: String, CodingKey {
        case query = "query_info"
        case images = "similar_images"
        case searchTime = "search_time"
        case usedPrototypes = "used_prototype_filtering"
        case prototypeCategories = "prototype_categories"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "similar_images": "Best first.", "search_time": "Seconds.",
            "prototype_categories":
                "The categories that were searched, nearest first; null for all images.",
        ]
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(query, forKey: .query)
        try container.encode(images, forKey: .images)
        try container.encode(searchTime, forKey: .searchTime)
        try container.encode(usedPrototypes, forKey: .usedPrototypes)
        try container.encode(prototypeCategories, forKey: .prototypeCategories)
    }
}

struct GalleryPrototypes: Codable, Sendable, SchemaDocumented {
    struct Prototype: Codable, Sendable {
        var categoryID: Int64
        var categoryName: String
        var similarityScore: Double

        enum CodingKeys: String, CodingKey {
            case categoryID = "category_id"
            case categoryName = "category_name"
            case similarityScore = "similarity_score"
        }
    }

    var prototypes: [Prototype]
    var searchTime: Double

    enum CodingKeys: String, CodingKey {
        case prototypes
        case searchTime = "search_time"
    }

    static var propertyDocs: [String: PropertyDoc] { ["search_time": "Seconds."] }
}

struct GalleryCategory: Codable, Sendable {
    var categoryID: Int64
    var categoryName: String
    var imageCount: Int

    enum CodingKeys: String, CodingKey {
        case categoryID = "category_id"
        case categoryName = "category_name"
        case imageCount = "image_count"
    }
}

struct GalleryCategories: Codable, Sendable {
    var categories: [GalleryCategory]
}

struct GalleryCategoryImages: Codable, Sendable, SchemaDocumented {
    var categoryID: Int64
    var images: [GalleryImage]
    var totalCount: Int

    enum CodingKeys: String, CodingKey {
        case images
        case categoryID = "category_id"
        case totalCount = "total_count"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["total_count": "Of the category, which may be more than are shown."]
    }
}

/// An addition to the system's bodies.
struct NewGalleryCategory: Codable, Sendable, SchemaDocumented {
    var categoryName: String

    enum CodingKeys: String, CodingKey {
        case categoryName = "category_name"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["category_name": PropertyDoc("1–200 characters, no other category's.", example: "cats")]
    }
}

/// An addition to the system's bodies.
struct GalleryRemoved: Codable, Sendable {
    var message: String
    var imageID: Int64

    enum CodingKeys: String, CodingKey {
        case message
        case imageID = "image_id"
    }
}
