internal import LookalikeOpenAPI

// The bodies of the product catalogue system, field for field.

struct PreprocessAnswer: Codable, Sendable {
    var success: Bool
    var totalImages: Int
    var newImages: Int
    var removedImages: Int
    var failedImages: Int
    /// Seconds.
    var processingTime: Double
    var message: String

    enum CodingKeys: String, CodingKey {
        case success, message
        case totalImages = "total_images"
        case newImages = "new_images"
        case removedImages = "removed_images"
        case failedImages = "failed_images"
        case processingTime = "processing_time"
    }
}

struct PreprocessStatus: Codable, Sendable {
    var totalImages: Int
    var processedImages: Int
    var pendingImages: Int
    var removedImages: Int
    var featureFileExists: Bool
    var metadataFileExists: Bool
    /// ISO 8601, or "Never".
    var lastUpdate: String

    enum CodingKeys: String, CodingKey {
        case totalImages = "total_images"
        case processedImages = "processed_images"
        case pendingImages = "pending_images"
        case removedImages = "removed_images"
        case featureFileExists = "feature_file_exists"
        case metadataFileExists = "metadata_file_exists"
        case lastUpdate = "last_update"
    }
}

struct ProductMatch: Codable, Sendable {
    var imageID: String
    var imagePath: String
    var filename: String
    var similarityScore: Double

    enum CodingKeys: String, CodingKey {
        case filename
        case imageID = "image_id"
        case imagePath = "image_path"
        case similarityScore = "similarity_score"
    }
}

struct SimilarityAnswer: Codable, Sendable {
    var success: Bool
    var matches: [ProductMatch]
    var totalCompared: Int
    var processingTimeMilliseconds: Double
    var thresholdUsed: Double

    enum CodingKeys: String, CodingKey {
        case success, matches
        case totalCompared = "total_compared"
        case processingTimeMilliseconds = "processing_time_ms"
        case thresholdUsed = "threshold_used"
    }
}

struct ProductHealth: Codable, Sendable, SchemaDocumented {
    /// What keeps products from being searched alone counts: monitors take a server out that is not healthy.
    var status: String
    var modelLoaded: Bool
    var featuresLoaded: Bool
    var totalProducts: Int
    /// The model that makes the vectors, or would.
    var model: String?
    /// Why the products can't be searched, where they can't.
    var problem: String?
    /// What goes wrong in the background and in the data folder; nil where nothing does.
    var problems: [String]?

    enum CodingKeys: String, CodingKey {
        case status, model, problem, problems
        case modelLoaded = "model_loaded"
        case featuresLoaded = "features_loaded"
        case totalProducts = "total_products"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "status": PropertyDoc(
                "`degraded` where the products can't be searched; `problems` don't count.",
                allowed: ["healthy", "degraded"]),
            "problem": "Why the products can't be searched, where they can't.",
            "problems":
                "What goes wrong in the background and in the data folder, a sentence each, such as folders that the catalogue does not know; left out where nothing does.",
        ]
    }
}

struct ProductStatistics: Codable, Sendable {
    var totalProducts: Int
    var featureDimension: Int
    var memoryUsageMegabytes: Double
    var featureFileSizeMegabytes: Double
    /// The model that makes the vectors, or would.
    var model: String?

    enum CodingKeys: String, CodingKey {
        case model
        case totalProducts = "total_products"
        case featureDimension = "feature_dimension"
        case memoryUsageMegabytes = "memory_usage_mb"
        case featureFileSizeMegabytes = "feature_file_size_mb"
    }
}
