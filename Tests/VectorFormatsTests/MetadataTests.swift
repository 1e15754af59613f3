import LookalikeJSON
import LookalikeVectorFormats
import Testing

@Suite(.timeLimit(.minutes(10))) struct MetadataTests {
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
            Row(id: "0", path: "shoes/a b.jpg", filename: "a b.jpg"),
            Row(id: "1", path: "ä.png", filename: "ä.png"),
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
                Row(id: "1", path: "a,\"b\"\nc.jpg", attributes: ["colour": "red"]),
                Row(id: "2", path: "say \"no\".jpg", attributes: ["colour": ""]),
            ])
        #expect(try rows("id;price\n7;3,50\n") == [Row(id: "7", attributes: ["price": "3,50"])])
    }

    @Test func aListOfPaths() throws {
        #expect(try rows("a/b.jpg\nc.jpg\n") == [Row(path: "a/b.jpg"), Row(path: "c.jpg")])
        #expect(try rows("path\na/b.jpg\n") == [Row(path: "a/b.jpg")])
        #expect(try rows("") == [])
    }

    @Test func damagedTables() throws {
        #expect(try refusal("id\tpath\n1\ta\n2\tb\tc\n").contains("row 3 has 3 cells for 2 columns"))
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
                    id: "5", path: "Abstract/A.png", filename: "A",
                    attributes: ["type": "file", "size": [1, ["a": nil]]]),
                Row(id: "x", path: "b \"c\" [d, e}.png", attributes: ["score": 1.5]),
            ])
        #expect(try rows(#"["a.png", "b/c.png"]"#) == [Row(path: "a.png"), Row(path: "b/c.png")])
        #expect(try rows("[3, -1]") == [Row(id: "3"), Row(id: "-1")])
        #expect(try rows("[]") == [] && rows(" {}\n") == [])
    }

    @Test func arraysInsideObjects() throws {
        #expect(
            try rows(#"{"total": 2, "images": [{"path": "a"}, {"path": "b"}], "model": {"x": 1}}"#)
                == [Row(path: "a"), Row(path: "b")])
        #expect(
            try rows(#"{"ids": [4, 5], "paths": ["a", "b"], "tags": [["x"], null]}"#) == [
                Row(id: "4", path: "a", attributes: ["tags": ["x"]]),
                Row(id: "5", path: "b", attributes: ["tags": nil]),
            ])
    }

    @Test func objectsOnLines() throws {
        let expected = [
            Row(id: "1", path: "a\nb", attributes: ["x": ["y": 1]]), Row(id: "2", path: "c"),
            Row(path: "d"),
        ]
        let lines = [
            #"{"id": 1, "path": "a\nb", "x": {"y": 1}}"#, #" {"id":2,"path":"c"} "#, #"{"path":"d"}"#,
        ]
        for end in ["\n", "\r\n", "\n\n"] {
            #expect(try rows(lines.joined(separator: end)) == expected)
            #expect(try rows(lines.joined(separator: end) + end) == expected)
        }
        #expect(try refusal(lines[0] + "\n" + lines[1] + "\n{\"id\": 3").contains("JSON"))
        #expect(try refusal(lines[0] + "\n" + lines[1] + "\n[3]").contains("line 3"))
    }

    @Test func objectsByKey() throws {
        #expect(
            try rows(#"{"10": "a.png", "2": {"path": "b.png"}, "1": {"id": 7, "path": "c.png"}}"#) == [
                Row(id: "7", path: "c.png"), Row(id: "2", path: "b.png"), Row(id: "10", path: "a.png"),
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
            array[$0] == Row(id: "\($0)", path: "folder/\($0).jpg", attributes: ["w": 640])
        }
        #expect(isEqual)
        let one = try rows(#"{"images": ["# + text.joined(separator: ",") + "]}")
        #expect(one.count == 30_000)
        let lines = try rows("id\tpath\n" + (0..<30_000).map { "\($0)\tfolder/\($0).jpg\n" }.joined())
        #expect(lines.count == 30_000 && lines[29_999] == Row(id: "29999", path: "folder/29999.jpg"))
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

    /// A column that says whose a vector is counts, whatever the order.
    @Test func rowsThatNameTheirVector() throws {
        func table(_ count: Int, ids: [Int64]? = nil) throws -> VectorTable {
            let flat = Faiss.flat((0..<count).map(Float.init), 1)
            return try VectorTable.open(scratch.write(ids.map { Faiss.idMap(flat, $0, 1) } ?? flat, "table"))
        }
        func matching(_ text: String, _ table: VectorTable) throws -> VectorMatching {
            try VectorMetadata.read(scratch.write(text)).matching(table)
        }
        // NULL as CSV and JSON have it, as pandas makes numbers of it, and numbers of no vector.
        let texts = [
            "id,faiss_index\n7,2\n8,\n9,0\n10,-1\n11,4\n12,abc\n13,NULL\n",
            "faiss_index,id\n2.0,7\n,8\n0.0,9\n-1.0,10\n4.0,11\n1.5,12\nNaN,13\n",
            #"""
            [{"id": 7, "faiss_index": 2}, {"id": 8, "faiss_index": null}, {"id": 9, "faiss_index": 0},
             {"id": 10, "faiss_index": -1}, {"id": 11, "faiss_index": 4}, {"id": 12}, {"id": 13, "faiss_index": []}]
            """#,
        ]
        for text in texts {
            let found = try matching(text, table(4))
            #expect(found.rows == [2, nil, 0, nil], "\(text)")
            #expect(found.rowsWithoutVector == [1, 3, 4, 5, 6] && found.vectorsWithoutRow == [1, 3])
            #expect(found.conflicts == [])
        }
        let withIDs = try matching("id,faiss_index\n1,30\n2,10\n3,20\n", table(3, ids: [10, 20, 30]))
        #expect(withIDs.rows == [1, 2, 0])
        // Two rows of one vector, and two vectors of one id: nobody guesses.
        let twice = try matching("id,faiss_index\n1,0\n2,1\n3,0\n", table(3))
        #expect(twice.rows == [nil, 1, nil] && twice.vectorsWithoutRow == [2])
        #expect(twice.conflicts.map(\.rows) == [[0, 2]] && twice.rowsWithoutVector == [])
        let same = try matching("id,faiss_index\n1,5\n2,6\n", table(3, ids: [5, 6, 5]))
        #expect(same.rows == [nil, 1, nil] && same.conflicts.map(\.vectors) == [[0, 2]])
        #expect(throws: VectorFormatError.self) {
            try VectorMetadata.read(scratch.write("id,faiss_index\n1,0\n2,0\n")).rowNumbers(of: table(1))
        }
    }

    /// A row that was deleted leaves the others what they are.
    @Test func keysOfWhichSomeAreGone() throws {
        func matching(_ text: String, _ ids: [Int64]) throws -> VectorMatching {
            let flat = Faiss.flat([Float](repeating: 1, count: ids.count), 1)
            let table = try VectorTable.open(scratch.write(Faiss.idMap(flat, ids, 1), "table"))
            return try VectorMetadata.read(scratch.write(text)).matching(table)
        }
        let gone = try matching(#"[{"id": 30}, {"id": 10}]"#, [10, 20, 30])
        #expect(gone.rows == [1, nil, 0] && gone.vectorsWithoutRow == [1])
        let more = try matching(#"[{"id": 30}, {"id": 10}, {"id": 40}]"#, [10, 30])
        #expect(more.rows == [1, 0] && more.rowsWithoutVector == [2])
        // Ids 0 to 2 may be places, or the keys of rows 1 and 2.
        let error = #expect(throws: VectorFormatError.self) {
            try matching(#"[{"id": 1}, {"id": 2}, {"id": 3}]"#, [0, 1, 2])
        }
        #expect(error?.description.contains("faiss_index") == true)
    }

    // MARK: PostgreSQL

    private static let photos: [Row] = [
        Row(
            id: "3", path: "/up/a\tb.jpg", filename: "a \"b\".jpg", vector: .vector(1),
            attributes: [
                "code": "0b1c2d3e-0000-4000-8000-000000000003",
                "event_code": "aaaaaaaa-0000-4000-8000-00000000000a", "width": "640", "height": "480",
                "created_at": "2024-05-01 10:00:00", "mime_type": "image/jpeg", "file_size": "1234",
            ]),
        Row(
            id: "5", path: "C:\\up\\c.jpg", filename: "c.jpg", vector: .nothing,
            attributes: [
                "code": "0b1c2d3e-0000-4000-8000-000000000005",
                "event_code": "aaaaaaaa-0000-4000-8000-00000000000a", "created_at": "2024-05-02 10:00:00",
            ]),
    ]
    private static let copied = [
        "3", "0b1c2d3e-0000-4000-8000-000000000003", "aaaaaaaa-0000-4000-8000-00000000000a", "a \"b\".jpg",
        #"/up/a\tb.jpg"#, "1234", "image/jpeg", "640", "480", "1", "2024-05-01 10:00:00",
    ]
    private static let nulls = [
        "5", "0b1c2d3e-0000-4000-8000-000000000005", "aaaaaaaa-0000-4000-8000-00000000000a", "c.jpg",
        #"C:\\up\\c.jpg"#, #"\N"#, #"\N"#, #"\N"#, #"\N"#, #"\N"#, "2024-05-02 10:00:00",
    ]
    private static let columns =
        "id code event_code filename file_path file_size mime_type width height faiss_index created_at"
        .split(separator: " ").map(String.init)

    @Test func whatCOPYWrites() throws {
        let lines = [Self.copied, Self.nulls].map { $0.joined(separator: "\t") + "\n" }.joined()
        #expect(try rows(lines) == Self.photos)
        #expect(try rows(Self.columns.joined(separator: "\t") + "\n" + lines + "\\.\n") == Self.photos)
        // Without a NULL it is told by its columns.
        let first = Self.copied.joined(separator: "\t") + "\n"
        #expect(try rows(first) == [Self.photos[0]])
        #expect(try rows(Self.columns.joined(separator: "\t") + "\r\n" + first) == [Self.photos[0]])
        // Columns in another order have to be named.
        let turned = [Self.copied, Self.nulls].map { $0.reversed().joined(separator: "\t") + "\n" }.joined()
        #expect(try refusal(turned).contains("without a header"))
        #expect(
            try VectorMetadata.read(scratch.write(turned), columns: Self.columns.reversed()).rows
                == Self.photos)
    }

    @Test func aDump() throws {
        let table = [Self.copied, Self.nulls].map { $0.joined(separator: "\t") + "\n" }.joined()
        let order = Self.columns.map { $0 == "id" ? "\"id\"" : $0 }.joined(separator: ", ")
        let dump = """
            --
            -- PostgreSQL database dump
            --

            SET client_encoding = 'UTF8';
            CREATE TABLE public.images (id integer NOT NULL);
            COPY public.events (id, code, name) FROM stdin;
            1\tx\ty
            \\.


            COPY public.images (\(order)) FROM stdin;
            \(table)\\.

            SELECT pg_catalog.setval('public.images_id_seq', 5, true);
            """
        #expect(try rows(dump) == Self.photos)
        #expect(
            try refusal(dump.replacing("faiss_index", with: "x").replacing("images", with: "y")).contains(
                "images"))
        #expect(
            try refusal("--\n-- PostgreSQL database dump\n--\nINSERT INTO images VALUES (1);\n").contains(
                "INSERT"))
        #expect(try refusal("COPY public.images (id) FROM stdin;\n1\n").contains("no end"))
    }

    /// CSV as `\copy … csv header` writes it: quotes where needed, NULL as nothing.
    @Test func copiedCSV() throws {
        let plain = [
            ["3", "", "a \"b\".jpg", "/up/a\tb.jpg", "1"], ["5", "", "c.jpg", "C:\\up\\c.jpg", ""],
        ]
        let names = ["id", "mime_type", "filename", "file_path", "faiss_index"]
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]] {
            for separator in [",", ";", "\t"] {
                let lines = [names] + plain
                let text = lines.map { cells in
                    order.map {
                        cells[$0].contains { "\",;\t".contains($0) }
                            ? "\"" + cells[$0].replacing("\"", with: "\"\"") + "\"" : cells[$0]
                    }
                    .joined(separator: separator) + "\n"
                }.joined()
                let found = try rows(text)
                #expect(
                    found.map(\.id) == ["3", "5"] && found.map(\.vector) == [.vector(1), .nothing], "\(text)"
                )
                #expect(found.map(\.path) == Self.photos.map(\.path))
                #expect(found.map(\.filename) == Self.photos.map(\.filename))
            }
        }
    }

    /// `\N` may be a name where quotes are.
    @Test func quotedTabs() throws {
        let text = "faiss_index\tfilename\tid\n1\t\\N\t8\n\t\"a\nb\"\t9\n"
        #expect(
            try rows(text) == [
                Row(id: "8", filename: "\\N", vector: .vector(1)),
                Row(id: "9", filename: "a\nb", vector: .nothing),
            ])
        #expect(try refusal(" id | filename \n----+------\n 1 | a\n").contains("psql"))
    }

    @Test func anArrayOfIDs() throws {
        let path = scratch.file("ids.npy")
        try NumPyFile.write(ids: [7, -3, 1 << 40], to: path)
        #expect(try VectorMetadata.read(path).rows.map(\.id) == ["7", "-3", "1099511627776"])
        let vectors = try scratch.write(NPY.file("<f4", shape: "(1, 2)", bytes(of: [Float(1), 2])), "v.npy")
        let error = #expect(throws: VectorFormatError.self) { try VectorMetadata.read(vectors) }
        #expect(error?.description.contains("ids as whole numbers") == true)
    }

    @Test func tablesOfOtherToolsAreNamed() throws {
        for (start, name) in [
            (Array("ARROW1".utf8) + [0, 0], "Arrow"), (Array("SQLite format 3".utf8) + [0], "SQLite"),
            (Array("PGDMP".utf8) + [1, 14], "pg_restore"), ([0x1f, 0x8b, 8], "gzip"),
            (Array("PK".utf8) + [3, 4], "ZIP"), ([0x80, 4, 0x95], "pickle"),
            ([0xff, 0xfe, 0x69, 0], "UTF-16"),
            (Array("PAR1".utf8) + [0x15, 4, 0x15, 0] + Array("PAR1".utf8), "Parquet"),
        ] {
            let path = try scratch.write(start)
            let error = #expect(throws: VectorFormatError.self) { try VectorMetadata.read(path) }
            let text = error?.description ?? ""
            #expect(text.contains(name) && text.contains("JSON and CSV"), "\(text)")
        }
        #expect(try rows("PAR1/a.jpg\nPAR1/b.jpg\n").count == 2)
        #expect(try rows("--a.jpg\n--b.jpg\n").count == 2)
    }
}
