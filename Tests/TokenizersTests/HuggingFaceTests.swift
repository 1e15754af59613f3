import Foundation
import LookalikeTokenizers
import Testing

@Suite(.timeLimit(.minutes(10))) struct HuggingFaceTests {
    private static let model =
        #"{"type":"BPE","unk_token":"?","fuse_unk":true,"vocab":{"?":0,"a":1,"b":2,"ab":3,"▁":4,"▁ab":5,"e\u0301":6,"😀":7,"\u00e9":8},"merges":["a b",["▁","ab"]]}"#

    private static func ids(_ text: String, _ components: String) throws -> [Int32] {
        let folder = try Folder(["tokenizer.json": Array("{\(components)\"model\":\(model)}".utf8)])
        let tokenizer = try folder.tokenizer(.huggingFace, ["tokenizer.json"], length: 8)
        return tokenizer.ids(of: text)
    }

    @Test func `Merges are read in both notations, unknown characters are one piece`() throws {
        #expect(try Self.ids("abxyzb▁ab😀", "") == [3, 0, 2, 5, 7, 0, 0, 0])
    }

    @Test func `Canonically equivalent pieces are two`() throws {
        #expect(try Self.ids("\u{E9}", "") == [8, 0, 0, 0, 0, 0, 0, 0])
        #expect(try Self.ids("\u{E9}e\u{301}", #""normalizer":{"type":"NFD"},"#) == [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(try Self.ids("e\u{301}", #""normalizer":{"type":"NFC"},"#) == [8, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func `Added tokens go before everything, the longest first`() throws {
        let added = #"""
            "added_tokens":[{"id":20,"content":"ab","normalized":false},{"id":21,"content":"aba","normalized":false,"rstrip":true},
            {"id":22,"content":"B","normalized":true}],"normalizer":{"type":"Lowercase"},
            """#
        #expect(try Self.ids("ababaa  b", added) == [21, 22, 1, 1, 0, 22, 0, 0])
        #expect(try Self.ids("aba  abAB", added) == [21, 20, 1, 22, 0, 0, 0, 0])
    }

    @Test(arguments: [
        (
            "TemplateProcessing",
            #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"s","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"e","type_id":0}}],"pair":[],"special_tokens":{"s":{"id":"s","ids":[9],"tokens":["s"]},"e":{"id":"e","ids":[7],"tokens":["e"]}}}"#
        ),
        (
            "RobertaProcessing",
            #"{"type":"RobertaProcessing","sep":["e",7],"cls":["s",9],"trim_offsets":false,"add_prefix_space":false}"#
        ),
    ])
    func `The post-processor's tokens stand around the text, which is cut`(name: String, component: String)
        throws
    {
        let component = "\"post_processor\":\(component),"
        #expect(try Self.ids("ab", component) == [9, 3, 7, 0, 0, 0, 0, 0])
        #expect(try Self.ids("ababababababababab", component) == [9, 3, 3, 3, 3, 3, 3, 7])
    }

    @Test(arguments: [
        (#""normalizer":{"type":"BertNormalizer"}"#, "BertNormalizer"),
        (#""normalizer":{"type":"Replace","pattern":{"Regex":"[a-z]+"},"content":""}"#, "[a-z]+"),
        (#""pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits"}]}"#, "Digits"),
        (#""post_processor":{"type":"Unheard"}"#, "Unheard"),
        (#""added_tokens":[{"id":1,"content":"a","single_word":true}]"#, "single_word"),
        (#""model":{"type":"WordPiece","vocab":{}}"#, "WordPiece"),
        (
            #""model":{"type":"BPE","vocab":{},"merges":[],"continuing_subword_prefix":"@@"}"#,
            "continuing_subword_prefix"
        ),
    ])
    func `What is unknown is an error that names it`(component: String, name: String) throws {
        let error = try Folder.failure("{\(component),\"model\":\(Self.model)}")
        guard case .unsupported(let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.contains(name))
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":99999999},"merges":[]}}"#,
        #"{"model":{"type":"Unigram","vocab":[["a",0]],"unk_id":1}}"#,
        #"{"model":{"type":"Unigram","vocab":[["a"]],"unk_id":0}}"#,
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]}} x"#,
        #"{"normalizer":{"type":"Precompiled","precompiled_charsmap":"////////"},"model":null}"#,
        String(repeating: "[", count: 100_000),
    ])
    func `Damaged files are refused`(text: String) throws {
        guard case .damaged = try Folder.failure(text) else {
            Issue.record("\(text.prefix(100)) was read")
            return
        }
    }

    @Test func `Older conversions of T5 give the same ids as tokenizers`() throws {
        let text = try String(contentsOfFile: "\(Fixture.folder)/t5.json", encoding: .utf8)
        let start = try #require(text.firstRange(of: #"{"type":"Precompiled""#)?.lowerBound)
        let end = try #require(text[start...].firstIndex(of: "}"))
        let steps =
            #","#
            + #"{"type":"Strip","strip_left":false,"strip_right":true},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"}]}"#
        let normalizer = #"{"type":"Sequence","normalizers":["# + text[start...end] + steps
        var older = text.replacingCharacters(in: start...end, with: normalizer)
        let split = try #require(older.firstRange(of: #"{"type":"Sequence","pretokenizers":["#))
        let close = try #require(older[split.upperBound...].firstIndex(of: "]"))
        older.replaceSubrange(
            split.lowerBound...older.index(after: close),
            with: #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#)
        let folder = try Folder(["tokenizer.json": Array(older.utf8)])
        let tokenizer = try Tokenizers.load(
            TokenizerConfiguration(
                kind: .huggingFace, files: ["tokenizer.json"], contextLength: 64, paddingID: 1),
            folder: folder.path)
        let expected: ExpectedIDs = try Fixture.decoded("older-t5-ids.json")
        try expected.check(tokenizer)
    }
}
