public import LookalikeCatalogue
internal import LookalikeJSON

/// The attributes that the images of a collection have, for suggestions.
struct FieldsKey: Hashable, Sendable {
    let collection: Int64
    let version: UInt64
    let values: Int
}

extension Engine {
    /// The most attribute names that ``fields(in:values:)`` lists.
    public static let mostFields = 1_000

    /// What the images of a collection have as attributes, by name: how many images, kinds of values, the most frequent
    /// values and the range of numbers. Known until the collection changes.
    ///
    /// - Parameter values: the most values that are listed of each.
    public func fields(in collection: OpenCollection, values: Int = 20) async throws -> [AttributeField] {
        let key = FieldsKey(
            collection: collection.recordID, version: collection.version, values: max(0, values))
        if let known = fields.value(key) { return known }
        let found = try await catalogue.fields(
            in: key.collection, values: key.values, limit: Self.mostFields)
        let weight = found.reduce(200) { sum, field in
            field.values.reduce(sum + 300) { $0 + 60 + $1.value.description.utf8.count }
        }
        fields.insert(found, for: key, weight: weight)
        return found
    }
}
