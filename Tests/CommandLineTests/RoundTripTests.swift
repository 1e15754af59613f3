import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectorFormats
import LookalikeVectors
import TestSupport
import Testing

/// A collection that is exported and imported again is the same.
@Suite(.timeLimit(.minutes(10))) struct RoundTripTests {
    /// All that can be seen of a picture but its record's id and times.
    private struct SeenPicture: Equatable {
        var id: String
        var path: String?
        var name: String
        var number: Int64?
        var code: String?
        var category: String?
        var attributes: [String: JSONValue]
        var mediaType: String
        var size: [Int]
        var mark: String?
    }

    private struct Seen: Equatable {
        var model: String?
        var identity: String?
        var metric: String
        var indexKind: String
        var indexParameters: [String: JSONValue]
        var preparation: ImagePreparation
        var settings: [String: JSONValue]
        var categories: [String]
        var pictures: [SeenPicture]
    }

    private func open(_ place: Workplace, _ data: String = "data", writing: Bool = false) async throws
        -> Engine
    {
        try await TestEngine.make("\(place.path)/\(data)", purpose: writing ? "a test" : nil)
    }

    private func see(_ name: String, in engine: Engine) async throws -> Seen {
        let collection = try await engine.collection(named: name)
        let categories = engine.categories(in: collection)
        let names = Dictionary(uniqueKeysWithValues: categories.map { ($0.id, $0.name) })
        let record = collection.record
        let images = try await engine.images(in: collection, after: 0, limit: 1_000)
        return Seen(
            model: record.model, identity: record.modelIdentity, metric: record.metric,
            indexKind: record.indexKind,
            indexParameters: record.indexParameters, preparation: record.preparation,
            settings: record.settings, categories: categories.map { "\($0.id) \($0.name) \($0.count)" },
            pictures: images.map { image in
                SeenPicture(
                    id: image.id, path: image.path, name: image.name, number: image.externalID,
                    code: image.code, category: image.category.flatMap { names[$0] },
                    attributes: image.attributes, mediaType: image.mediaType,
                    size: [image.width, image.height, image.bytes], mark: image.mark)
            })
    }

    private func number(_ seed: Int) -> Float { Float((seed &* 7_919) % 97) / 13 - 3 }

    private func vector(_ seed: Int) -> [Float] {
        (0..<192).map { number(seed * 192 + $0) * Float(seed + 1) }
    }

    /// Vectors of clients, with all that a picture can have.
    private func fill(_ place: Workplace, model: String?, metric: Metric) async throws {
        let engine = try await open(place, writing: true)
        var options = CollectionOptions(
            model: model.map { .named($0) } ?? .none, dimension: 192, metric: metric)
        options.indexKind = .hnsw
        options.indexParameters = ["m": 8]
        options.preparation = .asImported
        // Of a network that is not installed.
        options.modelIdentity = model.map {
            "{\"name\":\"\($0)\",\"network\":\"ff\",\"preprocessing\":\"ee\"}"
        }
        options.settings = ["source": "shop", "deep": ["a": [1, 2.5, nil]]]
        let collection = try await engine.createCollection(named: "shop", options)
        _ = try await engine.createCategory("Nothing", id: 3, in: collection)
        _ = try await engine.createCategory("Shoes", id: 7, in: collection)
        let images = (0..<12).map { i in
            var image = IncomingImage(
                id: ["a/b.jpg", "ä ö", "id", "0", "path"].indices.contains(i)
                    ? ["a/b.jpg", "ä ö", "id", "0", "path"][i] : "id-\(i)",
                vector: vector(i), name: i == 4 ? "" : "picture \(i).jpg",
                attributes: [
                    "colour": .string(i % 2 == 0 ? "red" : "blue"), "size": .int(i), "price": 1.5,
                    "attributes": ["attributes": ["x": .int(i)]], "id": "inner", "path": ["p"], "number": "n",
                ])
            // Two of one path.
            image.facts.path = i < 2 ? nil : "/up/\(i / 2).jpg"
            image.externalID = i % 3 == 0 ? Int64(1_000 + i) : nil
            image.code = i % 4 == 0 ? "0b1c2d3e-0000-4000-8000-00000000000\(i % 10)" : nil
            image.category = i % 3 == 1 ? .named("Shoes") : i % 3 == 2 ? .named("Hats") : .none
            (image.facts.mediaType, image.facts.bytes) = ("image/png", 99)
            (image.facts.width, image.facts.height) = (640 * i, 480)
            image.facts.mark = i == 5 ? "The file ends early." : nil
            return image
        }
        _ = try await engine.put(images, in: collection)
    }

    private func found(_ name: String, in engine: Engine) async throws -> [String: Float] {
        let collection = try await engine.collection(named: name)
        let options = SearchOptions(topK: 20, filter: AttributeFilter(["colour": ["red"]]))
        let answer = try await engine.search(collection, for: .vector(vector(3)), options: options)
        return Dictionary(uniqueKeysWithValues: answer.matches.map { ($0.image.id, $0.score) })
    }

    private static let cases: [(format: String, model: String?, metric: Metric)] = [
        ("faiss", "tiny", .cosine), ("faiss", nil, .innerProduct), ("faiss", nil, .l2), ("npy", "tiny", .l2),
        ("npy", nil, .cosine), ("npy", "tiny", .innerProduct), ("hdf5", nil, .l2), ("hdf5", "tiny", .cosine),
        ("hdf5", nil, .innerProduct),
    ]

    @Test(arguments: cases.indices) func `All of a collection comes back`(_ number: Int) async throws {
        let (format, model, metric) = Self.cases[number]
        let place = try Workplace()
        try await fill(place, model: model, metric: metric)
        let file = "shop.\(format)"
        let written = try await place.run("export", "--\(format)", file, "--collection", "shop")
        #expect(written.code == 0, "\(written.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: place.path).filter {
            $0.hasPrefix("shop")
        }
        #expect(files.sorted() == [file, "\(file).collection.json", "\(file).json"])
        // Into the same data folder, and into another.
        for data in ["data", "other"] {
            let taken = try await place.run(
                "import", "--\(format)", file, "--metadata", "\(file).json", "--collection", "copy",
                "--data-dir", data)
            #expect(taken.code == 0 && !taken.errors.contains("Left out"), "\(taken.errors)")
            #expect(taken.output == "'copy' has 12 vectors: 12 added, 0 replaced.\n")
            let (engine, copied) = await (try open(place), try open(place, data))
            #expect(try await see("copy", in: copied) == see("shop", in: engine))
            let (own, theirs) = (
                try await found("shop", in: engine), try await found("copy", in: copied)
            )
            #expect(own.count == 6 && own.keys == theirs.keys)
            for (key, score) in own {
                #expect(abs(score - (theirs[key] ?? 0)) <= 1e-5 * max(1, abs(score)), "\(key)")
            }
        }
        // A copy of the copy says the same.
        let again = try await place.run("export", "--\(format)", "again", "--collection", "copy")
        #expect(again.code == 0)
        let lists = try [file, "again"].map { try json("\($0).json", place).arrayValue ?? [] }
        #expect(lists[0].count == 12 && lists[0].map(withoutNorm) == lists[1].map(withoutNorm))
    }

    /// The length of a vector that was divided by it and multiplied again.
    private func withoutNorm(_ row: JSONValue) -> JSONValue {
        guard var members = row.objectValue else { return row }
        members["norm"] = nil
        return .object(members)
    }

    private func json(_ name: String, _ place: Workplace) throws -> JSONValue {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/\(name)"))
        return try JSONDecoder().decode(JSONValue.self, from: data)
    }

    @Test func `What is synced keeps its names, model and metric`() async throws {
        let place = try Workplace()
        try place.folder.write(try TestPicture.cutJPEG(seed: 5), to: "photos/cut.jpg")
        try await place.index()
        _ = try await place.run("export", "--faiss", "v.bin", "--collection", "products")
        _ = try await place.run(
            "import", "--faiss", "v.bin", "--metadata", "v.bin.json", "--collection", "copy")
        let engine = try await open(place)
        let (own, copy) = await (try see("products", in: engine), try see("copy", in: engine))
        #expect(copy == own && copy.model == "tiny" && copy.metric == "cosine")
        #expect(copy.pictures.filter { $0.mark != nil }.map(\.id) == ["cut"])
        let found = try await place.json("search", "photos/a.jpg", "--collection", "copy")
        #expect(found["results"]?[0]?["id"] == "a" && own.pictures.map(\.id).contains("a"))
    }

    @Test func `Uploads and files come back as such, with their bytes, times and folder`() async throws {
        let place = try Workplace()
        try await place.index()
        do {
            let engine = try await open(place, writing: true)
            let collection = try await engine.collection(named: "products")
            for seed in 20..<23 as Range<UInt64> {
                _ = try await engine.put(
                    TestPicture.jpeg(seed: seed), as: "up \(seed)", name: "\(seed).jpg",
                    attributes: ["seed": .int(Int(seed))], in: collection)
            }
            // Two of the same bytes.
            _ = try await engine.put(TestPicture.jpeg(seed: 20), as: "twin", in: collection)
        }
        _ = try await place.run("export", "--npy", "v.npy", "--collection", "products")
        #expect(place.exists("v.npy.images.tar"))
        let taken = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "products",
            "--data-dir", "other")
        #expect(taken.code == 0, "\(taken.errors)")
        let (engine, copied) = await (try open(place), try open(place, "other"))
        let (own, copy) = await (
            try engine.collection(named: "products"), try copied.collection(named: "products")
        )
        #expect(copy.record.directory == own.record.directory)
        let images = try await engine.images(in: own, after: 0, limit: 100)
        let copies = try await copied.images(in: copy, after: 0, limit: 100)
        #expect(images.count == 7 && copies.map(\.id) == images.map(\.id))
        for (image, other) in zip(images, copies) {
            var expected = image
            (expected.recordID, expected.collection) = (other.recordID, other.collection)
            expected.vector = other.vector
            #expect(other == expected)
            #expect(try await copied.content(of: other, in: copy) == engine.content(of: image, in: own))
        }
        // Nothing is embedded again.
        let synced = try await place.json("sync", "photos", "--data-dir", "other")
        #expect(synced["unchanged"] == 3 && synced["changed"] == 0, "\(synced)")
    }

    @Test func `Uploads are left out when told, and a changed archive of them is refused`() async throws {
        let place = try Workplace()
        do {
            let engine = try await open(place, writing: true)
            let collection = try await engine.createCollection(named: "shop")
            _ = try await engine.put(TestPicture.jpeg(seed: 1), as: "a", in: collection)
        }
        _ = try await place.run("export", "--npy", "few.npy", "--collection", "shop", "--without-images")
        #expect(!place.exists("few.npy.images.tar"))
        _ = try await place.run("export", "--npy", "v.npy", "--collection", "shop")
        let path = place.path + "/v.npy.images.tar"
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[700] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let refused = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "copy", "--data-dir",
            "other")
        #expect(refused.output.contains("0 added"))
        #expect(refused.errors.contains("v.npy.images.tar is not what 'lookalike export' writes"))
        try Data(bytes[..<900]).write(to: URL(fileURLWithPath: path))
        let cut = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "copy")
        #expect(cut.code == 1 && cut.complains("v.npy.images.tar is not what 'lookalike export' writes"))
    }

    @Test func `An export replaces another only when told, and wholly`() async throws {
        let place = try Workplace()
        try await fill(place, model: nil, metric: .cosine)
        for name in ["v.npy", "v.npy.json", "v.npy.collection.json"] {
            try place.write("mine", to: name)
            let refused = try await place.run("export", "--npy", "v.npy", "--collection", "shop")
            #expect(refused.code == 1 && refused.complains("\(name) exists already"), "\(refused.errors)")
            #expect(try String(contentsOfFile: "\(place.path)/\(name)", encoding: .utf8) == "mine")
            try FileManager.default.removeItem(atPath: "\(place.path)/\(name)")
        }
        for _ in 0..<2 {
            let forced = try await place.run("export", "--npy", "v.npy", "--collection", "shop", "--force")
            #expect(forced.code == 0)
        }
        #expect(try VectorTable.open("\(place.path)/v.npy").count == 12)
        #expect(try json("v.npy.json", place).arrayValue?.count == 12)
    }

    @Test func `What was not exported together is not put together`() async throws {
        let place = try Workplace()
        try await fill(place, model: "tiny", metric: .cosine)
        _ = try await place.run("export", "--npy", "v.npy", "--collection", "shop")
        let writer = try VectorTableWriter("\(place.path)/few.npy", as: .npy, dimension: 192)
        try writer.append(vector(1) + vector(2))
        try writer.finish()
        for collection in ["shop", "new"] {
            let wrong = try await place.run(
                "import", "--npy", "few.npy", "--metadata", "v.npy.json", "--collection", collection)
            #expect(wrong.code == 1)
        }
        // Into vectors of another model.
        let engine = try await open(place, writing: true)
        _ = try await engine.createCollection(
            named: "own", CollectionOptions(model: .none, dimension: 192, metric: .cosine))
        #expect(engine.openCollectionNames == ["own"])
    }

    @Test func `Two models are not mixed by an import`() async throws {
        let place = try Workplace()
        try await fill(place, model: "tiny", metric: .cosine)
        do {
            let engine = try await open(place, writing: true)
            _ = try await engine.createCollection(
                named: "own", CollectionOptions(model: .none, dimension: 192, metric: .cosine))
        }
        _ = try await place.run("export", "--npy", "v.npy", "--collection", "shop")
        let mixed = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "own")
        #expect(mixed.code == 1 && mixed.complains("'own' has vectors of no model, these are of 'tiny'"))
        _ = try await place.run("export", "--npy", "own.npy", "--collection", "own")
        let empty = try await place.run(
            "import", "--npy", "own.npy", "--metadata", "own.npy.json", "--collection", "shop")
        #expect(empty.code == 1 && empty.complains("has vectors of the model 'tiny', these are of no model"))
        #expect(try await see("shop", in: open(place)).pictures.count == 12)
    }

    @Test func `Two networks of one name are not mixed by an import`() async throws {
        let place = try Workplace()
        try await fill(place, model: "tiny", metric: .cosine)
        _ = try await place.run("export", "--npy", "v.npy", "--collection", "shop")
        let path = place.path + "/v.npy.collection.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try place.write(text.replacing("ff", with: "aa"), to: "v.npy.collection.json")
        let mixed = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "shop")
        #expect(mixed.code == 1 && mixed.complains("two networks are never mixed"), "\(mixed.errors)")
    }

    /// Lists of exports that had no settings beside them, and lists that somebody moved alone.
    @Test func `A list without its collection still gives its pictures`() async throws {
        let place = try Workplace()
        try await fill(place, model: "tiny", metric: .cosine)
        _ = try await place.run("export", "--npy", "v.npy", "--collection", "shop")
        try FileManager.default.removeItem(atPath: place.path + "/v.npy.collection.json")
        let taken = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "copy", "--model", "tiny")
        #expect(taken.code == 0 && taken.errors.contains("v.npy.collection.json is not there"))
        let engine = try await open(place)
        let (own, copy) = await (try see("shop", in: engine), try see("copy", in: engine))
        #expect(copy.pictures == own.pictures && copy.model == "tiny")
    }
}
