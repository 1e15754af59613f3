import Foundation
import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct JSONNumberArrayTests {
    private static func take(_ text: String, limit: Int = 100) throws -> JSONNumberArray? {
        try JSONNumberArray.take("v", from: Array(text.utf8), limit: limit)
    }

    private static func rest(_ text: String) throws -> String? {
        try take(text).map { String(decoding: $0.rest, as: UTF8.self) }
    }

    @Test func `Numbers are read apart from the rest`() throws {
        let text = #"{"a": "v", "v" : [1, -2.5,3e2, 0 ,-0.125E-1] , "b": {"v": [7]}}"#
        let taken = try #require(try Self.take(text))
        #expect(taken.numbers == [1, -2.5, 300, 0, -0.0125])
        #expect(try Self.rest(text) == #"{"a": "v", "v" : [] , "b": {"v": [7]}}"#)
        #expect(try Self.take(#"{"v":[]}"#)?.numbers == [])
        #expect(try Self.take(#"{"v":[ ]}"#)?.numbers == [])
    }

    @Test(arguments: [
        "", "{", "[]", #"{"v": "x"}"#, #"{"v": null}"#, #"{"v"}"#, #"{"w": [1]}"#, #"{"a": {"v": [1]}}"#,
        #"[{"v": [1]}]"#, #"{"a\"v": [1]}"#, #"{"a": "\"v\": [1]"}"#, #"{"v"#, #"{"v\"#, #"{"v": "#,
    ])
    func `Without such an array there is nothing to take`(text: String) throws {
        #expect(try Self.take(text) == nil)
    }

    @Test(arguments: [
        ("[1,\"2\"]", JSONNumberArray.Problem.notANumber(place: 1)), ("[null]", .notANumber(place: 0)),
        ("[1,2,[3]]", .notANumber(place: 2)), ("[true]", .notANumber(place: 0)),
        ("[NaN]", .notFinite(place: 0)), ("[1,-Infinity]", .notFinite(place: 1)),
        ("[1e39]", .notFinite(place: 0)), ("[1e999]", .notFinite(place: 0)),
        ("[1e99999999999]", .notFinite(place: 0)), ("[1 2]", .malformed(place: 1)),
        ("[1,]", .malformed(place: 1)), ("[,1]", .malformed(place: 0)), ("[01]", .malformed(place: 0)),
        ("[1.]", .malformed(place: 0)), ("[.5]", .malformed(place: 0)), ("[+1]", .malformed(place: 0)),
        ("[1e]", .malformed(place: 0)), ("[-]", .malformed(place: 0)), ("[1", .malformed(place: 1)),
        ("[", .malformed(place: 0)), ("[0x10]", .malformed(place: 1)),
        ("[1,1,1,1,1,1]", .tooMany(limit: 5)),
    ])
    func `What is no array of numbers is told by its place`(
        array: String, problem: JSONNumberArray.Problem
    ) {
        #expect(throws: problem) { try Self.take("{\"v\": \(array)", limit: 5) }
    }

    /// However it is written, a number is the float nearest to it.
    @Test func `Each number is the nearest float`() throws {
        var state: UInt64 = 7
        var texts = [
            "0.1", "16777217", "16777219", "3.4028235e38", "1.17549435e-38", "1e-45", "7e-46", "1e-400",
            "0e9",
            "0.000000000000000000000000000000000000000000001", "123456789012345678901234567890",
            "1.00000005960464477539062500000000000000000001", "1.000000059604644775390625",
            "1.00000005960464477539062499999999999999999999", "9007199254740993", "-0", "4.35e-22",
        ]
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let double = Double(bitPattern: state)
            if double.isFinite, abs(double) < 3e38 { texts.append("\(double)") }
            let small = Double(Int64(bitPattern: state)) / 1e19
            texts += ["\(small)", "\(Float(small))", String(format: "%.6f", small)]
        }
        let wrong = try texts.filter { text in
            try Self.take("{\"v\":[\(text)]}")?.numbers.first?.bitPattern != Float(text)?.bitPattern
        }
        #expect(wrong.prefix(5) == [])
    }
}
