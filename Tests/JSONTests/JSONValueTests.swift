import Foundation
import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10)))
struct JSONValueTests {
    private let value: JSONValue = [
        "z": nil, "a": [1, 2.5, true, "é\"\\\n\u{1}/"], "m": ["b": 1, "a": [:], "c": []],
    ]

    @Test func textHasSortedKeys() {
        let text = #"{"a":[1,2.5,true,"é\"\\\n\u0001/"],"m":{"a":{},"b":1,"c":[]},"z":null}"#
        #expect(value.description == text)
        #expect(JSONValue.double(.nan).description == "null")
        #expect(JSONValue.double(1).description == "1.0")
        #expect(JSONValue.double(1e300).description == "1e+300")
    }

    @Test func textIsReadBack() throws {
        let decoded = try JSONDecoder().decode(JSONValue.self, from: Data(value.description.utf8))
        #expect(decoded == value)
        let encoded = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: encoded) == value)
    }

    @Test(arguments: [
        ("null", JSONValue.null), ("1", .int(1)), ("1.0", .int(1)), ("1.5", .double(1.5)), ("-0", .int(0)),
        ("9223372036854775807", .int(.max)), ("1e30", .double(1e30)), ("false", .bool(false)),
        (#""1""#, .string("1")), ("[]", .array([])), ("{}", .object([:])),
    ])
    func scalars(text: String, expected: JSONValue) throws {
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) == expected)
    }

    @Test func access() {
        #expect(value["a"]?[1]?.doubleValue == 2.5)
        #expect(value["a"]?[0]?.doubleValue == 1)
        #expect(value["a"]?[0]?.intValue == 1)
        #expect(value["a"]?[2]?.boolValue == true)
        #expect(value["a"]?.arrayValue?.count == 4)
        #expect(value["m"]?.objectValue?.keys.sorted() == ["a", "b", "c"])
        #expect(value["a"]?[9] == nil)
        #expect(value[0] == nil)
        #expect(value["m"]?["b"]?.stringValue == nil)
    }
}
