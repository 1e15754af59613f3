internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A search by JSON: by an image in base64 or at an address, by an indexed image, by a vector, by words, or by several of
/// them.
struct SearchOrder: Codable, Sendable, SchemaDocumented {
    var image: String?
    var address: String?
    var imageID: String?
    var numbers: [Float]?
    var text: String?
    var region: RegionOrder?
    var parts: [QueryPartOrder]?
    var topK: Int?
    var threshold: Double?
    var filter: [String: JSONValue]?
    var nearestCategories: Int?
    var cursor: String?
    var fold: Bool?
    var frames: FrameResults?
    var foldThreshold: Double?
    var sort: SortName?
    var reverse: Bool?
    var among: Int?
    var augment: [AugmentedView]?
    var augmentBy: AugmentName?
    /// What `address` leads to.
    var fetched: [UInt8]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case image, text, region, parts, threshold, filter, cursor, fold, frames, sort, reverse, among,
            augment
        case address = "url"
        case foldThreshold = "fold_threshold"
        case augmentBy = "augment_by"
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
        address = try container.decodeIfPresent(String.self, forKey: .address)
        imageID = try container.decodeIfPresent(String.self, forKey: .imageID)
        numbers = try container.decodeIfPresent([Float].self, forKey: .numbers)
        text = try container.decodeIfPresent(String.self, forKey: .text)
        region = try container.decodeIfPresent(RegionOrder.self, forKey: .region)
        parts = try container.decodeIfPresent([QueryPartOrder].self, forKey: .parts)
        topK = try container.decodeIfPresent(Int.self, forKey: .topK)
        threshold = try container.decodeIfPresent(Double.self, forKey: .threshold)
        filter = try container.decodeIfPresent([String: JSONValue].self, forKey: .filter)
        nearestCategories = try container.decodeIfPresent(Int.self, forKey: .nearestCategories)
        cursor = try container.decodeIfPresent(String.self, forKey: .cursor)
        fold = try container.decodeIfPresent(Bool.self, forKey: .fold)
        frames = try container.decodeIfPresent(FrameResults.self, forKey: .frames)
        foldThreshold = try container.decodeIfPresent(Double.self, forKey: .foldThreshold)
        sort = try container.decodeIfPresent(SortName.self, forKey: .sort)
        reverse = try container.decodeIfPresent(Bool.self, forKey: .reverse)
        among = try container.decodeIfPresent(Int.self, forKey: .among)
        augment = try container.decodeIfPresent([AugmentedView].self, forKey: .augment)
        augmentBy = try container.decodeIfPresent(AugmentName.self, forKey: .augmentBy)
    }

    static let vectorDoc: PropertyDoc =
        "A vector of the collection's model, or of whatever made the collection's vectors."

    static let partsDoc = PropertyDoc(
        "In place of `image`, `url`, `image_id`, `vector` and `text`: up to \(NativeSurface.mostParts) of them, at least one of them positive. Their images together have the size limit of one.",
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
            "url": PropertyDoc(PageFields.addressText),
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
            "cursor": PropertyDoc(PageFields.cursorText),
            "fold": PropertyDoc(PageFields.foldText, default: false),
            "frames": PropertyDoc(
                PageFields.framesText, default: "best", allowed: FrameResults.allCases.map(\.rawValue)),
            "fold_threshold": PropertyDoc(PageFields.foldThresholdText),
            "sort": PropertyDoc(
                PageFields.sortText, default: "score", allowed: SortName.allCases.map(\.rawValue)),
            "reverse": PropertyDoc(PageFields.reverseText, default: false),
            "among": PropertyDoc(
                PageFields.amongText, default: 1_000, minimum: 1, maximum: Double(PageOptions.mostSorted)),
            "augment": PropertyDoc(PageFields.augmentText),
            "augment_by": PropertyDoc(
                PageFields.augmentByText, default: "best",
                allowed: AugmentName.allCases.map(\.rawValue)),
        ]
    }
}

extension SearchOrder: QueryOrder {}
