internal import LookalikeJSON
internal import LookalikeOpenAPI

// The bodies of the million-scale system, field for field; additions are marked.

struct ScaleSearchOrder: Codable, Sendable, SchemaDocumented {
    var imageData: String
    @Lenient var topK: Int?
    @Lenient var threshold: Double?
    @Lenient var includeMetadata: Bool?

    enum CodingKeys: String, CodingKey {
        case threshold
        case imageData = "image_data"
        case topK = "top_k"
        case includeMetadata = "include_metadata"
    }

    static var schemaName: String? { "SearchRequest" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "image_data": imageDataDoc,
            "top_k": PropertyDoc("The most results.", default: 10, minimum: 1, maximum: 100),
            "threshold": PropertyDoc(
                "The least score of a result. Left out: 0.7 with the model that it was chosen for, else the model's own.",
                minimum: 0),
            "include_metadata": PropertyDoc("Whether results carry their metadata.", default: true),
        ]
    }

    static let imageDataDoc: PropertyDoc = "The encoded image in base64, or a `data:` URI."
}

struct ScaleSearchResult: Codable, Sendable, SchemaDocumented {
    var imageID: String
    /// The cosine.
    var score: Double
    var metadata: [String: JSONValue]?

    enum CodingKeys: String, CodingKey {
        case score, metadata
        case imageID = "image_id"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["metadata": "Null where it was not asked for."]
    }

    /// Including its null, which clients expect.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(imageID, forKey: .imageID)
        try container.encode(score, forKey: .score)
        try container.encode(metadata, forKey: .metadata)
    }
}

struct ScaleSearchAnswer: Codable, Sendable, SchemaDocumented {
    var queryID: String
    var results: [ScaleSearchResult]
    var totalFound: Int
    var searchTimeMilliseconds: Double
    var cached: Bool
    /// An addition: the threshold that was used.
    var thresholdUsed: Double

    enum CodingKeys: String, CodingKey {
        case results, cached
        case queryID = "query_id"
        case totalFound = "total_found"
        case searchTimeMilliseconds = "search_time_ms"
        case thresholdUsed = "threshold_used"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "results": "Best first.",
            "cached": "Whether the answer was known from the same search, since which nothing has changed.",
        ]
    }
}

struct ScaleIndexOrder: Codable, Sendable, SchemaDocumented {
    var imageData: String
    var imageID: String?
    var metadata: [String: JSONValue]?

    enum CodingKeys: String, CodingKey {
        case metadata
        case imageData = "image_data"
        case imageID = "image_id"
    }

    static var schemaName: String? { "IndexRequest" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "image_data": ScaleSearchOrder.imageDataDoc,
            "image_id": "A new UUID where left out. An image of that id is replaced, its metadata too.",
        ]
    }
}

struct ScaleIndexAnswer: Codable, Sendable {
    var imageID: String
    var success: Bool
    var message: String
    var processingTimeMilliseconds: Double

    enum CodingKeys: String, CodingKey {
        case success, message
        case imageID = "image_id"
        case processingTimeMilliseconds = "processing_time_ms"
    }
}

/// One sentence.
struct ScaleMessage: Codable, Sendable {
    var message: String
}

/// The format of errors: `{"error": "HTTP_ERROR", "message": "…", "status_code": 404}`.
struct ScaleError: Codable, Sendable, SchemaDocumented {
    var error: String
    var message: String
    var statusCode: Int

    enum CodingKeys: String, CodingKey {
        case error, message
        case statusCode = "status_code"
    }

    static var schemaName: String? { "HTTPErrorResponse" }
    static var propertyDocs: [String: PropertyDoc] {
        ["error": PropertyDoc("Always the same.", example: "HTTP_ERROR"), "message": "What went wrong."]
    }
}
