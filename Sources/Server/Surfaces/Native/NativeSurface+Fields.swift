internal import HTTPTypes
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let values = QueryParameter<Int>(
        "values", default: 20, in: 0...1000, description: "The most values of each field.")

    var fieldsRoute: Route {
        Route(
            .get, "/collections/{collection}/fields", "List what images have as attributes",
            description:
                "For filters: the names of the attributes, what they hold and how often. The first \(Engine.mostFields) names.",
            parameters: [Self.collection, Self.values],
            answers: [.json(FieldList.self, "By name."), .error(404, "No such collection.")]
        ) { request in
            let collection = try await collection(request)
            let fields = try await engine.fields(in: collection, values: try request.value(Self.values))
            return JSONResponse.make(FieldList(fields: fields.map { FieldView($0) }))
        }
    }
}

struct FieldList: Codable, Sendable {
    var fields: [FieldView]
}

/// An attribute name and what the images of a collection have under it.
struct FieldView: Codable, Sendable, SchemaDocumented {
    /// A value and how many images have it.
    struct Value: Codable, Sendable {
        var value: JSONValue
        var images: Int
    }

    var name: String
    var images: Int
    var types: [String: Int]
    var distinct: Int
    var values: [Value]
    var minimum: Double?
    var maximum: Double?

    static var schemaName: String? { "Field" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "images": "How many have it.",
            "types":
                "How many images have a `number`, `string`, `boolean`, `null`, `array` or `object`; left out where none has.",
            "distinct": "How many different values there are.",
            "values": "Those that most images have, the most frequent first.",
            "minimum": "The least number; left out where there is none.",
            "maximum": "The greatest number.",
        ]
    }

    init(_ field: AttributeField) {
        (name, images, distinct) = (field.name, field.images, field.distinct)
        types = Dictionary(uniqueKeysWithValues: field.kinds.map { ($0.key.rawValue, $0.value) })
        values = field.values.map { Value(value: $0.value, images: $0.images) }
        (minimum, maximum) = (field.range?.lowerBound, field.range?.upperBound)
    }
}
