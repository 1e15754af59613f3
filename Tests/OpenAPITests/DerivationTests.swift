import Foundation
import LookalikeJSON
import LookalikeOpenAPI
import Testing

private enum Metric: String, Codable, CaseIterable {
    case cosine
    case innerProduct = "inner_product"
}

private enum Level: Int, Codable, CaseIterable {
    case low = 1
    case high
}

private struct Match: Codable, SchemaDocumented {
    var imageID: String
    var score: Float
    var width: UInt16?
    var metadata: [String: JSONValue]?
    var attributes: JSONValue
    var addedAt: Date

    private enum CodingKeys: String, CodingKey {
        case imageID = "image_id"
        case score, width, metadata, attributes, addedAt
    }

    static let schemaDescription: String? = "A picture that looks like the query."
    static let propertyDocs: [String: PropertyDoc] = [
        "score": PropertyDoc("How much it does.", example: 0.97, minimum: -1, maximum: 1),
        "image_id": "Its name.",
    ]
}

private struct Answer: Codable {
    struct Query: Codable { var topK: Int }

    var query: Query
    var best: Match?
    var matches: [Match]
    var byName: [String: Match]
    var metric: Metric
    var fallback: Metric?
    var levels: [Level]?
    var tags: Set<String>
}

private struct Folder: Codable {
    var name: String
    var parent: [Folder]?
    var children: [Folder]
    var byName: [String: Folder]
}

private struct Page<Item: Codable>: Codable {
    var items: [Item]
    var next: Int?
}

/// A type with a hand-written `init(from:)`.
private struct Custom: Decodable {
    var size: Int
    var point: [Double]
    var id: Identifier

    enum Keys: String, CodingKey { case size, point, id, x }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        size = try container.decodeIfPresent(Int.self, forKey: .size) ?? 10
        let nested = try container.nestedContainer(keyedBy: Keys.self, forKey: .point)
        point = [try nested.decode(Double.self, forKey: .x)]
        id = try container.decode(Identifier.self, forKey: .id)
    }
}

/// An enum that states its schema.
private enum Filter: Codable, SchemaDescribable {
    case tag(String)

    static var schema: Schema { Schema(.object, description: "A filter.") }
    static var schemaPlaceholder: Filter { .tag("") }
}

private struct Identifier: RawRepresentable, Codable { var rawValue: String }

/// Types to schemas.
@Suite(.timeLimit(.minutes(10)))
struct DerivationTests {
    @Test func plainStruct() throws {
        let expected = try json(
            """
            {"schema": {"$ref": "#/components/schemas/Match"}, "components": {"Match": {
              "type": "object", "description": "A picture that looks like the query.",
              "required": ["image_id", "score", "attributes", "addedAt"],
              "properties": {
                "image_id": {"type": "string", "description": "Its name."},
                "score": {"type": "number", "description": "How much it does.", "examples": [0.97],
                          "minimum": -1, "maximum": 1},
                "width": {"type": ["integer", "null"], "minimum": 0},
                "metadata": {"type": ["object", "null"], "additionalProperties": {}},
                "attributes": {},
                "addedAt": {"type": "string", "format": "date-time"}}}}}
            """)
        #expect(try derived(Match.self) == expected)
    }

