import LookalikeJSON
import LookalikeVectorFormats
import Testing

/// Folders as systems 1 and 4 leave them.
@Suite(.timeLimit(.minutes(10))) struct FolderTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func write(_ format: VectorFileFormat, _ name: String, _ values: [Float] = [1, 2, 3, 4]) throws {
        let writer = try VectorTableWriter(scratch.file(name), as: format, dimension: 2, replacing: true)
        try writer.append(values)
        try writer.finish()
    }

    @Test func productCatalogue() throws {
        try write(.hdf5, "products_feature.h5")
        try scratch.write("a\tp/a.jpg\ta.jpg\nb\tp/b.jpg\tb.jpg\n", "products_fields.csv")
        try scratch.write(
            #"{"p/b.jpg": {"hash": "00ff", "processed_at": "2024-01-01", "filename": "b.jpg"}, "p/c.jpg": {}}"#,
            "processed_images.json")
        let folder = try VectorFolder.open(scratch.path)
        #expect(folder.kind == .productCatalogue && folder.table.count == 2 && folder.model == nil)
        #expect(
            folder.metadata.rows == [
                .init(id: "a", path: "p/a.jpg", filename: "a.jpg"),
                .init(
                    id: "b", path: "p/b.jpg", filename: "b.jpg",
                    attributes: ["hash": "00ff", "processed_at": "2024-01-01"]),
            ])
    }

    @Test(arguments: ["faiss_index.bin", "embeddings.npy"])
    func company(vectors: String) throws {
        try write(vectors.hasSuffix("bin") ? .faiss : .npy, vectors)
        try scratch.write(#"[{"path": "Abstract/A.png"}, {"path": "B.png"}]"#, "metadata.json")
        #expect(try VectorFolder.open(scratch.path).model == nil)
        try scratch.write(
            #"{"total_images": 2, "embedding_dimension": 2, "model": "MobileNetV3-Large", "timestamp": "2025"}"#,
            "index_info.json")
        let folder = try VectorFolder.open(scratch.path)
        #expect(folder.kind == .company && folder.model == "MobileNetV3-Large")
        #expect(folder.table.path == scratch.file(vectors))
        #expect(folder.metadata.rows.map(\.path) == ["Abstract/A.png", "B.png"])
    }

    /// System 4's own rows, in whatever order.
    @Test func rowsOfACompanyWithPlaces() throws {
        try write(.faiss, "faiss_index.bin")
        func paths(_ places: (Int, Int)) throws -> [String?] {
            try scratch.write(
                """
                [{"index": \(places.0), "image_path": "/p/a.png", "relative_path": "a.png", "filename": "a.png"},
                 {"index": \(places.1), "image_path": "/p/b.png", "relative_path": "b.png", "filename": "b.png"}]
                """, "metadata.json")
            let folder = try VectorFolder.open(scratch.path)
            return try folder.metadata.rowNumbers(of: folder.table).map { folder.metadata.rows[$0].path }
        }
        #expect(try paths((0, 1)) == ["/p/a.png", "/p/b.png"])
        #expect(try paths((1, 0)) == ["/p/b.png", "/p/a.png"])
        // Places that are not those of the vectors mean something else.
        #expect(try paths((1, 2)) == ["/p/a.png", "/p/b.png"])
        #expect(try paths((1, 1)) == ["/p/a.png", "/p/b.png"])
    }

    @Test func aMetricThatIsNoneOfOursIsTold() throws {
        _ = try scratch.write(Faiss.flat([1, 2, 3, 4], 2, kind: "IxFl", metric: 2), "faiss_index.bin")
        _ = try scratch.write(#"["a", "b"]"#, "metadata.json")
        #expect(try VectorFolder.open(scratch.path).problem?.contains("METRIC_L1") == true)
    }

    /// What a crash half-way leaves.
    @Test func filesThatDisagree() throws {
        #expect(throws: VectorFormatError.self) { try VectorFolder.open(scratch.path) }
        try write(.faiss, "faiss_index.bin")
        #expect(throws: VectorFormatError.self) { try VectorFolder.open(scratch.path) }
        try scratch.write(#"["a"]"#, "metadata.json")
        let error = #expect(throws: VectorFormatError.self) { try VectorFolder.open(scratch.path) }
        #expect(
            error?.description
                == "\(scratch.file("metadata.json")) does not fit: it has 1 rows for the 2 vectors of "
                + "\(scratch.file("faiss_index.bin")), and no column faiss_index that says whose they are.")
        try scratch.write(#"["a", "b"]"#, "metadata.json")
    }

    /// Nothing is lost by a file that only informs.
    @Test(arguments: [#"{"total_images": 3}"#, #"{"embedding_dimension": 3}"#, "[]", "{", "nothing"])
    func informationThatIsWrong(text: String) throws {
        try write(.faiss, "faiss_index.bin")
        try scratch.write(#"["a", "b"]"#, "metadata.json")
        try scratch.write(text, "index_info.json")
        let folder = try VectorFolder.open(scratch.path)
        #expect(folder.problem?.contains("index_info.json") == true)
        #expect(folder.table.count == 2 && folder.metadata.rows.count == 2)
    }
}
