import Foundation
import LookalikeJSON
import LookalikeOpenAPI

/// A value as JSON.
func json(_ value: some Encodable) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
}

/// The JSON that a text holds.
func json(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
}

/// What is derived from a type: its schema and its components.
func derived<T: Decodable>(_ type: T.Type) throws -> JSONValue {
    let (schema, components) = try Schema.derived(from: type)
    return ["schema": try json(schema), "components": try json(components)]
}
