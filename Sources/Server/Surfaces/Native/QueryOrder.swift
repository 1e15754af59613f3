internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A JSON body with a query: one of its members, or its parts.
protocol QueryOrder: PartsBody {
    var image: String? { get }
    /// Where an image can be fetched.
    var address: String? { get }
    /// What ``address`` leads to.
    var fetched: [UInt8]? { get set }
    var imageID: String? { get }
    var numbers: [Float]? { get set }
    var text: String? { get }
    var region: RegionOrder? { get }
    var parts: [QueryPartOrder]? { get set }
}

extension QueryOrder {
    /// Fetches what it has addresses of.
    mutating func fetch(_ addresses: FetchedImages) async throws {
        var room = addresses.limit
        fetched = try await addresses.bytes(at: address, room: &room)
        guard var parts else { return }
        try await addresses.fetch(&parts, room: &room)
        self.parts = parts
    }

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

extension FetchedImages {
    /// Fetches the images of parts that have addresses.
    ///
    /// - Parameter room: bytes that all of them together may have; what was fetched is subtracted.
    func fetch(_ parts: inout [QueryPartOrder], room: inout Int) async throws {
        for place in parts.indices {
            parts[place].fetched = try await bytes(at: parts[place].address, room: &room)
        }
    }
}
