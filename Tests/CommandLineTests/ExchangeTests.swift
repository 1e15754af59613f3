import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// Vectors that come from other tools and go to them, and what keeps a collection in order.
@Suite(.timeLimit(.minutes(10))) struct ExchangeTests {
    @Test(arguments: ["npy", "faiss", "hdf5"]) func whatIsExportedCanBeImported(_ format: String) async throws
    {
        let place = try Workplace()
        try await place.index()
        let file = "vectors.\(format)"
        let written = try await place.run("export", "--\(format)", file, "--collection", "products")
        #expect(written.code == 0, "\(written.errors)")
        #expect(written.output == "Wrote 3 vectors to \(file), and what they are of to \(file).json.\n")
        let refused = try await place.run("export", "--\(format)", file, "--collection", "products")
        #expect(refused.code == 1 && refused.complains("exists already"))

        let taken = try await place.run(
            "import", "--\(format)", file, "--metadata", "\(file).json", "--collection", "copy")
        #expect(taken.code == 0, "\(taken.errors)")
        #expect(taken.output == "'copy' has 3 vectors: 3 added, 0 replaced.\n")
        let again = try await place.json(
            "import", "--\(format)", file, "--metadata", "\(file).json", "--collection", "copy")
        #expect(again["added"]?.intValue == 0 && again["replaced"]?.intValue == 3)
        let facts = try await place.json("collections", "stats", "copy")
        #expect(facts["images"]?.intValue == 3 && facts["dimension"]?.intValue == 192)
        #expect(facts["metric"] == "cosine" && facts["model"] == "tiny")
    }

    @Test func importedVectorsOfAModelAreSearchedByPicture() async throws {
        let place = try Workplace()
        try await place.index()
        _ = try await place.run("export", "--npy", "v.npy", "--collection", "products")
        let taken = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "copy", "--model", "tiny")
        #expect(taken.code == 0, "\(taken.errors)")
        let own = try await place.json("search", "photos/a.jpg", "--collection", "products")
        let found = try await place.json("search", "photos/a.jpg", "--collection", "copy")
        #expect(found["results"]?[0]?["score"] == own["results"]?[0]?["score"])
        #expect(found["results"]?.arrayValue?.count == 3)
        let other = try await place.run("import", "--npy", "v.npy", "--collection", "copy", "--model", "big")
        #expect(
            other.code == 1 && other.complains("'copy' has vectors of the model 'tiny', these are of 'big'"))
    }

    /// The folder of system 1: HDF5, a table with tabs, and the MD5 of each file.
    @Test func picturesOfAnImportedCatalogueAreNotEmbeddedAgain() async throws {
        let place = try Workplace()
        try await place.index()
        try place.write("{}", to: "g/processed_images.json")
        _ = try await place.json(
            "export", "--hdf5", "g/products_feature.h5", "--collection", "products")
        let order = try JSONDecoder().decode(
            JSONValue.self,
            from: Data(contentsOf: URL(fileURLWithPath: place.path + "/g/products_feature.h5.json")))
        let paths = try #require(order.arrayValue).compactMap { $0["path"]?.stringValue }
        try #require(paths.count == 3)
        try place.write(
            paths.map { "\($0)\tphotos/\($0)\t\($0)\n" }.joined(), to: "g/products_fields.csv")
        // One that was another file then.
        try place.write(
            "{\"photos/\(paths[2])\": {\"hash\": \"00ff00ff00ff00ff00ff00ff00ff00ff\"}}",
            to: "g/processed_images.json")
        let settings = ["LOOKALIKE_PRODUCTS_DIR": "photos"]
        let taken = try await place.json(
            "import", "--folder", "g", "--collection", "shop", "--model", "tiny", adding: settings)
        #expect(taken["added"]?.intValue == 2 && taken["changed"]?.intValue == 1)
        let synced = try await place.json("sync", "photos", "--collection", "shop", adding: settings)
        #expect(synced["unchanged"]?.intValue == 2 && synced["added"]?.intValue == 1, "\(synced)")
        let found = try await place.json("search", "photos/\(paths[0])", "--collection", "shop")
        #expect(found["results"]?.arrayValue?.count == 3)
        // No row leads out of the folder.
        let rows = paths.prefix(2).map { "\($0)\tphotos/\($0)\t\($0)\n" } + ["x\t../theirs/\(paths[2])\tx\n"]
        try place.write(rows.joined(), to: "g/products_fields.csv")
        let inside = try await place.json(
            "import", "--folder", "g", "--collection", "inside", "--model", "tiny", adding: settings)
        #expect(inside["added"]?.intValue == 2 && inside["missing"]?.intValue == 0)
    }

    @Test func importSaysWhatDoesNotFit() async throws {
        let place = try Workplace()
        try await place.index()
        try place.write("no vectors", to: "notes.txt")
        for (arguments, part) in [
            (["--npy", "notes.txt", "--collection", "x"], "notes.txt"),
            (["--npy", "missing.npy", "--collection", "x"], "missing.npy"),
            (["--folder", "photos", "--collection", "x"], "photos"),
        ] {
            let result = try await place.run(["import"] + arguments)
            #expect(result.code == 1 && result.complains(part), "\(result.errors)")
        }
        for arguments in [
            ["--collection", "x"], ["--npy", "v.npy"], ["--npy", "v.npy", "--company", "A"],
            ["--folder", "photos", "--company", "A", "--collection", "x"],
        ] {
            #expect(try await place.run(["import"] + arguments).code == 64)
        }
        #expect(try await place.json("collections", "list")["collections"]?.arrayValue?.count == 1)
    }

    @Test func verifyingFindsADamagedVector() async throws {
        let place = try Workplace()
        try await place.index()
        let sound = try await place.run("collections", "verify", "products")
        #expect(sound.code == 0 && sound.output == "All 3 vectors are as they were written.\n")
        let folder = "\(place.data)/collections"
        let path = try #require(
            FileManager.default.subpaths(atPath: folder)?.first { $0.hasSuffix(".lkv") }.map {
                "\(folder)/\($0)"
            })
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: 4096 + 40)
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: 4096 + 40)
        try file.write(contentsOf: [byte ^ 1])
        try file.close()
        let exported = try await place.run("export", "--npy", "v.npy", "--collection", "products")
        #expect(exported.code == 0 && exported.output.hasPrefix("Wrote 2 vectors"), "\(exported.errors)")
        #expect(exported.complains("1 vector of 'products' is damaged and left out"))
        let damaged = try await place.run("collections", "verify", "products")
        #expect(damaged.code == 1 && damaged.output.contains("1 of 3 vectors are damaged"))
        let report = try await place.run("collections", "verify", "products", "--json")
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(report.output.utf8))
        #expect(report.code == 1 && json["damaged"]?.arrayValue?.count == 1)
    }

    @Test func theIndexIsChosenAndMade() async throws {
        let place = try Workplace()
        try await place.index()
        let exact = try await place.json("collections", "index", "products", "--kind", "flat")
        #expect(exact["kind"]?.stringValue == "flat" && exact["recall"]?.doubleValue == 1)
        #expect(exact["self_recall"]?.doubleValue == 1)
        // Three are looked at one by one whatever was asked for.
        let few = try await place.json("collections", "index", "products", "--kind", "hnsw", "--m", "8")
        #expect(few["kind"]?.stringValue == "flat")
        #expect(try await place.json("collections", "stats", "products")["index"]?.stringValue == "hnsw")
        let wrong = try await place.run("collections", "index", "products", "--m", "1")
        #expect(wrong.code == 1 && wrong.complains("m is 1"))
        #expect(try await place.run("collections", "index", "products", "--kind", "magic").code == 64)
    }
}