    @Test func nestedTypes() throws {
        let derived = try derived(Answer.self)
        let components = try #require(derived["components"])
        #expect(
            components.objectValue?.keys.sorted() == ["Answer", "AnswerQuery", "Level", "Match", "Metric"])
        let expected = try json(
            """
            {"type": "object", "required": ["query", "matches", "byName", "metric", "tags"],
             "properties": {
               "query": {"$ref": "#/components/schemas/AnswerQuery"},
               "best": {"anyOf": [{"$ref": "#/components/schemas/Match"}, {"type": "null"}]},
               "matches": {"type": "array", "items": {"$ref": "#/components/schemas/Match"}},
               "byName": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Match"}},
               "metric": {"$ref": "#/components/schemas/Metric"},
               "fallback": {"anyOf": [{"$ref": "#/components/schemas/Metric"}, {"type": "null"}]},
               "levels": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Level"}},
               "tags": {"type": "array", "items": {"type": "string"}}}}
            """)
        #expect(components["Answer"] == expected)
        #expect(components["Metric"] == ["type": "string", "enum": ["cosine", "inner_product"]])
        #expect(components["Level"] == ["type": "integer", "enum": [1, 2]])
    }

    @Test func recursiveType() throws {
        let folder = try derived(Folder.self)["components"]?["Folder"]
        let array: JSONValue = ["type": "array", "items": ["$ref": "#/components/schemas/Folder"]]
        #expect(folder?["properties"]?["children"] == array)
        #expect(folder?["properties"]?["parent"]?["type"] == ["array", "null"])
        #expect(folder?["required"] == ["name", "children", "byName"])
    }

    @Test func genericAndStandardTypes() throws {
        #expect(try derived(Page<Match>.self)["schema"] == ["$ref": "#/components/schemas/Page_Match"])
        #expect(
            try derived([Int?].self)["schema"] == ["type": "array", "items": ["type": ["integer", "null"]]])
        #expect(try derived(UUID.self)["schema"] == ["type": "string", "format": "uuid"])
        #expect(try derived(URL.self)["schema"] == ["type": "string", "format": "uri"])
        #expect(try derived(Data.self)["schema"] == ["type": "string", "contentEncoding": "base64"])
        #expect(try derived(JSONValue.self)["schema"] == [:])
        #expect(try derived(Identifier.self) == ["schema": ["type": "string"], "components": [:]])
    }

    @Test func handWrittenDecoding() throws {
        let expected = try json(
            """
            {"type": "object", "required": ["point", "id"], "properties": {
              "size": {"type": ["integer", "null"]}, "id": {"type": "string"},
              "point": {"type": "object", "required": ["x"], "properties": {"x": {"type": "number"}}}}}
            """)
        #expect(try derived(Custom.self)["components"]?["Custom"] == expected)
    }

    @Test func describedType() throws {
        let expected: JSONValue = ["type": ["object", "null"], "description": "A filter."]
        let page = try derived(Page<Filter?>.self)["components"]?["Page_Optional_Filter"]
        #expect(page?["properties"]?["items"] == ["type": "array", "items": expected])
    }

    @Test func registriesAreValues() throws {
        var one = SchemaRegistry()
        _ = try one.schema(for: Metric.self)
        var two = one
        _ = try two.schema(for: Match.self)
        #expect(one.components.keys.sorted() == ["Metric"])
        #expect(two.components.keys.sorted() == ["Match", "Metric"])
        #expect(try two.schema(for: Match.self) == .reference("Match"))
    }
}

private enum Shade: String, Codable { case dark }

private struct Wrong: Codable, SchemaDocumented {
    var name: String
    static let propertyDocs: [String: PropertyDoc] = ["nam": "Misspelt."]
}

private struct Impostor: Codable, SchemaDocumented {
    var wrong: Bool
    static let schemaName: String? = "Match"
}

private indirect enum Chain: Codable {
    case link(Chain)
    case end
}

/// Types that can't be derived say so.
@Suite(.timeLimit(.minutes(10)))
struct DerivationErrorTests {
    @Test func errors() throws {
        #expect(throws: SchemaError.self) { try Schema.derived(from: Shade.self) }
        #expect(throws: SchemaError.self) { try Schema.derived(from: Chain.self) }
        var failed = SchemaRegistry()
        for _ in 1...2 { #expect(throws: SchemaError.self) { try failed.schema(for: Shade.self) } }
        #expect(failed.components.isEmpty)
        do {
            _ = try Schema.derived(from: [Wrong].self)
            Issue.record("not refused")
        } catch {
            guard case .unknownProperty(_, "nam") = error else { throw error }
        }
        var registry = SchemaRegistry()
        _ = try registry.schema(for: Match.self)
        #expect(throws: SchemaError.nameClash(name: "Match")) { try registry.schema(for: Impostor.self) }
        #expect(registry.components.count == 1)
        #expect(try registry.schema(for: Match.self) == .reference("Match"), "usable after an error")
    }
}
