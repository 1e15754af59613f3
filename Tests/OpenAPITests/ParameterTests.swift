import LookalikeJSON
import LookalikeOpenAPI
import Testing

/// Parameters read as FastAPI 0.165 with pydantic 2.14 reads them; the expectations were recorded from it.
@Suite(.timeLimit(.minutes(10)))
struct ParameterTests {
    private let topK = QueryParameter("top_k", default: 10, in: 1...100, description: "The most matches.")
    private let threshold = QueryParameter("threshold", default: 0.84, in: 0...1)

    @Test(arguments: [
        ("12", 12), (" 12 ", 12), ("+5", 5), ("1_0", 10), ("007", 7), ("12\n", 12), ("12.000", 12),
        ("1_0.0", 10),
    ])
    func integers(text: String, value: Int) throws {
        #expect(try topK.parse(text).get() == value)
    }

    @Test(arguments: [
        "1.5", "abc", "", "1__0", "1e2", "0x10", "1.", "+ 5", "１２", "_1", "1_", "+-5", "  ", "1 2", ".0",
        "1.0_0",
        "null", "5\0",
    ])
    func notIntegers(text: String) throws {
        let issue = try #require(throws: ValidationIssue.self) { try topK.parse(text).get() }
        let expected: JSONValue = [
            "type": "int_parsing", "loc": ["query", "top_k"],
            "msg": "Input should be a valid integer, unable to parse string as an integer",
            "input": .string(text),
        ]
        #expect(try json(issue) == expected)
    }

    @Test(arguments: ["-3", "0", "-0", "-0.0", "0_0", "0.0", "-99999999999999999999"])
    func tooSmall(text: String) throws {
        let issue = try #require(throws: ValidationIssue.self) { try topK.parse(text).get() }
        let expected: JSONValue = [
            "type": "greater_than_equal", "loc": ["query", "top_k"],
            "msg": "Input should be greater than or equal to 1", "input": .string(text), "ctx": ["ge": 1],
        ]
        #expect(try json(issue) == expected)
    }

    @Test(arguments: ["101", "9223372036854775807", "9223372036854775808", "99999999999999999999999"])
    func tooLarge(text: String) throws {
        let issue = try #require(throws: ValidationIssue.self) { try topK.parse(text).get() }
        let expected: JSONValue = [
            "type": "less_than_equal", "loc": ["query", "top_k"],
            "msg": "Input should be less than or equal to 100", "input": .string(text), "ctx": ["le": 100],
        ]
        #expect(try json(issue) == expected)
    }

    @Test(arguments: [
        ("0.5", 0.5), (" 0.5 ", 0.5), (".5", 0.5), ("1.", 1), ("1e-1", 0.1), ("+0.5", 0.5), ("1e-400", 0),
        ("0.1_1", 0.11), ("0", 0), ("1", 1),
    ])
    func numbers(text: String, value: Double) throws {
        #expect(try threshold.parse(text).get() == value)
    }

    @Test(arguments: [
        ("abc", "float_parsing"), ("", "float_parsing"), ("0x1p3", "float_parsing"),
        ("nan(1)", "float_parsing"),
        ("5\0", "float_parsing"),
        ("nan", "less_than_equal"), ("inf", "less_than_equal"), ("Infinity", "less_than_equal"),
        ("1e400", "less_than_equal"), ("2", "less_than_equal"), ("1_0.5", "less_than_equal"),
        ("-inf", "greater_than_equal"), ("-1", "greater_than_equal"),
    ])
    func numbersRefused(text: String, type: String) throws {
        let issue = try #require(throws: ValidationIssue.self) { try threshold.parse(text).get() }
        #expect(issue.type == type)
        #expect(issue.input == .string(text))
        let unbounded = QueryParameter<Double>("x")
        if ["nan", "inf", "Infinity", "1e400", "-inf"].contains(text) {
            let issue = try #require(throws: ValidationIssue.self) { try unbounded.parse(text).get() }
            #expect(issue.type == "finite_number")
            #expect(issue.msg == "Input should be a finite number")
        }
    }

