internal import Foundation
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// A collection's map. The members `ids`, `categories`, `x` and `y` have a value for each image.
struct MapView: Codable, Sendable, SchemaDocumented {
    var madeAt: Date?
    var ids: [String]
    var categories: [Int64?]
    var x: [UInt16]
    var y: [UInt16]
    var missing: Int
    var job: Job?

    enum CodingKeys: String, CodingKey {
        case ids, categories, x, y, missing, job
        case madeAt = "made_at"
    }

    static var schemaName: String? { "Map" }
    static var schemaDescription: String? {
        "The images of a collection as points on a plane: similar ones lie near each other."
    }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "made_at": "Left out where there is no map yet.",
            "categories": "The numbers of their categories, null for images without one.",
            "x": "From 0 at the left to 65535 at the right.",
            "y": "From 0 at the top to 65535 at the bottom.",
            "missing": "Images that can be found and are not on it: they were added later.",
            "job": "The job that computes it; left out where none does.",
        ]
    }

    init(_ state: MapState) {
        madeAt = state.madeAt
        ids = state.points.map(\.id)
        categories = state.points.map(\.category)
        x = state.points.map(\.x)
        y = state.points.map(\.y)
        missing = state.missing
        job = state.job
    }
}
