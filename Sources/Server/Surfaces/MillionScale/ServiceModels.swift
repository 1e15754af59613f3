internal import LookalikeOpenAPI

struct ScaleStatistics: Codable, Sendable {
    struct CollectionFigures: Codable, Sendable, SchemaDocumented {
        var name: String
        var vectorSize: Int
        var distance: String
        var pointsCount: Int
        var segmentsCount: Int
        /// An addition to the system's bodies.
        var model: String?

        enum CodingKeys: String, CodingKey {
            case name, distance, model
            case vectorSize = "vector_size"
            case pointsCount = "points_count"
            case segmentsCount = "segments_count"
        }

        static var propertyDocs: [String: PropertyDoc] {
            [
                "vector_size": "Numbers in a vector.", "points_count": "Images that can be found.",
                "segments_count": "Files of vectors.", "model": "What makes the vectors.",
            ]
        }
    }

    /// The figures of Redis' INFO, here for the caches in memory that replace it.
    struct CacheFigures: Codable, Sendable, SchemaDocumented {
        var connectedClients: Int
        var usedMemory: Int
        var usedMemoryHuman: String
        var keyspaceHits: Int
        var keyspaceMisses: Int
        var totalCommandsProcessed: Int

        enum CodingKeys: String, CodingKey {
            case connectedClients = "connected_clients"
            case usedMemory = "used_memory"
            case usedMemoryHuman = "used_memory_human"
            case keyspaceHits = "keyspace_hits"
            case keyspaceMisses = "keyspace_misses"
            case totalCommandsProcessed = "total_commands_processed"
        }

        static var schemaDescription: String? { "Of the caches of searches and embeddings, in this process." }
        static var propertyDocs: [String: PropertyDoc] {
            [
                "connected_clients": "This process, which has the caches for itself.",
                "used_memory": "Bytes, about.", "total_commands_processed": "Look-ups.",
            ]
        }
    }

    var collection: CollectionFigures
    var cache: CacheFigures
    var status: String
}

struct ScaleHealth: Codable, Sendable {
    struct Services: Codable, Sendable, SchemaDocumented {
        var mlService: String
        var vectorDatabase: String
        var cacheService: String

        enum CodingKeys: String, CodingKey {
            case mlService = "ml_service"
            case vectorDatabase = "vector_database"
            case cacheService = "cache_service"
        }

        static var propertyDocs: [String: PropertyDoc] {
            let doc: PropertyDoc = "`healthy`, or what is wrong."
            return ["ml_service": doc, "vector_database": doc, "cache_service": doc]
        }

        var areHealthy: Bool { [mlService, vectorDatabase, cacheService].allSatisfy { $0 == Self.healthy } }

        static let healthy = "healthy"
    }

    var status: String
    /// ISO 8601.
    var timestamp: String
    var version: String
    var services: Services
    /// An addition to the system's bodies.
    var model: String?
}

struct ScaleReadiness: Codable, Sendable {
    var status: String
}
