internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A JSON body with a query: one of its members, or its parts.
protocol QueryOrder: PartsBody {
    var image: String? { get }
    /// What its `url` leads to.
    var fetched: [UInt8]? { get }
    var imageID: String? { get }
    var numbers: [Float]? { get set }
    var text: String? { get }
    var region: RegionOrder? { get }
    var parts: [QueryPartOrder]? { get set }
}

extension QueryOrder {
    var fetched: [UInt8]? { nil }

    static var largeMembers: JSONLargeMembers.Names {
        JSONLargeMembers.Names(
            numbers: QueryPartOrder.CodingKeys.numbers.rawValue,
            text: QueryPartOrder.CodingKeys.image.rawValue,
            list: SearchOrder.CodingKeys.parts.rawValue)
    }

    mutating func take(vector: [Float], ofPart part: Int?) {
        guard let part else {
            numbers = vector
            return
        }
        if parts?.indices.contains(part) == true { parts?[part].numbers = vector }
    }

    mutating func take(text: String, ofPart part: Int?) {
        if let part, parts?.indices.contains(part) == true { parts?[part].image = text }
    }
}
