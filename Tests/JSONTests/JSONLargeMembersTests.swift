import Foundation
import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct JSONLargeMembersTests {
    private static func take(_ text: String, limit: Int = 100) throws -> JSONLargeMembers {
        try JSONLargeMembers(
            of: Array(text.utf8), JSONLargeMembers.Names(numbers: "v", text: "t", list: "l"), limit: limit)
    }

    private static func taken(_ text: String) throws -> [String] {
        try take(text).taken.map { taken in
            let element = taken.element.map { "\($0)" } ?? "-"
            switch taken.value {
            case .numbers(let numbers): return "\(element) \(numbers)"
            case .text(let text): return "\(element) \(String(decoding: text, as: UTF8.self))"
            }
        }
    }

    private static func rest(_ text: String) throws -> String {
        String(decoding: try take(text).rest, as: UTF8.self)
    }

    @Test func `Members of the object and of its list's objects are taken`() throws {
        let text =
            #"{"v": [1,2], "l" : [{"t": "a\"]},{", "w": [5]}, 7, {"v" : [ 3 ], "x": {"v": [8]}}, {"v":[]}], "t": "u"}"#
        #expect(try Self.taken(text) == ["- [1.0, 2.0]", #"0 "a\"]},{""#, "2 [3.0]", "3 []"])
        #expect(
            try Self.rest(text)
                == #"{"v": [], "l" : [{"t": "", "w": [5]}, 7, {"v" : [], "x": {"v": [8]}}, {"v":[]}], "t": "u"}"#
        )
    }

    /// All else is left as it was, for a decoder to say what is wrong with it.
    @Test(arguments: [
        "", "{", "[]", "[{\"v\": [1]}]", #"{"v": "x"}"#, #"{"v": null}"#, #"{"l": {"v": [1]}}"#,
        #"{"l": [[{"v": [1]}]]}"#,
        #"{"a": [{"v": [1], "t": "x"}]}"#, #"{"l": [{"t": 1, "v": {"v": [1]}}]}"#,
        #"{"l": [], "a": [{"v": [1]}]}"#,
        #"{"l": "v", "t": "l"}"#, #"{"l": [{"t"#, #"{"l": [{"t\"#, #"{"\u0076": [1]}"#, #"}}}{"v"}"#,
    ])
    func `Where there is nothing to take, nothing is changed`(text: String) throws {
        #expect(try Self.taken(text) == [])
        #expect(try Self.rest(text) == text)
    }

    @Test func `What is no number is told with its place and element`() {
        #expect(throws: JSONLargeMembers.Failure(element: 1, problem: .notANumber(place: 1))) {
            try Self.take(#"{"l": [{"v": [1]}, {"v": [1, "2"]}]}"#)
        }
        #expect(throws: JSONLargeMembers.Failure(element: nil, problem: .notFinite(place: 0))) {
            try Self.take(#"{"v": [NaN]}"#)
        }
        #expect(throws: JSONLargeMembers.Failure(element: 0, problem: .tooMany(limit: 100))) {
            try Self.take(#"{"l": [{"v": ["# + String(repeating: "1,", count: 100) + "1]}]}")
        }
    }

    /// A text that ends early, wherever, ends nothing else.
    @Test func `Any beginning of a text can be read`() throws {
        let text = #"{"v": [1,2], "l": [{"t": "a\"b", "v": [3]}, {"v": [4]}], "b": [1, {"c": "d"}]}"#
        for count in 0..<text.utf8.count {
            let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            do {
                let found = try Self.take(part)
                #expect(found.rest.count <= count)
            } catch let failure as JSONLargeMembers.Failure {
                guard case .malformed = failure.problem else {
                    Issue.record("\(failure) of \(part)")
                    continue
                }
            }
        }
    }
}
