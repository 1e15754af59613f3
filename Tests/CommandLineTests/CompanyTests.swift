import Foundation
import LookalikeJSON
import LookalikeVectorFormats
import TestSupport
import Testing

/// Companies as the scripts of their system make and search them.
@Suite(.timeLimit(.minutes(10))) struct CompanyTests {
    private static let files = ["embeddings.npy", "faiss_index.bin", "index_info.json", "metadata.json"]

    private func generated(_ arguments: String..., in place: Workplace) async throws -> JSONValue {
        let result = try await place.run(["generate"] + arguments + ["--json"])
        try #require(result.code == 0, "\(result.errors)")
        return try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
    }

    private func counts(_ report: JSONValue) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: ["total", "embedded", "unchanged", "removed", "failed"].map {
                ($0, report[$0]?.intValue ?? -1)
            })
    }

    @Test func `generate writes the files of a company, and needs no data folder`() async throws {
        let place = try Workplace()
        try place.draw("photos/Abstract/a.jpg", "photos/b.jpg")
        try place.write("x", to: "photos/notes.txt")
        let result = try await place.run(
            "generate", "--input_dir", "photos", "--company", "AOF", "--batch_size", "8")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.errors.contains("Passed by 1 file that is not an image: 1 .txt (notes.txt)."))
        #expect(result.output.hasPrefix("embeddings/AOF has 2 images of 'tiny': 2 embedded"))
        #expect(!place.exists("data"))
        let folder = place.path + "/embeddings/AOF"
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == Self.files)
        let company = try VectorFolder.open(folder)
        #expect(company.kind == .company)
        #expect(company.model == "tiny")
        #expect(company.table.kind == "IndexFlatIP")
        #expect(company.table.metric == .innerProduct)
        #expect(company.paths == ["Abstract/a.jpg", "b.jpg"])
        let vectors = try company.table.read(0..<2)
        #expect(try VectorTable.open(folder + "/embeddings.npy").read(0..<2) == vectors)
        let norm = vectors[..<company.table.dimension].reduce(0) { $0 + $1 * $1 }
        #expect(abs(norm - 1) < 1e-5)
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/index_info.json"))
        let information = try JSONDecoder().decode(JSONValue.self, from: data)
        #expect(information["total_images"] == 2)
        #expect(information["embedding_dimension"] == 192)
        #expect(information["timestamp"]?.stringValue?.isEmpty == false)
    }

    @Test func `import takes a single-tenant folder over, whole`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg")
        _ = try await generated("--input_dir", "photos", "--output_dir", "old", in: place)
        let taken = try await place.run("import", "--folder", "old", "--company", "AOF")
        #expect(taken.code == 0, "\(taken.errors)")
        #expect(taken.output == "The company 'AOF' has the folder embeddings/AOF.\n")
        let found = try await place.json("search", "--query_image", "photos/b.jpg", "--company", "AOF")
        #expect(found["results"]?[0]?["fullPath"] == "b.jpg")
        let again = try await place.run("import", "--folder", "old", "--company", "AOF")
        #expect(again.code == 1 && again.complains("AOF"))
        try FileManager.default.removeItem(atPath: place.path + "/old/metadata.json")
        let broken = try await place.run("import", "--folder", "old", "--company", "Half")
        #expect(broken.code == 1 && broken.complains("old"))
        #expect(!place.exists("embeddings/Half"))
    }

    @Test func `generate embeds only what changed`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg", "photos/c.jpg")
        let first = try await generated("--input_dir", "photos", "--company", "AOF", in: place)
        #expect(
            counts(first) == ["total": 3, "embedded": 3, "unchanged": 0, "removed": 0, "failed": 0])
        let vectors = try VectorTable.open(place.path + "/embeddings/AOF/faiss_index.bin").read(0..<3)
        let second = try await generated("--input_dir", "photos", "--company", "AOF", in: place)
        #expect(
            counts(second) == ["total": 3, "embedded": 0, "unchanged": 3, "removed": 0, "failed": 0])
        try place.draw("photos/d.jpg")
        try place.draw("photos/b.jpg", width: 80)
        try FileManager.default.removeItem(atPath: place.path + "/photos/c.jpg")
        try place.write("no picture", to: "photos/e.jpg")
        let third = try await generated("--input-dir", "photos", "--company", "AOF", in: place)
        #expect(counts(third) == ["total": 3, "embedded": 2, "unchanged": 1, "removed": 1, "failed": 1])
        #expect(third["problems"]?[0]?["path"] == "e.jpg")
        let company = try VectorFolder.open(place.path + "/embeddings/AOF")
        #expect(company.paths == ["a.jpg", "b.jpg", "d.jpg"])
        #expect(try company.table.read(0..<1) == Array(vectors[..<192]))
        let forced = try await generated("--input_dir", "photos", "--company", "AOF", "--force", in: place)
        #expect(counts(forced)["embedded"] == 3)
    }

    @Test func `generate does not keep vectors that may be of other pictures`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg")
        _ = try await generated("--input_dir", "photos", "--output_dir", "out", in: place)
        // As a crash between two files leaves it: rows and vectors of two makings.
        let path = place.path + "/out/metadata.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let swapped = text.replacing("a.jpg", with: "?").replacing("b.jpg", with: "a.jpg")
            .replacing("?", with: "b.jpg")
        try place.write(swapped, to: "out/metadata.json")
        let search = try await place.run(
            "search", "--query_image", "photos/a.jpg", "--embeddings_dir", "out")
        #expect(search.code == 1)
        let again = try await generated("--input_dir", "photos", "--output_dir", "out", in: place)
        #expect(counts(again)["embedded"] == 2)
    }

    @Test func `search prints the script's JSON`() async throws {
        let place = try Workplace()
        try place.draw("photos/Abstract/a.jpg", "photos/b.jpg", "photos/c.jpg")
        _ = try await generated("--input_dir", "photos", "--company", "AOF", in: place)
        for company in [["--company", "AOF"], ["--embeddings_dir", "embeddings/AOF"]] {
            for k in ["--top_k", "--top-k", "-k"] {
                let result = try await place.run(
                    ["search", "--query_image", "photos/Abstract/a.jpg", k, "2"] + company)
                #expect(result.code == 0, "\(result.errors)")
                let answer = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
                #expect(answer["success"] == true)
                #expect(answer["company"] == "AOF")
                #expect(answer["query_image"] == "photos/Abstract/a.jpg")
                #expect(answer["total_results"] == 2)
                #expect(answer["query_processed"] == true)
                #expect(answer["request_id"]?.stringValue.flatMap(UUID.init(uuidString:)) != nil)
                #expect(answer["timestamp"]?.stringValue?.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) == true)
                let first = try #require(answer["results"]?[0])
                #expect(
                    first.objectValue?.keys.sorted() == [
                        "distance", "fullPath", "id", "location", "name", "similarity", "type",
                    ])
                #expect(first["fullPath"] == "Abstract/a.jpg")
                #expect(first["similarity"] == 100)
            }
        }
        // Nothing was made for a search alone.
        #expect(!place.exists("data"))
    }

    @Test func `search takes paths below the base that it is told`() async throws {
        let place = try Workplace()
        try place.draw("photos/2024/a.jpg")
        _ = try await generated("--input_dir", "photos", "--output_dir", "out", in: place)
        try place.write("[{\"path\": \"\(place.path)/photos/2024/a.jpg\"}]", to: "out/metadata.json")
        try place.write("{}", to: "out/index_info.json")
        for (base, path) in [("photos", "2024/a.jpg"), ("photos/2024", "a.jpg")] {
            let result = try await place.run(
                ["search", "photos/2024/a.jpg", "--embeddings_dir", "out", "--images_base_dir", base],
                adding: ["LOOKALIKE_COMPANIES_MODEL": "tiny"])
            let answer = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
            #expect(answer["results"]?[0]?["fullPath"]?.stringValue == path, "\(result.errors)")
        }
    }

    @Test func `search finds collections as companies`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/deep/b.jpg")
        let sync = try await place.run("sync", "photos", "--collection", "Shoes")
        #expect(sync.code == 0)
        let result = try await place.run("search", "--query_image", "photos/a.jpg", "--company", "Shoes")
        let answer = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
        #expect(answer["results"]?[0]?["fullPath"] == "a.jpg")
        #expect(answer["results"]?[1]?["fullPath"] == "deep/b.jpg")
    }

    @Test func `What goes wrong is said in JSON and in a sentence`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        for name in ["Nobody", "../photos", "."] {
            let result = try await place.run("search", "--query_image", "photos/a.jpg", "--company", name)
            #expect(result.code == 1)
            let answer = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
            #expect(answer == ["success": false, "error": .string("Company '\(name)' not found")])
            #expect(result.complains("Company '\(name)' not found"))
        }
        let missing = try await place.run("search", "--query_image", "nowhere.jpg", "--company", "AOF")
        #expect(missing.code == 1)
        #expect(missing.output.contains("there is no such file"))
    }

    @Test func `generate refuses what would mix or lose something`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        try place.write("{}", to: "empty/readme.json")
        try place.write("x", to: "broken/a.jpg")
        for (arguments, sentence) in [
            (["--input_dir", "nowhere", "--company", "AOF"], "The folder nowhere can't be read"),
            (["--input_dir", "empty", "--company", "AOF"], "there are no images in it"),
            (["--input_dir", "broken", "--company", "AOF"], "none of its images can be read"),
            (["--input_dir", "photos", "--company", "../AOF"], "'../AOF' can't name a company"),
            (["--input_dir", "photos", "--company", ".."], "'..' can't name a company"),
            (["--input_dir", "photos", "--company", "AOF", "--model", "none"], "no model called 'none'"),
        ] {
            let result = try await place.run(["generate"] + arguments)
            #expect(result.code == 1)
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }
        #expect(!place.exists("embeddings/AOF"))
        _ = try await generated("--input_dir", "photos", "--company", "Old", in: place)
        try place.write("{\"model\": \"MobileNetV3-Large\"}", to: "embeddings/Old/index_info.json")
        let mixed = try await place.run("generate", "--input_dir", "photos", "--company", "Old")
        #expect(mixed.code == 1)
        #expect(mixed.complains("'mobilenet-v3-large', which is not installed", "--model"))
        let anew = try await generated(
            "--input_dir", "photos", "--company", "Old", "--model", "tiny", in: place)
        #expect(counts(anew)["embedded"] == 1)
        let usage = try await place.run("generate", "--input_dir", "photos")
        #expect(usage.code == 64)
        #expect(usage.errors.contains("Either --company or --output_dir must be given."))
    }
}

extension VectorFolder {
    /// Of its pictures, below their root.
    var paths: [String] { metadata.rows.map { $0.attributes["relative_path"]?.stringValue ?? "none" } }
}
