import LookalikeJSON
import LookalikeOpenAPI
import Testing

private struct Body: Codable {
    var a: Int
    var b: String
    var c: [Double]
    var d: Bool?
    var e: [String: JSONValue]?
    var f: [Inner]?

    struct Inner: Codable { var x: Double }
}

/// JSON bodies refused in FastAPI's words (recorded from it, but for the details of
/// broken JSON and the place of a fraction).
@Suite(.timeLimit(.minutes(10)))
struct JSONBodyTests {
    @Test(arguments: [
        ("", #"{"type":"missing","loc":["body"],"msg":"Field required","input":null}"#),
        (
            "{",
            #"{"type":"json_invalid","loc":["body",0],"msg":"JSON decode error","input":{},"ctx":{"error":"The body is not valid JSON"}}"#
        ),
        (
            "[]",
            #"{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":[]}"#
        ),
        ("{}", #"{"type":"missing","loc":["body","a"],"msg":"Field required","input":{}}"#),
        (
            #"{"a":"x"}"#,
            #"{"type":"int_parsing","loc":["body","a"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}"#
        ),
        (
            #"{"a":1.5}"#,
            #"{"type":"int_from_float","loc":["body"],"msg":"Input should be a valid integer, got a number with a fractional part","input":{"a":1.5}}"#
        ),
        (
            #"{"a":1,"b":null}"#,
            #"{"type":"string_type","loc":["body","b"],"msg":"Input should be a valid string","input":null}"#
        ),
        (
            #"{"a":1,"b":"","c":"no"}"#,
            #"{"type":"list_type","loc":["body","c"],"msg":"Input should be a valid list","input":"no"}"#
        ),
        (
            #"{"a":1,"b":"","c":[1,"z"]}"#,
            #"{"type":"float_parsing","loc":["body","c",1],"msg":"Input should be a valid number, unable to parse string as a number","input":"z"}"#
        ),
        (
            #"{"a":1,"b":"","c":[],"f":[{"x":[]}]}"#,
            #"{"type":"float_type","loc":["body","f",0,"x"],"msg":"Input should be a valid number","input":[]}"#
        ),
    ])
    func refusals(body: String, issue: String) throws {
        let issues = try #require(throws: ValidationIssues.self) {
            try ValidationIssues.decode(Body.self, from: body.utf8)
        }
        #expect(try json(issues) == ["detail": [try json(issue)]])
    }

    @Test func longInputsAreCut() throws {
        let picture = String(repeating: "A", count: 100_000)
        let issues = try #require(throws: ValidationIssues.self) {
            try ValidationIssues.decode(Body.self, from: #"{"b":"\#(picture)"}"#.utf8)
        }
        #expect(issues.detail[0].input["b"]?.stringValue?.count == 201)
    }

    /// The error of a body, if it is refused as unreadable.
    private func unreadable(_ body: some Collection<UInt8>) throws -> String? {
        do {
            _ = try ValidationIssues.decode([String: JSONValue].self, from: body)
            return nil
        } catch {
            #expect(error.detail.map(\.type) == ["json_invalid"])
            #expect(error.detail.first?.loc.first == "body")
            return error.detail.first?.ctx?["error"]?.stringValue
        }
    }

    private func nested(_ depth: Int) -> String {
        #"{"a":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
    }

    @Test func deepBodiesAreNotRead() throws {
        #expect(try unreadable(nested(32).utf8) == nil)
        for depth in [33, 400, 100_000] {
            #expect(try unreadable(nested(depth).utf8) == "The body is nested more than 32 deep")
        }
        // Broken further on: found before anything is decoded.
        let open = #"{"a":"# + String(repeating: "[", count: 50_000)
        #expect(try unreadable(open.utf8) == "The body is nested more than 32 deep")
    }

    @Test func bracketsInTextsDoNotNest() throws {
        let brackets = String(repeating: #"[{\"\\"#, count: 100)
        #expect(try unreadable(#"{"\#(brackets)":"\#(brackets)"}"#.utf8) == nil)
    }

    @Test func wideBodiesAreNotRead() throws {
        func list(_ count: Int) -> String {
            #"{"a":["# + Array(repeating: "{}", count: count).joined(separator: ",") + "]}"
        }
        #expect(try unreadable(list(1000).utf8) == nil)
        #expect(try unreadable(list(5000).utf8) == "The body has more than 2048 values")
    }

    @Test func longDocumentsAreNotReadAndLongTextsAre() throws {
        let text = String(repeating: "a", count: 65_536)
        #expect(try unreadable(#"{"a":"\#(text)"}"#.utf8) == nil)
        let error = "The lists and objects in the body have more than 65536 bytes"
        #expect(try unreadable(#"{"a":{"b":"\#(text)"}}"#.utf8) == error)
    }

    /// Where a quotation mark may be half of another character, the structure can't be told.
    @Test func otherEncodingsAreNotRead() throws {
        let body = #"{"∀":1}"#.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        #expect(try unreadable(body) == "The body is not UTF-8")
    }

    @Test func accepted() throws {
        let body = try ValidationIssues.decode(Body.self, from: #"{"a":1,"b":"","c":[1],"d":null}"#.utf8)
        #expect(body.c == [1])
    }

    @Test func missingFile() throws {
        let issue = ValidationIssue(.missing, at: ["body", "file"])
        let expected: JSONValue = [
            "type": "missing", "loc": ["body", "file"], "msg": "Field required", "input": nil,
        ]
        #expect(try json(issue) == expected)
    }
}
