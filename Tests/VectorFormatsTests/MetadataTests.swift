import JSON
import Testing
import VectorFormats

@Suite struct MetadataTests {
    typealias Row = VectorMetadata.Row
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func rows(_ text: String) throws -> [Row] { try VectorMetadata.read(scratch.write(text)).rows }

    func refusal(_ text: String) throws -> String {
        let path = try scratch.write(text)
        let error = #expect(throws: VectorFormatError.self, "\(text.prefix(60))") {
            try VectorMetadata.read(path)
        }
        #expect(error?.description.contains(path) == true)
        return error?.description ?? ""
    }

    // MARK: CSV

    @Test func theCatalogueOfSystem1() throws {
        let expected = [
            Row(key: "0", path: "shoes/a b.jpg", filename: "a b.jpg"),
            Row(key: "1", path: "ä.png", filename: "ä.png"),
        ]
        let lines = "0\tshoes/a b.jpg\ta b.jpg\n1\tä.png\tä.png"
        #expect(try rows(lines) == expected)
        #expect(try rows("id\tpath\tfilename\n" + lines + "\n") == expected)
        #expect(
            try rows(
                "\u{feff}ID\tImage_Path\tfile_name\r\n"
                    + lines.split(separator: "\n").joined(separator: "\r\n") + "\r\n\r\n") == expected)
        // As pandas writes it, a number before each row.
        #expect(
            try rows("\tid\tpath\tfilename\n0\t0\tshoes/a b.jpg\ta b.jpg\n1\t1\tä.png\tä.png\n") == expected)
    }

    @Test func quotedCells() throws {
        let text = "id,path,colour\n1,\"a,\"\"b\"\"\nc.jpg\",red\n2,say \"no\".jpg,\n"
        #expect(
            try rows(text) == [
                Row(key: "1", path: "a,\"b\"\nc.jpg", attributes: ["colour": "red"]),
                Row(key: "2", path: "say \"no\".jpg", attributes: ["colour": ""]),
            ])
        #expect(try rows("id;price\n7;3,50\n") == [Row(key: "7", attributes: ["price": "3,50"])])
    }

    @Test func aListOfPaths() throws {
        #expect(try rows("a/b.jpg\nc.jpg\n") == [Row(path: "a/b.jpg"), Row(path: "c.jpg")])
        #expect(try rows("path\na/b.jpg\n") == [Row(path: "a/b.jpg")])
        #expect(try rows("") == [])
    }

    @Test func damagedTables() throws {
        #expect(try refusal("id\tpath\n1\ta\n2\tb\tc\n").contains("row 3 has 3 cells, the first has 2"))
        #expect(try refusal("id,path\n1,\"a\n").contains("no end"))
        #expect(try refusal("1,2,3,4\n").contains("without a header"))
        #expect(try refusal("id,path\n1," + String(repeating: "x", count: 1 << 21)).contains("1 MiB"))
        let path = try scratch.write(Array("id,path\n1,".utf8) + [0xff, 0xfe, 0x0a])
        #expect(throws: VectorFormatError.self) { try VectorMetadata.read(path) }
        let zeros = try scratch.write([UInt8](repeating: 0, count: 100))
        #expect(throws: VectorFormatError.self) { try VectorMetadata.read(zeros) }
    }

    // MARK: JSON

    @Test func arrays() throws {
        let objects = """
             [ {"id": 5, "fullPath": "Abstract/A.png", "name": "A", "type": "file", "size": [1, {"a": null}]},
            {"image_id":"x","path":"b \\"c\\" [d, e}.png","score":1.5} ]
            """
        #expect(
            try rows(objects) == [
                Row(
                    key: "5", path: "Abstract/A.png", filename: "A",
                    attributes: ["type": "file", "size": [1, ["a": nil]]]),
                Row(key: "x", path: "b \"c\" [d, e}.png", attributes: ["score": 1.5]),
            ])
        #expect(try rows(#"["a.png", "b/c.png"]"#) == [Row(path: "a.png"), Row(path: "b/c.png")])
        #expect(try rows("[3, -1]") == [Row(key: "3"), Row(key: "-1")])
        #expect(try rows("[]") == [] && rows(" {}\n") == [])
    }

    @Test func arraysInsideObjects() throws {
        #expect(
            try rows(#"{"total": 2, "images": [{"path": "a"}, {"path": "b"}], "model": {"x": 1}}"#)
                == [Row(path: "a"), Row(path: "b")])
        #expect(
            try rows(#"{"ids": [4, 5], "paths": ["a", "b"], "tags": [["x"], null]}"#) == [
                Row(key: "4", path: "a", attributes: ["tags": ["x"]]),
                Row(key: "5", path: "b", attributes: ["tags": nil]),
            ])
    }

    @Test func objectsByKey() throws {
        #expect(
            try rows(#"{"10": "a.png", "2": {"path": "b.png"}, "1": {"id": 7, "path": "c.png"}}"#) == [
                Row(key: "7", path: "c.png"), Row(key: "2", path: "b.png"), Row(key: "10", path: "a.png"),
            ])
        #expect(
            try rows(#"{"p/a.jpg": {"hash": "h", "processed_at": "2024", "filename": "a.jpg"}}"#) == [
                Row(path: "p/a.jpg", filename: "a.jpg", attributes: ["hash": "h", "processed_at": "2024"])
            ])
    }

    /// More than is decoded at a time.
    @Test func manyRows() throws {
        let text = (0..<30_000).map { #"{"id": \#($0), "path": "folder/\#($0).jpg", "w": 640}"# }
        let array = try rows("[" + text.joined(separator: ",\n") + "]")
        #expect(array.count == 30_000)
        let isEqual = array.indices.allSatisfy {
            array[$0] == Row(key: "\($0)", path: "folder/\($0).jpg", attributes: ["w": 640])
        }
        #expect(isEqual)
        let lines = try rows("id\tpath\n" + (0..<30_000).map { "\($0)\tfolder/\($0).jpg\n" }.joined())
        #expect(lines.count == 30_000 && lines[29_999] == Row(key: "29999", path: "folder/29999.jpg"))
    }

    @Test func damagedJSON() throws {
        for text in [
            "[", "{", "[1", "[1,", "[1,]", "[1 2]", "[1]]", "[1] x", "[nope]", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}", "{a:1}",
            "[null]", "[[1]]", "[1.5]", "{\"a\": 3}", "[{\"path\": \"a\"}", "{\"a\": [1, 2], \"b\": [1]}",
            "[\"a]",
            "[" + String(repeating: "[", count: 100_000),
            "{\"a\": " + String(repeating: "{\"a\":", count: 100_000),
        ] {
            _ = try refusal(text)
        }
        // A hundred rows, cut at every byte.
        let whole =
            "[" + (0..<20).map { #"{"id": \#($0), "path": "a\\u00e4 \"b\""}"# }.joined(separator: ",") + "]"
        #expect(try rows(whole).count == 20)
        for length in 1..<whole.utf8.count { _ = try refusal(String(whole.prefix(length))) }
    }

    // MARK: Which row is whose

    @Test func rowsOfVectors() throws {
        func table(_ ids: [Int64]?) throws -> VectorTable {
            let flat = Faiss.flat([1, 2, 3], 1)
            return try VectorTable.open(scratch.write(ids.map { Faiss.idMap(flat, $0, 1) } ?? flat, "table"))
        }
        func numbers(_ text: String, _ ids: [Int64]?) throws -> [Int] {
            try VectorMetadata.read(scratch.write(text)).rowNumbers(of: table(ids))
        }
        let keyed = #"[{"id": 30}, {"id": 10}, {"id": 20}]"#
        #expect(try numbers(keyed, [10, 20, 30]) == [1, 2, 0])
        #expect(try numbers(keyed, nil) == [0, 1, 2])
        #expect(try numbers(keyed, [2, 0, 1]) == [2, 0, 1])
        #expect(try numbers(#"["a", "b", "c", "d"]"#, [3, 0, 1]) == [3, 0, 1])
        for (text, ids) in [
            (#"["a", "b"]"#, nil), (#"["a", "b"]"#, [0, 1, 2]), (#"["a", "b", "c"]"#, [0, 1, -1]),
            (#"[{"id": 1}, {"id": 1}, {"id": 2}]"#, [1, 2, 1]),
        ] as [(String, [Int64]?)] {
            #expect(throws: VectorFormatError.self) { try numbers(text, ids) }
        }
    }
}
