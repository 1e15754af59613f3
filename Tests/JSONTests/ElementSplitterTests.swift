import Foundation
import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct ElementSplitterTests {
    /// The elements and the rest of a text, fed in pieces of a length.
    private static func split(
        _ text: String, pieces: Int = 1, elementLimit: Int = 1_000, restLimit: Int = 1_000
    ) throws -> (elements: [String], rest: String) {
        var splitter = JSONElementSplitter(
            member: "images", elementLimit: elementLimit, restLimit: restLimit)
        var elements: [String] = []
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            elements += try splitter.feed(bytes.prefix(pieces)).map { String(decoding: $0, as: UTF8.self) }
            bytes = bytes.dropFirst(pieces)
        }
        return (elements, String(decoding: splitter.rest, as: UTF8.self))
    }

    @Test(arguments: [1, 2, 3, 7, 1_000])
    func `Elements come out as they are, the rest stays`(pieces: Int) throws {
        let text =
            #" { "a": [1, {"images": [2]}], "images" : [ {"x": "]}\"\\", "y": [1, 2]}, "t,\"]", 12 ,null,[[]]] , "b": false}"#
        let found = try Self.split(text, pieces: pieces)
        #expect(found.elements == [#"{"x": "]}\"\\", "y": [1, 2]}"#, #""t,\"]""#, "12", "null", "[[]]"])
        #expect(found.rest == #" { "a": [1, {"images": [2]}], "images" : [] , "b": false}"#)
    }

    @Test func `An empty array, and none`() throws {
        #expect(try Self.split(#"{"images": [ ]}"#).rest == #"{"images": []}"#)
        #expect(try Self.split(#"{"images": [ ]}"#).elements == [])
        #expect(try Self.split(#"{"images": null}"#).rest == #"{"images": null}"#)
        #expect(try Self.split(#"{"b": "images", "c": [1]}"#).elements == [])
        #expect(try Self.split(#"[{"images": [1]}]"#).elements == [])
    }

    @Test func `Numbers end where the array does`() throws {
        let found = try Self.split(#"{"images":[1,2.5e3],"b":1}"#)
        #expect(found.elements == ["1", "2.5e3"])
        #expect(found.rest == #"{"images":[],"b":1}"#)
    }

    @Test(arguments: [
        #"{"images": [1 2]}"#, #"{"images": [,1]}"#, #"{"images": [1,]}"#, #"{"images": [1,,2]}"#,
        #"{"images": ["a" "b"]}"#, #"{"images": [{}{}]}"#,
    ])
    func `Commas are where they belong, or it is refused`(text: String) {
        #expect(throws: JSONElementSplitter.Failure.malformed) { try Self.split(text) }
    }

    @Test(arguments: [
        #"{"images": [1"#, #"{"images": [{"a": 1}"#, #"{"images": ["a"#, #"{"images": []"#, #"{"a"#,
    ])
    func `What is cut off leaves a rest that is no JSON`(text: String) throws {
        let rest = try Self.split(text).rest
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(JSONValue.self, from: Data(rest.utf8))
        }
    }

    @Test(arguments: [1, 64]) func `Nothing grows over its limit`(pieces: Int) {
        let long = String(repeating: "x", count: 200)
        #expect(throws: JSONElementSplitter.Failure.tooLong(limit: 100)) {
            try Self.split(#"{"images": [""# + long + #""]}"#, pieces: pieces, elementLimit: 100)
        }
        #expect(throws: JSONElementSplitter.Failure.tooLong(limit: 100)) {
            try Self.split(#"{"b": ""# + long + #""}"#, pieces: pieces, restLimit: 100)
        }
        #expect(throws: Never.self) {
            try Self.split(
                #"{"images": [""# + long + #""]}"#, pieces: pieces, elementLimit: 202, restLimit: 14)
        }
    }
}