    @Test func numberMessages() throws {
        let issue = try #require(throws: ValidationIssue.self) { try threshold.parse("abc").get() }
        #expect(issue.msg == "Input should be a valid number, unable to parse string as a number")
        let large = try #require(throws: ValidationIssue.self) { try threshold.parse("2").get() }
        #expect(large.msg == "Input should be less than or equal to 1")
        let half = QueryParameter("x", default: 1, in: 0.5...1.5)
        let small = try #require(throws: ValidationIssue.self) { try half.parse("0.4").get() }
        #expect(small.msg == "Input should be greater than or equal to 0.5")
        #expect(small.ctx == ["ge": 0.5])
    }

    @Test func booleans() throws {
        let parameter = QueryParameter("x", default: false)
        for text in ["true", "1", "yes", "on", "t", "y", "TRUE", "Yes", "oN"] {
            #expect(try parameter.parse(text).get(), "\(text)")
        }
        for text in ["false", "0", "no", "off", "f", "n", "False"] {
            #expect(try parameter.parse(text).get() == false, "\(text)")
        }
        for text in ["2", "tru", "", " true "] {
            let issue = try #require(throws: ValidationIssue.self) { try parameter.parse(text).get() }
            #expect(issue.type == "bool_parsing")
            #expect(issue.msg == "Input should be a valid boolean, unable to interpret input")
        }
    }

    @Test func texts() throws {
        let parameter = QueryParameter<String>.required("x", lengths: 2...3)
        #expect(try parameter.parse("éé").get() == "éé")
        let short = try #require(throws: ValidationIssue.self) { try parameter.parse("a").get() }
        #expect(short.type == "string_too_short")
        #expect(short.msg == "String should have at least 2 characters")
        #expect(short.ctx == ["min_length": 2])
        let long = try #require(throws: ValidationIssue.self) { try parameter.parse("abcd").get() }
        #expect(long.type == "string_too_long")
        #expect(long.msg == "String should have at most 3 characters")
        #expect(long.ctx == ["max_length": 3])
        let missing = try #require(throws: ValidationIssue.self) { try parameter.parse(nil).get() }
        let expected: JSONValue = [
            "type": "missing", "loc": ["query", "x"], "msg": "Field required", "input": nil,
        ]
        #expect(try json(missing) == expected)
    }

    @Test func choices() throws {
        let parameter = QueryParameter("x", default: "a", allowed: ["a", "b", "c"])
        #expect(try parameter.parse("b").get() == "b")
        let issue = try #require(throws: ValidationIssue.self) { try parameter.parse("d").get() }
        #expect(issue.type == "literal_error")
        #expect(issue.msg == "Input should be 'a', 'b' or 'c'")
        #expect(issue.ctx == ["expected": "'a', 'b' or 'c'"])
        #expect(ValidationIssue.Reason.literal(["a"]).message == "Input should be 'a'")
        #expect(ValidationIssue.Reason.literal([1, 2]).message == "Input should be 1 or 2")
        let kind = QueryParameter("kind", default: Kind.exact)
        #expect(try kind.parse("hnsw").get() == .hnsw)
        #expect(throws: ValidationIssue.self) { try kind.parse("HNSW").get() }
        #expect(try json(kind.schema) == ["type": "string", "enum": ["exact", "hnsw"], "default": "exact"])
    }

    @Test func absence() throws {
        #expect(try topK.parse(nil).get() == 10)
        #expect(try QueryParameter<Int>("x").parseIfPresent(nil).get() == nil)
        #expect(throws: ValidationIssue.self) { try QueryParameter<Int>("x").parseIfPresent("").get() }
        let field = QueryParameter("top_k", default: 10, in: 1...50, location: .body)
        #expect(try field.parse("").get() == 10, "an empty field of a form counts as left out")
        let name = QueryParameter<String>.required("name", location: .body)
        let issue = try #require(throws: ValidationIssue.self) { try name.parse("").get() }
        #expect(issue.loc == ["body", "name"])
        #expect(issue.type == "missing")
    }
}

enum Kind: String, CaseIterable, ParameterValue { case exact, hnsw }
