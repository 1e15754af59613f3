import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10)))
struct JSONOutlineTests {
    @Test(
        arguments: [
            ("", 0, 0, 0), ("1", 0, 0, 0), (#""[[{,""#, 0, 0, 0), ("[]", 1, 1, 0), ("[1,2,3]", 1, 3, 0),
            ("[[],{}]", 2, 4, 4), (#"{"a":{"b":[1,2]}}"#, 3, 4, 11), (#"["\"[[[",1]"#, 1, 2, 0),
            (#"["\\",[1]]"#, 2, 3, 3), (#"["\\\"[",1]"#, 1, 2, 0), ("]]][[", 2, 2, 1),
        ] as [(String, Int, Int, Int)])
    func outline(text: String, depth: Int, values: Int, nestedBytes: Int) {
        let outline = JSONOutline(text.utf8)
        #expect(outline.depth == depth)
        #expect(outline.values == values)
        #expect(outline.nestedBytes == nestedBytes)
        #expect(!outline.hasZero)
    }

    @Test func zeros() {
        #expect(JSONOutline([0x5B, 0, 0x5D, 0]).hasZero)
    }
}
