internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

// The bodies of the event photos system, field for field.

/// The answer of `/` to programs.
struct EventPhotosState: Codable, Sendable {
    var status: String
    var totalVectors: Int

    enum CodingKeys: String, CodingKey {
        case status
        case totalVectors = "total_vectors"
    }
}

/// A photo whose vector the client sends.
struct NewEventPhoto: Codable, Sendable, VectorBody, SchemaDocumented {
    var filename: String
    var filePath: String
    var vector: [Float]
    var eventCode: String
    var metadata: [String: JSONValue]?

    enum CodingKeys: String, CodingKey {
        case filename, vector, metadata
        case filePath = "file_path"
        case eventCode = "event_code"
    }

    static var vectorName: String { "vector" }
    mutating func take(vector: [Float]) { self.vector = vector }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "filename": PropertyDoc(example: "cat.jpg"),
            "file_path": PropertyDoc("Where the client keeps it.", example: "/uploads/cat.jpg"),
            "vector": "As many numbers as the model gives: 2,048.",
            "event_code": PropertyDoc("The event that it belongs to.", format: "uuid"),
            "metadata": PropertyDoc(
                "`width` and `height` in pixels; anything else is kept with it.",
                example: ["width": 800, "height": 600]),
        ]
    }
}

struct EventPhotoAdded: Codable, Sendable, SchemaDocumented {
    var id: Int64
    var faissIndex: Int64
    var message: String

    enum CodingKeys: String, CodingKey {
        case id, message
        case faissIndex = "faiss_index"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["faiss_index": "Stays the same whatever is added or deleted after it."]
    }
}

/// A search by a vector.
struct EventPhotoSearch: Codable, Sendable, VectorBody, SchemaDocumented {
    struct Filters: Codable, Sendable, SchemaDocumented {
        var eventCode: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case eventCode = "event_code"
        }

        /// With a misspelt filter ignored, a search would return the photos of all events.
        init(from decoder: any Decoder) throws {
            try decoder.refuseUnknownMembers(CodingKeys.self)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            eventCode = try container.decodeIfPresent(String.self, forKey: .eventCode)
        }

        static var propertyDocs: [String: PropertyDoc] {
            ["event_code": PropertyDoc("Only photos of this event.", format: "uuid")]
        }
    }

    var vector: [Float]
    @Lenient var topK: Int?
    var filters: Filters?

    enum CodingKeys: String, CodingKey {
        case vector, filters
        case topK = "top_k"
    }

    static let mostResults = 10_000
    static var vectorName: String { "vector" }
    mutating func take(vector: [Float]) { self.vector = vector }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "vector": "As many numbers as the model gives: 2,048.",
            "top_k": PropertyDoc(
                "The most results; more than \(mostResults) are \(mostResults).", default: 10, minimum: 1),
        ]
    }
}

struct EventPhotoMatch: Codable, Sendable {
    var id: Int64
    var filename: String
    var similarityScore: Double
    var eventCode: String?

    enum CodingKeys: String, CodingKey {
        case id, filename
        case similarityScore = "similarity_score"
        case eventCode = "event_code"
    }

    init(_ match: SearchMatch) {
        id = match.image.number
        filename = match.image.name
        similarityScore = Double(match.score)
        eventCode = match.image.attributes[EventCode.attribute]?.stringValue
    }

    /// Photos that were added in another way have no event: null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(filename, forKey: .filename)
        try container.encode(similarityScore, forKey: .similarityScore)
        try container.encode(eventCode, forKey: .eventCode)
    }
}

struct ExtractedFeatures: Codable, Sendable, SchemaDocumented {
    var vector: [Float]
    var processingTime: Double

    enum CodingKeys: String, CodingKey {
        case vector
        case processingTime = "processing_time"
    }

    static var propertyDocs: [String: PropertyDoc] { ["processing_time": "Seconds."] }
}

struct EventPhotoStatistics: Codable, Sendable, SchemaDocumented {
    var totalVectors: Int
    var totalImages: Int
    var indexMegabytes: Double
    var model: String?
    var isModelInstalled: Bool

    enum CodingKeys: String, CodingKey {
        case totalVectors = "total_vectors_faiss"
        case totalImages = "total_images_db"
        case indexMegabytes = "index_size_mb"
        case model = "event_photos_model"
        case isModelInstalled = "event_photos_model_installed"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["event_photos_model_installed": "Whether images can be made vectors too, by /extract_features."]
    }
}
