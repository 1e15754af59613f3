internal import Foundation
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// The gallery's status.
struct GalleryStatus: Codable, Sendable, SchemaDocumented {
    struct Index: Codable, Sendable, SchemaDocumented {
        var indexID: Int64
        var indexType: String
        var path: String
        var total: Int

        enum CodingKeys: String, CodingKey {
            case indexID = "index_id"
            case indexType = "index_type"
            case path = "filepath"
            case total = "ntotal"
        }
    }

    var status: String
    var isIndexLoaded: Bool
    var isDatabaseConnected: Bool
    var totalImages: Int
    var totalVectors: Int
    var categoriesWithPrototypes: Int
    var index: Index?
    var model: String?
    var isModelInstalled: Bool
    var twoStage: GalleryRecall?
    /// Omitted if there is none.
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case status, model, problem
        case isIndexLoaded = "faiss_index_loaded"
        case isDatabaseConnected = "database_connected"
        case totalImages = "total_images"
        case totalVectors = "total_vectors"
        case categoriesWithPrototypes = "categories_with_prototypes"
        case index = "index_info"
        case isModelInstalled = "model_installed"
        case twoStage = "two_stage_search"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "status": PropertyDoc(allowed: ["healthy", "degraded"]),
            "index_info": "Null before the first image.",
            "model": "The model that makes the vectors, or would.",
            "problem": "Why the gallery can't be used; left out where it can.",
            "two_stage_search":
                "The last measurement of the search with prototypes; null before there was one: /admin/rebuild-prototypes measures.",
        ]
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(status, forKey: .status)
        try container.encode(isIndexLoaded, forKey: .isIndexLoaded)
        try container.encode(isDatabaseConnected, forKey: .isDatabaseConnected)
        try container.encode(totalImages, forKey: .totalImages)
        try container.encode(totalVectors, forKey: .totalVectors)
        try container.encode(categoriesWithPrototypes, forKey: .categoriesWithPrototypes)
        try container.encode(index, forKey: .index)
        try container.encode(model, forKey: .model)
        try container.encode(isModelInstalled, forKey: .isModelInstalled)
        try container.encode(twoStage, forKey: .twoStage)
        try container.encodeIfPresent(problem, forKey: .problem)
    }
}

/// How many of the full search's results a search with prototypes finds.
struct GalleryRecall: Codable, Sendable, SchemaDocumented {
    var recall: Double
    var searched: Double
    var sample: Int
    var limit: Int
    var prototypeLimit: Int
    var measuredAt: Date

    enum CodingKeys: String, CodingKey {
        case recall, searched, sample, limit
        case prototypeLimit = "prototype_limit"
        case measuredAt = "measured_at"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "recall": "The part of the full search's results that was found, 0 to 1.",
            "searched": "The part of the images that was looked at, 0 to 1.",
            "sample": "Images that were looked for.",
        ]
    }

    init(_ measured: TwoStageRecall) {
        recall = measured.recall
        searched = measured.searched
        sample = measured.sample
        limit = measured.k
        prototypeLimit = measured.categories
        measuredAt = measured.measuredAt
    }
}

struct GalleryIndexRebuilt: Codable, Sendable {
    var message: String
    var indexID: Int64
    var totalVectors: Int
    var indexPath: String

    enum CodingKeys: String, CodingKey {
        case message
        case indexID = "index_id"
        case totalVectors = "total_vectors"
        case indexPath = "index_path"
    }
}

struct GalleryPrototypesRebuilt: Codable, Sendable {
    var message: String
    var categoriesProcessed: Int
    var prototypeCategories: [Int64]

    enum CodingKeys: String, CodingKey {
        case message
        case categoriesProcessed = "categories_processed"
        case prototypeCategories = "prototype_categories"
    }
}

struct GalleryQueues: Codable, Sendable, SchemaDocumented {
    var prototypeRecomputeQueue: [JSONValue] = []
    var vectorDeletionQueue: [JSONValue] = []
    var prototypeQueueCount = 0
    var deletionQueueCount = 0

    enum CodingKeys: String, CodingKey {
        case prototypeRecomputeQueue = "prototype_recompute_queue"
        case vectorDeletionQueue = "vector_deletion_queue"
        case prototypeQueueCount = "prototype_queue_count"
        case deletionQueueCount = "deletion_queue_count"
    }
}

struct GalleryQueuesProcessed: Codable, Sendable {
    var processedPrototypes: [Int64] = []
    var processedDeletions = 0

    enum CodingKeys: String, CodingKey {
        case processedPrototypes = "processed_prototypes"
        case processedDeletions = "processed_deletions"
    }
}
