internal import Foundation
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

// The bodies of the multi-tenant system, field for field.

struct CompanyFailure: Codable, Sendable, SchemaDocumented {
    var success: Bool
    var error: String

    static var schemaDescription: String? { "What went wrong, as one sentence." }
    static var propertyDocs: [String: PropertyDoc] { ["success": "Always false."] }
}

struct CompaniesHealth: Codable, Sendable, SchemaDocumented {
    var status: String
    var apiReady: Bool
    /// ISO 8601.
    var timestamp: String
    var totalCompaniesAvailable: Int
    var loadedCompanies: [String]
    var loadedCount: Int
    var model: String?

    enum CodingKeys: String, CodingKey {
        case status, timestamp, model
        case apiReady = "api_ready"
        case totalCompaniesAvailable = "total_companies_available"
        case loadedCompanies = "loaded_companies"
        case loadedCount = "loaded_count"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "status": PropertyDoc(
                "`degraded` where no model can be used.", allowed: ["healthy", "degraded"]),
            "model": "That of new companies.",
        ]
    }
}

struct CompanyView: Codable, Sendable {
    var name: String
    var embeddingsPath: String
    var loaded: Bool

    enum CodingKeys: String, CodingKey {
        case name, loaded
        case embeddingsPath = "embeddings_path"
    }
}

struct CompanyList: Codable, Sendable {
    var success: Bool
    var companies: [CompanyView]
    var total: Int
}

struct CompanyStatisticsAnswer: Codable, Sendable {
    var success: Bool
    var company: String
    var stats: CompanyFigures
}

struct CompanyFigures: Codable, Sendable, SchemaDocumented {
    var totalImages: Int
    var indexInfo: CompanyIndexInfo
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case problem
        case totalImages = "total_images"
        case indexInfo = "index_info"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["problem": "Why the company is not as its files are now, where it is not."]
    }
}

/// The contents of index_info.json, plus the required members.
struct CompanyIndexInfo: Codable, Sendable, SchemaDescribable {
    var members: [String: JSONValue]

    var model: String? { members["model"]?.stringValue }

    init(members: [String: JSONValue]) {
        self.members = members
    }

    init(from decoder: any Decoder) throws {
        members = try decoder.singleValueContainer().decode([String: JSONValue].self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(members)
    }

    static var schema: Schema {
        var schema = Schema.object(
            [
                "total_images": Schema(.integer), "embedding_dimension": Schema(.integer),
                "model": Schema(.string), "timestamp": Schema(.string),
            ], required: ["embedding_dimension", "model", "timestamp", "total_images"])
        schema.description = "What index_info.json says."
        return schema
    }

    static var schemaPlaceholder: CompanyIndexInfo { CompanyIndexInfo(members: [:]) }
}

extension CompanyStatisticsAnswer {
    init(_ company: String, _ statistics: CompanyStatistics) {
        let own: [String: JSONValue] = [
            "total_images": .int(statistics.total), "embedding_dimension": .int(statistics.dimension),
        ]
        // What its folder says counts, as in the system.
        let stated = ["model", "timestamp"].reduce(into: [String: JSONValue]()) { stated, name in
            if statistics.information[name]?.stringValue != nil {
                stated[name] = statistics.information[name]
            }
        }
        let known: [String: JSONValue] = [
            "model": .string(statistics.model ?? "none"),
            "timestamp": .string(statistics.changed.formatted(.iso8601)),
        ]
        self.init(
            success: true, company: company,
            stats: CompanyFigures(
                totalImages: statistics.total,
                indexInfo: CompanyIndexInfo(
                    members: statistics.information.merging(known.merging(stated) { $1 }) { $1 }
                        .merging(own) { $1 }),
                problem: statistics.problem))
    }
}

struct CompanyResult: Codable, Sendable, SchemaDocumented {
    var fullPath: String
    var id: String
    var location: String
    var name: String
    var type: String
    var similarity: Double
    var distance: Double

    static var propertyDocs: [String: PropertyDoc] {
        [
            "fullPath": "Below the root of the company's images.",
            "id": PropertyDoc("The same at every call.", format: "uuid"),
            "location": "The image's folder; empty for the root.",
            "name": "The file's name without its ending.",
            "type": PropertyDoc(allowed: ["file"]),
            "similarity": PropertyDoc("(cosine + 1) · 50, to two decimals.", minimum: 0, maximum: 100),
            "distance": PropertyDoc("The cosine.", minimum: -1, maximum: 1),
        ]
    }

    init(_ match: CompanyMatch) {
        fullPath = match.path
        id = match.id.uuidString.lowercased()
        location = match.folder
        name = match.name
        type = "file"
        similarity = match.similarity
        distance = match.cosine
    }
}

struct CompanySearchAnswer: Codable, Sendable {
    var success: Bool
    var company: String
    var results: [CompanyResult]
    var totalResults: Int
    var queryProcessed: Bool
    var requestID: String
    /// ISO 8601.
    var timestamp: String

    enum CodingKeys: String, CodingKey {
        case success, company, results, timestamp
        case totalResults = "total_results"
        case queryProcessed = "query_processed"
        case requestID = "request_id"
    }
}
