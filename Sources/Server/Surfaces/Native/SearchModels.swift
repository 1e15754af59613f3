internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A search by JSON: by an image in base64, by an indexed image, by a vector, by words, or by several of them.
struct SearchOrder: Codable, Sendable, SchemaDocumented {
    var image: String?
    var imageID: String?
    var numbers: [Float]?
    var text: String?
    var region: RegionOrder?
    var parts: [QueryPartOrder]?
    var topK: Int?
    var threshold: Double?
    var filter: [String: JSONValue]?
    var nearestCategories: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case image, text, region, parts, threshold, filter
        case nearestCategories = "nearest_categories"
        case numbers = "vector"
        case imageID = "image_id"
        case topK = "top_k"
    }

    /// A condition that is misspelt would find what it should leave out.
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.decodeIfPresent(String.self, forKey: .image)
        imageID = try container.decodeIfPresent(String.self, forKey: .imageID)
        numbers = try container.decodeIfPresent([Float].self, forKey: .numbers)
        text = try container.decodeIfPresent(String.self, forKey: .text)
        region = try container.decodeIfPresent(RegionOrder.self, forKey: .region)
        parts = try container.decodeIfPresent([QueryPartOrder].self, forKey: .parts)
        topK = try container.decodeIfPresent(Int.self, forKey: .topK)
        threshold = try container.decodeIfPresent(Double.self, forKey: .threshold)
        filter = try container.decodeIfPresent([String: JSONValue].self, forKey: .filter)
        nearestCategories = try container.decodeIfPresent(Int.self, forKey: .nearestCategories)
    }

    static let vectorDoc: PropertyDoc =
        "A vector of the collection's model, or of whatever made the collection's vectors."

    static let partsDoc = PropertyDoc(
        "In place of `image`, `image_id`, `vector` and `text`: up to \(NativeSurface.mostParts) of them, at least one of them positive. Their images together have the size limit of one.",
        example: [["image_id": "mug-01", "weight": 2], ["image_id": "mug-02", "negative": true]])

    static let scaleDoc = PropertyDoc(
        "What the scores compare images with. A text's are lower than an image's: 0.3 is much for a text and little for an image.",
        allowed: ScoreScale.allCases.map(\.rawValue))

    static let textDoc: PropertyDoc =
        "Words, such as `red mug`, if the collection's model knows words."

    static var propertyDocs: [String: PropertyDoc] {
        [
            "text": textDoc,
            "image": "The encoded image in base64, or a `data:` URI.",
            "image_id": "An image of the collection; it is not among its own results.",
            "vector": vectorDoc,
            "region": PropertyDoc(RegionOrder.text),
            "parts": partsDoc,
            "top_k": PropertyDoc("The most results.", default: 10, minimum: 1, maximum: 1000),
            "threshold": PropertyDoc("The least score of a result.", minimum: -1, maximum: 1),
            "filter": PropertyDoc(
                NativeSurface.filterText,
                example: [
                    "brand": "acme", "colour": ["red", "blue"], "price": ["gte": 10, "lt": 20],
                    "size": ["exists": true],
                ]),
            "nearest_categories": PropertyDoc(
                NativeSurface.nearestCategoriesText, minimum: 1, maximum: 100),
        ]
    }
}

extension SearchOrder: QueryOrder {}

/// An image that was found.
struct SearchResultView: Codable, Sendable, SchemaDocumented {
    var id: String
    var score: Double
    var likeness: Double?
    var band: LikenessScale.Band?
    var name: String
    var path: String?
    var root: Int64?
    var offline: Bool?
    var width: Int
    var height: Int
    var bytes: Int
    var category: Int64?
    var attributes: [String: JSONValue]
    var mark: String?
    var contentURL: String
    var thumbnailURL: String

    enum CodingKeys: String, CodingKey {
        case id, score, likeness, band, name, path, root, offline, width, height, bytes, category, attributes
        case mark
        case contentURL = "content_url"
        case thumbnailURL = "thumbnail_url"
    }

    static var schemaName: String? { "SearchResult" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "path": "Below the folder of its root.", "root": PropertyDoc(ImageView.rootText),
            "offline": PropertyDoc(ImageView.offlineText),
            "likeness":
                "The measured probability that a result with this score shows the same thing, 0 to 1; left out if the collection and its model have no scale, and for words.",
            "band": PropertyDoc(
                "How alike it is, in words: copies of one image, more likely than not the same thing, perhaps, or no.",
                allowed: LikenessScale.Band.allCases.map(\.rawValue)),
            "bytes": "0 where only a vector is stored.", "category": "The number of its category.",
            "mark": PropertyDoc(ImageView.markText),
        ]
    }

    init(_ match: SearchMatch, in collection: OpenCollection, scale: LikenessScale? = nil) {
        id = match.image.id
        score = Double(match.score)
        likeness = scale?.likeness(of: Double(match.score))
        band = scale?.band(of: Double(match.score))
        name = match.image.name
        path = match.image.path
        root = match.image.root
        offline = collection.isOffline(match.image) ? true : nil
        width = match.image.width
        height = match.image.height
        bytes = match.image.bytes
        category = match.image.category
        attributes = match.image.attributes
        mark = match.image.mark
        contentURL = ImageURL.content(match.image.id, in: collection.name)
        thumbnailURL = ImageURL.thumbnail(match.image.id, in: collection.name)
    }
}

struct SearchAnswerView: Codable, Sendable, SchemaDocumented {
    var collection: String
    var model: String?
    var results: [SearchResultView]
    var totalCompared: Int
    var thresholdUsed: Double?
    var tookMilliseconds: Double
    var embeddingMilliseconds: Double
    var searchMilliseconds: Double
    var categoriesSearched: [Int64]?
    var scoreScale: ScoreScale
    var warnings: [String]

    enum CodingKeys: String, CodingKey {
        case collection, model, results, warnings
        case totalCompared = "total_compared"
        case thresholdUsed = "threshold_used"
        case tookMilliseconds = "took_ms"
        case embeddingMilliseconds = "embedding_ms"
        case searchMilliseconds = "search_ms"
        case categoriesSearched = "categories_searched"
        case scoreScale = "score_scale"
    }

    static var schemaName: String? { "SearchAnswer" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "results": "Best first; of equal scores the older image first.",
            "total_compared": "Images that the query was compared with.",
            "categories_searched":
                "By the score of their prototypes; left out where all images were searched.",
            "score_scale": SearchOrder.scaleDoc,
            "warnings": "Such as an image that is cut off and was read as far as it goes.",
        ]
    }

    init(_ answer: SearchAnswer, in collection: OpenCollection, threshold: Double?, took: Duration) {
        self.collection = collection.name
        model = collection.record.model
        results = answer.matches.map { SearchResultView($0, in: collection, scale: answer.likeness) }
        totalCompared = answer.compared
        thresholdUsed = threshold
        tookMilliseconds = took.milliseconds
        embeddingMilliseconds = answer.embeddingTime.milliseconds
        searchMilliseconds = answer.searchTime.milliseconds
        categoriesSearched = answer.searchedCategories
        scoreScale = answer.scale
        warnings = answer.warnings.map { "\($0)" } + answer.notes + (answer.damageWarning.map { [$0] } ?? [])
    }
}
