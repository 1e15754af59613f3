internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// The near duplicates of one image.
struct ImageDuplicates: Codable, Sendable, SchemaDocumented {
    struct Found: Codable, Sendable, SchemaDocumented {
        var image: ImageView
        var score: Double
        var isCopy: Bool

        enum CodingKeys: String, CodingKey {
            case image, score
            case isCopy = "is_copy"
        }

        static var propertyDocs: [String: PropertyDoc] { ["is_copy": "Whether it has the same bytes."] }
    }

    var duplicates: [Found]
    var thresholdUsed: Double
    /// Send it as `offset` to get the next page.
    var next: Int?

    enum CodingKeys: String, CodingKey {
        case duplicates, next
        case thresholdUsed = "threshold_used"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["duplicates": "Best first.", "next": "To be sent as `offset` for the next page, if any."]
    }
}

/// Two images that are nearly the same.
struct DuplicatePairView: Codable, Sendable, SchemaDocumented {
    var first: ImageView
    var second: ImageView
    var score: Double
    var isCopy: Bool

    enum CodingKeys: String, CodingKey {
        case first, second, score
        case isCopy = "is_copy"
    }

    static var schemaName: String? { "DuplicatePair" }
    static var propertyDocs: [String: PropertyDoc] {
        ["first": "The older one.", "is_copy": "Whether they have the same bytes."]
    }

    init(_ pair: DuplicatePair, in collection: OpenCollection) {
        first = ImageView(pair.first, in: collection)
        second = ImageView(pair.second, in: collection)
        score = Double(pair.score)
        isCopy = pair.first.isCopy(of: pair.second)
    }
}

struct DuplicatePairs: Codable, Sendable, SchemaDocumented {
    var pairs: [DuplicatePairView]
    var thresholdUsed: Double
    var next: String?

    enum CodingKeys: String, CodingKey {
        case pairs, next
        case thresholdUsed = "threshold_used"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "pairs":
                "By the age of the first image. There may be few, or none, on a page that is not the last.",
            "next": "To be sent as `cursor` for the next page, if any.",
        ]
    }
}

struct DuplicateGroupsView: Codable, Sendable, SchemaDocumented {
    var groups: [[ImageView]]
    var total: Int
    var thresholdUsed: Double
    var next: Int?

    enum CodingKeys: String, CodingKey {
        case groups, total, next
        case thresholdUsed = "threshold_used"
    }

    static var schemaName: String? { "DuplicateGroups" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "groups": "Images that hang together by pairs of near duplicates, oldest first.",
            "total": "Groups on all pages.",
            "next": "To be sent as `offset` for the next page, if any.",
        ]
    }
}

struct CopiesView: Codable, Sendable, SchemaDocumented {
    struct Copies: Codable, Sendable, SchemaDocumented {
        var contentHash: String
        var images: [ImageView]

        enum CodingKeys: String, CodingKey {
            case images
            case contentHash = "content_hash"
        }

        static var propertyDocs: [String: PropertyDoc] { ["content_hash": "MD5 of the bytes."] }
    }

    var copies: [Copies]
    var next: String?

    static var schemaName: String? { "ExactCopies" }
    static var propertyDocs: [String: PropertyDoc] {
        ["next": "To be sent as `after` for the next page, if any."]
    }
}

extension ImageRecord {
    /// Whether both have the same bytes, as far as known.
    func isCopy(of other: ImageRecord) -> Bool { !contentHash.isEmpty && contentHash == other.contentHash }
}
