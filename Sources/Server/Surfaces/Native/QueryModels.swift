internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A rectangle of an image.
struct RegionOrder: Codable, Sendable, SchemaDocumented {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    enum CodingKeys: String, CodingKey, CaseIterable {
        case x, y, width, height
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        x = try container.decode(Double.self, forKey: .x)
        y = try container.decode(Double.self, forKey: .y)
        width = try container.decode(Double.self, forKey: .width)
        height = try container.decode(Double.self, forKey: .height)
    }

    static var schemaName: String? { "Region" }
    static let text =
        "The part of the image to search by, as shares of its width and height, from the top left of the image as it is shown."
    static var schemaDescription: String? { text }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "x": PropertyDoc("Of the left edge.", minimum: 0, maximum: 1),
            "y": PropertyDoc("Of the top edge.", minimum: 0, maximum: 1),
            "width": PropertyDoc("Above 0; the right edge is at most at 1.", maximum: 1),
            "height": PropertyDoc("Above 0; the bottom edge is at most at 1.", maximum: 1),
        ]
    }
}

/// A part of a query: an image, an indexed image, a vector or words.
struct QueryPartOrder: Codable, Sendable, SchemaDocumented {
    var image: String?
    var address: String?
    var imageID: String?
    var numbers: [Float]?
    var text: String?
    var region: RegionOrder?
    /// What `address` leads to.
    var fetched: [UInt8]?
    var weight: Double?
    var negative: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case image, text, region, weight, negative
        case address = "url"
        case imageID = "image_id"
        case numbers = "vector"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.decodeIfPresent(String.self, forKey: .image)
        address = try container.decodeIfPresent(String.self, forKey: .address)
        imageID = try container.decodeIfPresent(String.self, forKey: .imageID)
        numbers = try container.decodeIfPresent([Float].self, forKey: .numbers)
        text = try container.decodeIfPresent(String.self, forKey: .text)
        region = try container.decodeIfPresent(RegionOrder.self, forKey: .region)
        weight = try container.decodeIfPresent(Double.self, forKey: .weight)
        negative = try container.decodeIfPresent(Bool.self, forKey: .negative)
    }

    static var schemaName: String? { "QueryPart" }
    static var schemaDescription: String? {
        "One of `image`, `url`, `image_id`, `vector` and `text`, how much it counts, and whether the results should look like it."
    }
    static let largestWeight = 1e6
    static var propertyDocs: [String: PropertyDoc] {
        [
            "image": "The encoded image in base64, or a `data:` URI.",
            "url": PropertyDoc(PageFields.addressText),
            "image_id": "An image of the collection; it is not among the results.",
            "vector": SearchOrder.vectorDoc,
            "text": SearchOrder.textDoc,
            "region": PropertyDoc(RegionOrder.text),
            "weight": PropertyDoc(
                "Above 0. Its share of the weights of the positive parts, or of the negative ones, is what counts.",
                default: 1, maximum: largestWeight),
            "negative": PropertyDoc("Whether the results should not look like it.", default: false),
        ]
    }
}
