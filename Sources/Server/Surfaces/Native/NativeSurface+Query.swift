internal import HTTPTypes
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI
internal import LookalikePictures

/// What a client searches by, made a query.
extension NativeSurface {
    /// More would only make a mean of everything.
    static let mostParts = 32

    /// What a JSON body searches by: one of its members, or its parts.
    ///
    /// - Throws: ``ValidationIssues``; ``APIError`` 400 where it says more than one, and for what is no base64.
    static func query(_ order: some QueryOrder) throws -> Query {
        guard let parts = order.parts else {
            let source = try source(
                image: order.image, fetched: order.fetched, imageID: order.imageID, vector: order.numbers,
                text: order.text, region: order.region, at: ["body"])
            return Query([Query.Part(source)])
        }
        guard order.image == nil, order.fetched == nil, order.imageID == nil, order.numbers == nil,
            order.text == nil
        else { throw moreThanOne }
        guard order.region == nil else { throw regionOfNoImage(at: ["body", "region"]) }
        return try query(try parts.enumerated().map { try part($1, at: ["body", "parts", .int($0)]) })
    }

    /// What a form searches by: each `file` and each `negative_file` is a part, and so are its `parts`.
    ///
    /// - Throws: as ``query(_:)``.
    ///
    /// - Parameters:
    ///   - others: its `parts`.
    ///   - fetched: what its `url` leads to.
    static func query(
        _ form: MultipartForm, parts others: [QueryPartOrder], fetched: [UInt8]?
    ) throws -> Query {
        let files = form.files("file")
        let text = form.value("text").flatMap { $0.isEmpty ? nil : $0 }
        // Without words and an address, a form has at least one file.
        if text == nil, fetched == nil { _ = try form.requiredFile("file") }
        let region = try form.decoded(RegionOrder.self, "region")
        guard region == nil || files.count == 1 else {
            throw issue("A region in a form is of its only file", at: ["body", "region"])
        }
        let whole = files.map { Query.Part(.image($0.bytes)) }
        let marked = try region.map { region in
            try files.map {
                Query.Part(.image($0.bytes, region: try Self.region(region, at: ["body", "region"])))
            }
        }
        let words = text.map { [Query.Part(.text($0))] } ?? []
        let negative = form.files("negative_file").map { Query.Part(.image($0.bytes), isNegative: true) }
        let atAddress = fetched.map { [Query.Part(.image($0))] } ?? []
        return try query(
            (marked ?? whole) + atAddress + words + negative
                + others.enumerated().map { try part($1, at: ["body", "parts", .int($0)]) })
    }

    private static func query(_ parts: [Query.Part]) throws -> Query {
        guard parts.count <= mostParts else {
            throw issue("A query has at most \(mostParts) parts", at: ["body", "parts"])
        }
        guard parts.contains(where: { !$0.isNegative }) else {
            throw issue("At least one part must be positive", at: ["body", "parts"])
        }
        return Query(parts)
    }

    private static func part(_ order: QueryPartOrder, at loc: [JSONValue]) throws -> Query.Part {
        let weight = Float(order.weight ?? 1)
        let issue: ValidationIssue? =
            if weight <= 0 {
                ValidationIssue(.aboveZero, at: loc + ["weight"])
            } else if let given = order.weight, given > QueryPartOrder.largestWeight {
                ValidationIssue(
                    .lessThanEqual(.double(QueryPartOrder.largestWeight)), at: loc + ["weight"],
                    input: .double(given))
            } else {
                nil
            }
        if let issue { throw ValidationIssues([issue]) }
        let source = try source(
            image: order.image, fetched: order.fetched, imageID: order.imageID, vector: order.numbers,
            text: order.text, region: order.region, at: loc)
        return Query.Part(source, weight: weight, isNegative: order.negative ?? false)
    }

    /// One of five.
    ///
    /// - Parameters:
    ///   - fetched: the bytes at an address.
    ///   - loc: where they are.
    static func source(
        image: String?, fetched: [UInt8]? = nil, imageID: String?, vector: [Float]?, text: String? = nil,
        region: RegionOrder? = nil, at loc: [JSONValue]
    ) throws -> Query.Part.Source {
        let region = try region.map { order in
            guard image != nil || fetched != nil else { throw regionOfNoImage(at: loc + ["region"]) }
            return try Self.region(order, at: loc + ["region"])
        }
        if let fetched {
            guard image == nil, imageID == nil, vector == nil, text == nil else { throw moreThanOne }
            return .image(fetched, region: region)
        }
        switch (image, imageID, vector, text) {
        case (let image?, nil, nil, nil):
            let field = loc.dropFirst().map { $0.stringValue ?? $0.description } + ["image"]
            return .image(
                try Base64Image.decode(image, field: field.joined(separator: ".")), region: region)
        case (nil, let id?, nil, nil): return .item(id)
        case (nil, nil, let vector?, nil): return .vector(vector)
        case (nil, nil, nil, let text?): return .text(text)
        case (nil, nil, nil, nil):
            throw ValidationIssues([ValidationIssue(.missing, at: loc + ["image"])])
        default: throw moreThanOne
        }
    }

    private static func region(_ order: RegionOrder, at loc: [JSONValue]) throws -> ImageRegion {
        do {
            return try ImageRegion(x: order.x, y: order.y, width: order.width, height: order.height)
        } catch {
            throw issue("\(error)", at: loc)
        }
    }

    private static let moreThanOne = APIError(
        status: .badRequest,
        message: "Give one of 'image', 'url', 'image_id', 'vector', 'text' and 'parts', not more.")

    private static func regionOfNoImage(at loc: [JSONValue]) -> ValidationIssues {
        issue("A region is of an 'image'", at: loc)
    }

    static func issue(_ message: String, at loc: [JSONValue]) -> ValidationIssues {
        ValidationIssues([
            ValidationIssue(
                ValidationIssue.Reason(
                    type: "value_error", message: "Value error, \(message)",
                    context: ["error": .string(message)]), at: loc)
        ])
    }
}

extension ValidationIssue.Reason {
    fileprivate static let aboveZero = Self(
        type: "greater_than", message: "Input should be greater than 0", context: ["gt": 0])
}
