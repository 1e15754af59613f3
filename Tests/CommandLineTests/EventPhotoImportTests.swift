import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectorFormats
import LookalikeVectors
import TestSupport
import Testing

/// What the event photos (system 2) and the gallery (system 3) bring along: a FAISS index and tables of PostgreSQL.
@Suite(.timeLimit(.minutes(10))) struct EventPhotoImportTests {
    private static let (first, second) = (
        "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
    )

    private func code(_ id: Int) -> String { "0b1c2d3e-0000-4000-8000-\(String(format: "%012d", id))" }

    /// Long and short ones, all different.
    private func vector(_ seed: Int, dimension: Int = 2_048) -> [Float] {
        (0..<dimension).map { Float(($0 * (seed + 3) * 31 + seed * 17) % 29) / Float(seed + 1) }
    }

    private func write(
        _ count: Int, _ place: Workplace, to name: String = "image_index.faiss",
        metric: StatedMetric = .innerProduct, ids: [Int64]? = nil, dimension: Int = 2_048
    ) throws {
        let writer = try VectorTableWriter(
            "\(place.path)/\(name)", as: .faiss, dimension: dimension, metric: metric, withIDs: ids != nil)
        for number in 0..<count {
            try writer.append(
                vector(number, dimension: dimension), ids: ids.map { [$0[number]] } ?? [])
        }
        try writer.finish()
    }

    /// Rows of `images` as CSV: the id, the event and the place of its vector.
    private func csv(_ rows: [(id: Int, event: String, index: String)]) -> String {
        let head =
            "id,code,event_code,filename,file_path,file_size,mime_type,width,height,faiss_index,created_at\n"
        return head
            + rows.map { row in
                "\(row.id),\(code(row.id)),\(row.event.uppercased()),photo \(row.id).jpg,/up/same.jpg,"
                    + "\(100 * row.id),image/jpeg,640,NULL,\(row.index),2024-05-01 10:00:00\n"
            }.joined()
    }

    private func take(_ place: Workplace, _ more: String...) async throws -> CommandLineProgram.Result {
        try await place.run(
            ["import", "--faiss", "image_index.faiss", "--metadata", "images.csv", "--collection", "events"]
                + more)
    }

    private func engine(_ place: Workplace) async throws -> Engine {
        try await TestEngine.make(place.data, purpose: nil)
    }

    /// The numbers of the photos nearest to a vector of the index, best first.
    private func nearest(
        to number: Int, of event: String? = nil, in engine: Engine, dimension: Int = 2_048,
        _ name: String = "events"
    ) async throws -> [(number: Int64, score: Float)] {
        let filter = event.map { AttributeFilter(["event_code": [.string($0)]]) }
        let answer = try await engine.search(
            engine.collection(named: name), for: .vector(vector(number, dimension: dimension)),
            options: SearchOptions(topK: 20, filter: filter))
        return answer.matches.map { ($0.image.number, $0.score) }
    }

    @Test func `Each photo gets the vector that its row names`() async throws {
        let place = try Workplace()
        try write(6, place)
        // As a table that was updated here and there comes out of a dump; one photo's event was deleted (vector 2), one
        // was never embedded.
        let rows = [(41, "3"), (12, "0"), (30, "5"), (7, ""), (19, "1"), (25, "4"), (50, "17")]
        let events = [41: Self.second, 12: Self.first, 19: Self.first, 25: Self.second]
        try place.write(
            csv(rows.map { (id: $0.0, event: events[$0.0] ?? Self.first, index: $0.1) }), to: "images.csv")
        let taken = try await take(place)
        #expect(taken.code == 0, "\(taken.errors)")
        #expect(taken.output == "'events' has 5 vectors: 5 added, 0 replaced.\n")
        #expect(taken.errors.contains("Left out: 2 rows have no vector: 7, 50.\n"))
        #expect(taken.errors.contains("Left out: 1 vector has no row: 2.\n"))
        let engine = try await engine(place)
        let collection = try await engine.collection(named: "events")
        #expect(collection.metric == .cosine && collection.record.model == "resnet50-places365")
        // The system turns no image by its EXIF data, so queries are not turned either.
        #expect(collection.record.preparation == .asImported)
        for (id, index) in [(41, 3), (12, 0), (30, 5), (19, 1), (25, 4)] {
            let found = try await nearest(to: index, in: engine)
            #expect(found.first?.number == Int64(id))
            #expect(
                abs((found.first?.score ?? 0) - 1) < 1e-5 && found.allSatisfy { abs($0.score) <= 1.000_001 })
            let inside = try await nearest(to: index, of: events[id] ?? Self.first, in: engine)
            #expect(inside.first?.number == Int64(id))
        }
        #expect(try await nearest(to: 0, of: Self.second, in: engine).count == 2)
        // All that a record has a place for.
        let photo = try await engine.image(externalID: 41, in: collection)
        #expect(photo.code == code(41) && photo.id == code(41) && photo.name == "photo 41.jpg")
        #expect(photo.path == "/up/same.jpg" && photo.bytes == 4_100 && photo.mediaType == "image/jpeg")
        #expect(photo.width == 640 && photo.height == 0)
        #expect(
            photo.attributes == ["event_code": .string(Self.second), "created_at": "2024-05-01 10:00:00"])
    }

    @Test func `A second import replaces, and other photos' numbers are not taken`() async throws {
        let place = try Workplace()
        try write(3, place)
        try place.write(
            csv([(1, Self.first, "0"), (2, Self.first, "1"), (3, Self.second, "2")]), to: "images.csv")
        #expect(try await take(place).code == 0)
        let again = try await take(place)
        #expect(again.output == "'events' has 3 vectors: 0 added, 3 replaced.\n")
        // A photo of another base that has the number 2.
        let other = csv([(9, Self.first, "0"), (2, Self.first, "1")]).replacing(code(2), with: code(77))
        try place.write(other, to: "images.csv")
        let mixed = try await take(place)
        #expect(mixed.code == 1 && mixed.complains("'events' has another image of the number or code 2"))
        #expect(try await engine(place).collection(named: "events").count == 3)
    }

    @Test func `Nobody guesses whose a vector is`() async throws {
        let place = try Workplace()
        try write(4, place)
        let rows = [(1, "0"), (2, "3"), (3, "1"), (4, "3"), (5, "-1"), (6, "4"), (7, "x")]
        try place.write(csv(rows.map { (id: $0.0, event: Self.first, index: $0.1) }), to: "images.csv")
        let result = try await take(place, "--json")
        let report = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
        #expect(report["added"] == 2 && report["contested"] == 2)
        #expect(report["rows_without_vector"] == 3 && report["vectors_without_row"] == 1)
        let problems = try #require(report["problems"]?.arrayValue).compactMap(\.stringValue)
        #expect(problems.contains("2 rows say that vector 3 is theirs: 2, 4"))
        #expect(problems.contains("3 rows have no vector: 5, 6, 7"))
        #expect(problems.contains("1 vector has no row: 2"))
        // Nothing at all fits.
        try place.write(csv([(1, Self.first, ""), (2, Self.first, "")]), to: "images.csv")
        let none = try await place.run(
            "import", "--faiss", "image_index.faiss", "--metadata", "images.csv", "--collection", "none")
        #expect(none.code == 1 && none.complains("No row of images.csv belongs to a vector"))
        #expect(try await place.json("collections", "list")["collections"]?.arrayValue?.count == 1)
    }

    @Test func `Codes that are not unique are no codes`() async throws {
        let place = try Workplace()
        try write(2, place)
        try place.write(
            csv([(1, Self.first, "0"), (2, Self.first, "1")]).replacing(code(2), with: code(1)),
            to: "images.csv")
        let taken = try await take(place)
        #expect(taken.output == "'events' has 2 vectors: 2 added, 0 replaced.\n", "\(taken.errors)")
        let engine = try await engine(place)
        let images = try await engine.images(in: engine.collection(named: "events"), after: 0, limit: 10)
        #expect(images.map(\.id) == ["1", "2"] && images.map(\.code) == [nil, nil])
        #expect(images.allSatisfy { $0.attributes["code"] == .string(code(1)) })
    }

    /// Without a column that says it, numbers that don't agree are refused as before.
    @Test func `Rows that name no vector have to be as many`() async throws {
        let place = try Workplace()
        try write(3, place)
        try place.write("id,filename\n1,a\n2,b\n", to: "images.csv")
        let refused = try await take(place)
        #expect(refused.code == 1 && refused.complains("2 rows for the 3 vectors", "faiss_index"))
    }

    @Test func `COPY's own form, with and without the columns' names`() async throws {
        let place = try Workplace()
        try write(3, place)
        let rows = [(8, "2"), (5, "0"), (6, "\\N")].map { id, index in
            [
                "\(id)", code(id), Self.first, "a\\tb \(id).jpg", "C:\\\\up\\\\\(id).jpg", "\\N", "\\N",
                "\\N",
                "\\N", index, "2024-05-01 10:00:00",
            ]
        }
        let lines = rows.map { $0.joined(separator: "\t") + "\n" }.joined()
        let turned = rows.map { $0.reversed().joined(separator: "\t") + "\n" }.joined()
        let columns = [
            "created_at", "faiss_index", "height", "width", "mime_type", "file_size", "file_path", "filename",
            "event_code", "code", "id",
        ]
        for (number, text) in [lines, lines + "\\.\n", turned].enumerated() {
            try place.write(text, to: "images.csv")
            let name = "c\(number)"
            let more = number == 2 ? ["--columns", columns.joined(separator: ",")] : []
            let taken = try await place.run(
                ["import", "--faiss", "image_index.faiss", "--metadata", "images.csv", "--collection", name]
                    + more)
            #expect(taken.output == "'\(name)' has 2 vectors: 2 added, 0 replaced.\n", "\(taken.errors)")
            #expect(taken.errors.contains("1 row has no vector: 6"))
            let engine = try await engine(place)
            let collection = try await engine.collection(named: name)
            let photo = try await engine.image(externalID: 8, in: collection)
            #expect(photo.name == "a\tb 8.jpg" && photo.path == "C:\\up\\8.jpg")
            #expect(try await nearest(to: 2, in: engine, name).first?.number == 8)
            #expect(collection.metric == .cosine)
        }
    }

    /// The index as IndexIDMap: then ids are what rows name.
    @Test func `Ids of the index count as its places do`() async throws {
        let place = try Workplace()
        try write(3, place, ids: [100, 7, 30])
        try place.write(
            csv([(1, Self.first, "30"), (2, Self.first, "100"), (3, Self.first, "8")]), to: "images.csv")
        let taken = try await take(place)
        #expect(
            taken.errors.contains("1 row has no vector: 3") && taken.errors.contains("1 vector has no row: 7")
        )
        let engine = try await engine(place)
        #expect(try await nearest(to: 2, in: engine).first?.number == 1)
        #expect(try await nearest(to: 0, in: engine).first?.number == 2)
    }

    /// Squared distances would make negative scores.
    @Test(arguments: [StatedMetric.euclidean, .innerProduct])
    func `The gallery's vectors are compared by the cosine`(metric: StatedMetric) async throws {
        let place = try Workplace()
        try write(4, place, to: "g.bin", metric: metric, dimension: 512)
        try place.write(
            "image_id,category_id,category_name\n11,3,cat\n12,3,cat\n13,5,dog\n14,,\n", to: "images.csv")
        let taken = try await place.run(
            "import", "--faiss", "g.bin", "--metadata", "images.csv", "--collection", "gallery", "--model",
            "resnet18")
        #expect(taken.code == 0, "\(taken.errors)")
        let engine = try await engine(place)
        let collection = try await engine.collection(named: "gallery")
        #expect(collection.metric == .cosine && collection.record.model == "resnet18")
        let found = try await nearest(to: 1, in: engine, dimension: 512, "gallery")
        #expect(found.first?.number == 12 && abs((found.first?.score ?? 0) - 1) < 1e-5)
        #expect(found.allSatisfy { abs($0.score) <= 1.000_001 })
        let categories = engine.categories(in: collection).map { "\($0.id) \($0.name) \($0.count)" }
        #expect(categories == ["3 cat 2", "5 dog 1"])
        // Another collection is compared as its file says, or as one asks.
        _ = try await place.run("import", "--faiss", "g.bin", "--collection", "raw")
        await #expect(
            try self.engine(place).collection(named: "raw").metric
                == (metric == .euclidean ? .l2 : .innerProduct))
        _ = try await place.run("import", "--faiss", "g.bin", "--collection", "own", "--metric", "cosine")
        #expect(try await self.engine(place).collection(named: "own").metric == .cosine)
    }

    /// FAISS' L1: its kind and metric stand in the header, behind which the metric's parameter is.
    @Test func `A metric that is none of ours has to be said`() async throws {
        let place = try Workplace()
        try write(3, place, to: "ip.bin", dimension: 8)
        let flat = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/ip.bin")))
        let l1 = Array("IxFl".utf8) + flat[4..<33] + [2, 0, 0, 0] + [0, 0, 0, 0] + flat[37...]
        try place.folder.write(Array(l1), to: "l1.bin")
        for collection in ["some", "events", "gallery"] {
            let refused = try await place.run("import", "--faiss", "l1.bin", "--collection", collection)
            #expect(refused.code == 1 && refused.complains("METRIC_L1", "--metric"), "\(refused.errors)")
        }
        let taken = try await place.run(
            "import", "--faiss", "l1.bin", "--collection", "some", "--metric", "l2")
        #expect(taken.code == 0, "\(taken.errors)")
        #expect(try await engine(place).collection(named: "some").metric == .l2)
    }

    @Test func `Clients of the five systems are told where scores are no cosines`() async throws {
        let place = try Workplace()
        try write(2, place, to: "v.bin", dimension: 8)
        let raw = try await place.run(
            "import", "--faiss", "v.bin", "--collection", "gallery", "--metric", "inner_product")
        #expect(raw.code == 0)
        let again = try await place.run("import", "--faiss", "v.bin", "--collection", "gallery")
        #expect(again.code == 0 && again.errors.contains("'gallery' compares by inner_product and stays so"))
    }

    @Test func `Ids in an array of NumPy are the pictures' ids`() async throws {
        let place = try Workplace()
        try write(3, place, to: "v.bin", dimension: 8)
        try NumPyFile.write(ids: [70, 5, 6], to: place.path + "/ids.npy")
        let taken = try await place.run(
            "import", "--faiss", "v.bin", "--metadata", "ids.npy", "--collection", "c")
        #expect(taken.output == "'c' has 3 vectors: 3 added, 0 replaced.\n", "\(taken.errors)")
        let engine = try await engine(place)
        let images = try await engine.images(in: engine.collection(named: "c"), after: 0, limit: 10)
        #expect(images.map(\.id) == ["70", "5", "6"] && images.map(\.number) == [70, 5, 6])
    }

    @Test func `Names that are no ids stay attributes, and copies of a path stay two`() async throws {
        let place = try Workplace()
        try write(4, place, to: "v.bin", dimension: 8)
        try place.write(
            """
            [{"product_id": 5, "path": "a.jpg"}, {"product_id": 5, "path": "b.jpg"},
             {"product_id": 6, "path": "a.jpg"}, {"path": "a.jpg (2)"}]
            """, to: "m.json")
        let taken = try await place.run(
            "import", "--faiss", "v.bin", "--metadata", "m.json", "--collection", "c")
        #expect(taken.output == "'c' has 4 vectors: 4 added, 0 replaced.\n", "\(taken.errors)")
        let engine = try await engine(place)
        let images = try await engine.images(in: engine.collection(named: "c"), after: 0, limit: 10)
        #expect(images.map(\.id) == ["a.jpg", "b.jpg", "a.jpg (3)", "a.jpg (2)"])
        #expect(images.map { $0.attributes["product_id"] } == [5, 5, 6, nil])
        #expect(images.allSatisfy { $0.externalID == nil })
    }

    @Test func `A vector that is none, and a name that can't be one, are left out`() async throws {
        let place = try Workplace()
        let writer = try VectorTableWriter("\(place.path)/v.npy", as: .npy, dimension: 2)
        try writer.append([1, 2, .nan, 1, 3, 4, 5, .infinity])
        try writer.finish()
        let long = String(repeating: "x", count: 501)
        try place.write("id,path\n1,a\n2,b\n\(long),c\n4,d\n", to: "m.csv")
        let taken = try await place.json(
            "import", "--npy", "v.npy", "--metadata", "m.csv", "--collection", "c")
        #expect(taken["added"] == 1 && taken["unusable"] == 3)
        let problems = try #require(taken["problems"]?.arrayValue).compactMap(\.stringValue)
        #expect(problems[0] == "2: its vector has a number that is not finite" && problems.count == 3)
    }
}
