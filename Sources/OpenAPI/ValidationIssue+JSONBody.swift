public import LookalikeJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ValidationIssue {
    /// What a JSON body failed to be, as FastAPI would put it, as near as `JSONDecoder` tells (which stops
    /// at the first error).
    ///
    /// - Parameters:
    ///   - error: what decoding the body threw.
    ///   - body: the body, to show what was sent (long texts and arrays cut short, since it may hold whole
    ///     images); nil where it is not JSON.
    public init(_ error: DecodingError, body: JSONValue?) {
        switch error {
        case .keyNotFound(let key, let context):
            let parent = Self.value(at: context.codingPath, in: body)
            self.init(.missing, at: Self.loc(context.codingPath + [key]), input: parent)
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let input = Self.value(at: context.codingPath, in: body)
            self.init(Self.mismatch(type, input), at: Self.loc(context.codingPath), input: input)
        case .dataCorrupted(let context):
            guard let body else {
                self.init(.jsonInvalid("The body is not valid JSON"), at: ["body", 0], input: [:])
                return
            }
            let input = Self.value(at: context.codingPath, in: body)
            self.init(Self.corruption(context), at: Self.loc(context.codingPath), input: input)
        @unknown default:
            self.init(.model, at: ["body"], input: Self.value(at: [], in: body))
        }
    }

    fileprivate static func loc(_ path: [any CodingKey]) -> [JSONValue] {
        ["body"] + path.map { key in key.intValue.map { .int($0) } ?? .string(key.stringValue) }
    }

    fileprivate static func value(at path: [any CodingKey], in body: JSONValue?) -> JSONValue {
        var value = body
        for key in path { value = key.intValue.map { value?[$0] } ?? value?[key.stringValue] }
        return value?.abridged ?? .null
    }

    private static func mismatch(_ type: any Any.Type, _ input: JSONValue) -> Reason {
        let isText = input.stringValue != nil
        switch (type as? any SchemaDescribable.Type)?.schema.type?.types.first {
        case .integer: return isText ? .intParsing : .integer
        case .number: return isText ? .floatParsing : .number
        case .boolean: return isText ? .boolParsing : .boolean
        case .string: return .stringType
        default: break
        }
        let name = String(describing: type)
        return name.hasPrefix("Array<") || name.hasPrefix("Set<") ? .list : .model
    }

    private static func corruption(_ context: DecodingError.Context) -> Reason {
        let message = context.debugDescription
        // JSONDecoder's words, in sound JSON, for a number that the type asked for can't hold.
        if context.codingPath.isEmpty, message.hasSuffix("not valid JSON.") { return .intFromFloat }
        return Reason(
            type: "value_error", message: "Value error, \(message)", context: ["error": .string(message)])
    }
}

extension JSONValue {
    /// The value with texts cut to 200 characters and arrays to 20 elements.
    fileprivate var abridged: JSONValue {
        switch self {
        case .string(let text): text.utf8.count > 200 ? .string(text.prefix(200) + "…") : self
        case .array(let elements): .array(elements.prefix(20).map(\.abridged))
        case .object(let members): .object(members.mapValues(\.abridged))
        default: self
        }
    }
}

extension ValidationIssue.Reason {
    fileprivate static let integer = Self(type: "int_type", message: "Input should be a valid integer")
    fileprivate static let number = Self(type: "float_type", message: "Input should be a valid number")
    fileprivate static let boolean = Self(type: "bool_type", message: "Input should be a valid boolean")
    fileprivate static let list = Self(type: "list_type", message: "Input should be a valid list")
    fileprivate static let intFromFloat = Self(
        type: "int_from_float",
        message: "Input should be a valid integer, got a number with a fractional part")
    fileprivate static let model = Self(
        type: "model_attributes_type",
        message: "Input should be a valid dictionary or object to extract fields from")
}

extension ValidationIssues {
    /// How many bytes a JSON document of free shape may have, within a body or as a form's field.
    public static let documentBytes = 64 << 10
    private static let depth = 32
    private static let values = 2048

    /// Decodes a JSON body.
    ///
    /// - Throws: ``ValidationIssues`` with one issue: no body, not JSON, more deeply nested or of more values than anyone
    ///   needs, or not the shape of `type`.
    public static func decode<T: Decodable>(
        _ type: T.Type, from body: some Collection<UInt8>
    ) throws(ValidationIssues) -> T {
        let data = Data(body)
        guard !data.isEmpty else { throw ValidationIssues([ValidationIssue(.missing, at: ["body"])]) }
        if let reason = refusal(of: JSONOutline(data)) {
            throw ValidationIssues([ValidationIssue(reason, at: ["body", 0], input: [:])])
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            let value = try? JSONDecoder().decode(JSONValue.self, from: data)
            throw ValidationIssues([ValidationIssue(error, body: value)])
        } catch let error as UnknownMember {
            throw ValidationIssues([
                ValidationIssue(
                    .extraForbidden, at: ValidationIssue.loc(error.path),
                    input: ValidationIssue.value(
                        at: error.path, in: try? JSONDecoder().decode(JSONValue.self, from: data)))
            ])
        } catch {
            throw ValidationIssues([ValidationIssue(.model, at: ["body"])])
        }
    }

    /// Foundation's decoder takes time with the depth of each value that is not of the type it tries: a few KB could
    /// hold a thread for seconds.
    private static func refusal(of body: JSONOutline) -> ValidationIssue.Reason? {
        if body.hasZero { return .jsonInvalid("The body is not UTF-8") }
        if body.depth > depth { return .jsonInvalid("The body is nested more than \(depth) deep") }
        if body.values > values { return .jsonInvalid("The body has more than \(values) values") }
        guard body.nestedBytes > documentBytes else { return nil }
        return .jsonInvalid("The lists and objects in the body have more than \(documentBytes) bytes")
    }
}
