internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// How to measure what scores are worth.
struct CalibrationOrder: Codable, Sendable, SchemaDocumented {
    enum Source: String, Codable, CaseIterable {
        case categories, attribute, neighbours
    }

    var by: Source
    var attribute: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case by, attribute
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        by = try container.decode(Source.self, forKey: .by)
        attribute = try container.decodeIfPresent(String.self, forKey: .attribute)
    }

    static var schemaName: String? { "CalibrationOrder" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "by": PropertyDoc(
                "What tells which images show the same thing: their category, an attribute, or nothing: the collection's own scores.",
                allowed: Source.allCases.map(\.rawValue)),
            "attribute": "The attribute's name, for `attribute`.",
        ]
    }
}

/// What scores are worth.
struct LikenessView: Codable, Sendable, SchemaDocumented {
    struct Point: Codable, Sendable {
        var score: Double
        var likeness: Double
    }

    var collection: String
    var method: LikenessScale.Method
    var images: Int
    var samePicture: Double?
    var sameThing: Double?
    var sameKind: Double?
    var suggestedThreshold: Double?
    var points: [Point]

    enum CodingKeys: String, CodingKey {
        case collection, method, images, points
        case samePicture = "same_picture"
        case sameThing = "same_thing"
        case sameKind = "same_kind"
        case suggestedThreshold = "suggested_threshold"
    }

    static var schemaName: String? { "Likeness" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "method": PropertyDoc(
                "What it was measured with.", allowed: LikenessScale.Method.allCases.map(\.rawValue)),
            "images": "How many images it was measured with.",
            "same_picture": "The lowest score of a copy.",
            "same_thing": "The lowest score at which a result shows the same thing more likely than not.",
            "same_kind": "The lowest score at which one result in five shows the same thing.",
            "suggested_threshold": "The lowest score at which one result in three shows the same thing.",
            "points": "The curve, by ascending score; it is linear in between.",
        ]
    }

    init(_ scale: LikenessScale, of collection: String) {
        self.collection = collection
        method = scale.method
        images = scale.images
        samePicture = scale.samePicture
        sameThing = scale.score(forLikeness: LikenessScale.sameThing)
        sameKind = scale.score(forLikeness: LikenessScale.sameKind)
        suggestedThreshold = scale.suggestedThreshold
        points = scale.points.map { Point(score: $0.score, likeness: $0.likeness) }
    }
}
