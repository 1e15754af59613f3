public import LookalikeJSON

extension ValidationIssue.Reason {
    /// Nothing was sent where something must be: also what a form without its file gets.
    public static let missing = Self(type: "missing", message: "Field required")

    /// A field was sent that is not known.
    public static let extraForbidden = Self(
        type: "extra_forbidden", message: "Extra inputs are not permitted")

    /// The text is no integer.
    public static let intParsing = Self(
        type: "int_parsing",
        message: "Input should be a valid integer, unable to parse string as an integer")

    /// More digits than an integer has here, and no maximum to say so with.
    public static let intParsingSize = Self(
        type: "int_parsing_size",
        message: "Unable to parse input string as an integer, exceeded maximum size")

    /// The text is no number.
    public static let floatParsing = Self(
        type: "float_parsing",
        message: "Input should be a valid number, unable to parse string as a number")

    /// The number is infinite, or no number.
    public static let finiteNumber = Self(type: "finite_number", message: "Input should be a finite number")

    /// The text is none of the words for true and false.
    public static let boolParsing = Self(
        type: "bool_parsing", message: "Input should be a valid boolean, unable to interpret input")

    /// A file was sent where text must be.
    public static let stringType = Self(type: "string_type", message: "Input should be a valid string")

    /// Text was sent where a file must be. (FastAPI names its own class here and has an empty `error`.)
    public static let expectedFile = Self(
        type: "value_error", message: "Value error, Expected UploadFile, received: <class 'str'>",
        context: ["error": [:]])

    /// The number is below the least one admitted.
    public static func greaterThanEqual(_ bound: JSONValue) -> Self {
        Self(
            type: "greater_than_equal",
            message: "Input should be greater than or equal to \(number(bound))", context: ["ge": bound])
    }

    /// The number is above the greatest one admitted.
    public static func lessThanEqual(_ bound: JSONValue) -> Self {
        Self(
            type: "less_than_equal",
            message: "Input should be less than or equal to \(number(bound))", context: ["le": bound])
    }

    /// - Parameter length: in characters (Unicode scalars, as Python counts).
    public static func stringTooShort(minimum length: Int) -> Self {
        Self(
            type: "string_too_short",
            message: "String should have at least \(length) character\(length == 1 ? "" : "s")",
            context: ["min_length": .int(length)])
    }

    /// - Parameter length: in characters (Unicode scalars, as Python counts).
    public static func stringTooLong(maximum length: Int) -> Self {
        Self(
            type: "string_too_long",
            message: "String should have at most \(length) character\(length == 1 ? "" : "s")",
            context: ["max_length": .int(length)])
    }

    /// More bytes were sent than admitted.
    public static func bytesTooLong(maximum length: Int) -> Self {
        Self(
            type: "bytes_too_long", message: "Data should have at most \(length) bytes",
            context: ["max_length": .int(length)])
    }

    /// None of the values allowed, of which there is at least one.
    public static func literal(_ allowed: [JSONValue]) -> Self {
        let words = allowed.map { value in value.stringValue.map { "'\($0)'" } ?? value.description }
        let expected =
            words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
        return Self(
            type: "literal_error", message: "Input should be \(expected)",
            context: ["expected": .string(expected)])
    }

    /// The body is not JSON, or JSON that is not read.
    ///
    /// - Parameter error: what the reader made of it.
    public static func jsonInvalid(_ error: String) -> Self {
        Self(type: "json_invalid", message: "JSON decode error", context: ["error": .string(error)])
    }

    /// A bound as pydantic writes it: `1`, not `1.0`.
    private static func number(_ bound: JSONValue) -> String {
        if case .double(let value) = bound, let whole = Int(exactly: value) { return String(whole) }
        return bound.description
    }
}
