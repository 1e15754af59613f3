import Crypto
import Foundation
import LookalikeJSON
import LookalikeVectorFormats
import TestSupport
import Testing

/// A company's files are those of system 4's own programs, whichever program wrote them last.
@Suite(.timeLimit(.minutes(10))) struct CompanySchemaTests {
    private func generate(_ place: Workplace, _ more: String...) async throws -> [String: Int] {
        let result = try await place.run(
            ["generate", "--input_dir", "photos", "--company", "AOF", "--json"] + more)
        try #require(result.code == 0, "\(result.errors)")
        let report = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
        return Dictionary(
            uniqueKeysWithValues: ["embedded", "unchanged", "removed", "failed"].map {
                ($0, report[$0]?.intValue ?? -1)
            })
    }

    private func read(_ name: String, _ place: Workplace) throws -> JSONValue {
        let url = URL(fileURLWithPath: "\(place.path)/embeddings/AOF/\(name)")
        return try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: url))
    }

    private func text(_ name: String, _ place: Workplace) -> String? {
        FileManager.default.contents(atPath: "\(place.path)/embeddings/AOF/\(name)").map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The folder as system 4's script leaves it: vectors of these paths, without anything that is ours.
    ///
    /// - Parameter row: what the script says of a picture, by its place and path.
    private func makeTheirs(
        _ place: Workplace, _ paths: [String], row: (Int, String) throws -> JSONValue
    ) throws {
        let folder = "\(place.path)/embeddings/AOF"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, format) in [("faiss_index.bin", VectorFileFormat.faiss), ("embeddings.npy", .npy)] {
            let writer = try VectorTableWriter(
                "\(folder)/\(name)", as: format, dimension: 192, replacing: true)
            for place in paths.indices { try writer.append(theirs(place)) }
            try writer.finish()
        }
        let rows = JSONValue.array(try paths.enumerated().map { try row($0.offset, $0.element) })
        try JSONEncoder().encode(rows).write(to: URL(fileURLWithPath: folder + "/metadata.json"))
        try place.write(
            """
            {"total_images": \(paths.count), "embedding_dimension": 192, "model": "Tiny",
             "timestamp": "2025-10-27T10:00:00.123456"}
            """, to: "embeddings/AOF/index_info.json")
    }

    /// A vector that no picture has.
    private func theirs(_ place: Int) -> [Float] { (0..<192).map { $0 == place ? 1 : 0 } }

    private func size(_ path: String, _ place: Workplace) throws -> JSONValue {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(place.path)/photos/\(path)")
        return .int(try #require(attributes[.size] as? Int))
    }

    @Test func `generate writes rows and facts as system 4 does`() async throws {
        let place = try Workplace()
        try place.draw("photos/Abstract/a.jpg", "photos/b.jpg")
        try place.write("no picture", to: "photos/c.jpg")
        #expect(try await generate(place) == ["embedded": 2, "unchanged": 0, "removed": 0, "failed": 1])
        let rows = try #require(try read("metadata.json", place).arrayValue)
        let root = try #require(rows[1]["image_path"]?.stringValue?.dropLast("/b.jpg".count))
        #expect(root.hasPrefix("/") && root.hasSuffix("/photos"))
        for (number, path, name) in [(0, "Abstract/a.jpg", "a.jpg"), (1, "b.jpg", "b.jpg")] {
            let row = rows[number]
            #expect(row["index"] == .int(number) && row["filename"] == .string(name))
            #expect(row["relative_path"] == .string(path) && row["image_path"] == .string("\(root)/\(path)"))
            #expect(try row["file_size"] == size(path, place))
            #expect(row["image_id"]?.stringValue.flatMap(UUID.init(uuidString:)) != nil)
        }
        let facts = try read("index_info.json", place)
        #expect(facts["total_images"] == 2 && facts["embedding_dimension"] == 192 && facts["model"] == "tiny")
        let time = facts["timestamp"]?.stringValue ?? ""
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil)
        #expect(text("failed_files.txt", place) == "\(root)/c.jpg\n")
        // Ids of pictures stay.
        try place.draw("photos/d.jpg")
        _ = try await generate(place)
        let more = try #require(try read("metadata.json", place).arrayValue)
        #expect(more.prefix(2).map { $0["image_id"] } == rows.map { $0["image_id"] } && more.count == 3)
    }

    @Test func `failed_files.txt is as the pictures are`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        #expect(try await generate(place)["failed"] == 0)
        #expect(text("failed_files.txt", place) == nil)
        // Nothing else changes.
        try place.write("no picture", to: "photos/x.jpg")
        #expect(try await generate(place) == ["embedded": 0, "unchanged": 1, "removed": 0, "failed": 1])
        #expect(text("failed_files.txt", place)?.hasSuffix("/photos/x.jpg\n") == true)
        try FileManager.default.removeItem(atPath: place.path + "/photos/x.jpg")
        #expect(try await generate(place)["failed"] == 0)
        #expect(text("failed_files.txt", place) == nil)
        // One that the other program left.
        try place.write("/elsewhere/y.jpg\n", to: "embeddings/AOF/failed_files.txt")
        #expect(try await generate(place)["unchanged"] == 1)
        #expect(text("failed_files.txt", place) == nil)
    }

    @Test func `What system 4's script embedded is not embedded again`() async throws {
        let place = try Workplace()
        let paths = ["b.jpg", "deep/a.jpg", "c.jpg"]
        try place.draw("photos/deep/a.jpg", "photos/b.jpg", "photos/c.jpg")
        let root = place.path + "/photos"
        for number in 0..<4 {
            try makeTheirs(place, paths) { index, path in
                let name = JSONValue.string(String(path.split(separator: "/").last ?? ""))
                let all: [JSONValue] = [
                    [
                        "index": .int(index), "image_id": .int(index + 500), "filename": name,
                        "image_path": .string("\(root)/\(path)"), "relative_path": .string(path),
                        "file_size": try size(path, place), "tags": ["x"],
                    ],
                    ["image_path": .string("\(root)/\(path)")], ["image_path": .string("photos/\(path)")],
                    .string("./photos/\(path)"),
                ]
                return all[number]
            }
            let found = try await generate(place)
            #expect(found == ["embedded": 0, "unchanged": 3, "removed": 0, "failed": 0], "\(number)")
            let company = try VectorFolder.open("\(place.path)/embeddings/AOF")
            #expect(company.paths == paths, "\(number)")
            #expect(try company.table.read(0..<3) == theirs(0) + theirs(1) + theirs(2))
            let row = try #require(try read("metadata.json", place)[1])
            #expect(row["index"] == 1 && row["filename"] == "a.jpg")
            if number == 0 { #expect(row["image_id"] == 501 && row["tags"] == ["x"]) }
            #expect(try read("index_info.json", place)["model"] == "tiny")
        }
    }

    @Test func `What changed since is embedded, as the others were`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg", "photos/c.jpg")
        try makeTheirs(place, ["a.jpg", "b.jpg", "c.jpg"]) { index, path in
            [
                "index": .int(index), "image_id": .int(index), "relative_path": .string(path),
                "file_size": try size(path, place), "checksum": "of the old one",
            ]
        }
        // Another size, and the same size at a later time.
        try place.draw("photos/b.jpg", width: 80)
        let later = Date.now + 3_600
        try FileManager.default.setAttributes(
            [.modificationDate: later], ofItemAtPath: place.path + "/photos/c.jpg")
        try place.draw("photos/d.jpg")
        #expect(try await generate(place) == ["embedded": 3, "unchanged": 1, "removed": 0, "failed": 0])
        let company = try VectorFolder.open("\(place.path)/embeddings/AOF")
        #expect(company.paths == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"])
        #expect(try company.table.read(0..<1) == theirs(0))
        let rows = try #require(try read("metadata.json", place).arrayValue)
        #expect(rows.map { $0["checksum"] } == ["of the old one", nil, nil, nil])
        #expect(rows.prefix(3).map { $0["image_id"] } == [0, 1, 2])
        // Its pictures became pixels in another way than ours; two ways are not mixed.
        #expect(try read("index_info.json", place)["preparation"] == "as_imported")
        #expect(try await generate(place)["embedded"] == 0)
        #expect(try await generate(place, "--force")["embedded"] == 4)
        #expect(try read("index_info.json", place)["preparation"] == "standard")
    }

    @Test func `Vectors of another length or model are not kept`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        try makeTheirs(place, ["a.jpg"]) { _, path in ["relative_path": .string(path)] }
        let writer = try VectorTableWriter(
            place.path + "/embeddings/AOF/faiss_index.bin", as: .faiss, dimension: 8, replacing: true)
        try writer.append([1, 0, 0, 0, 0, 0, 0, 0])
        try writer.finish()
        #expect(try await generate(place, "--model", "tiny")["embedded"] == 1)
        try makeTheirs(place, ["a.jpg"]) { _, path in ["relative_path": .string(path)] }
        try place.write("{\"model\": \"another\"}", to: "embeddings/AOF/index_info.json")
        #expect(try await generate(place, "--model", "tiny")["embedded"] == 1)
    }

    @Test func `Another network under the same name mixes nothing`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg")
        _ = try await generate(place)
        var facts = try #require(try read("index_info.json", place).objectValue)
        let identity = try #require(facts["model_identity"]?.stringValue)
        #expect(identity.contains(/"network":"[0-9a-f]{64}"/))
        facts["model_identity"] = .string(
            identity.replacing(/"network":"[0-9a-f]+"/, with: "\"network\":\"ff\""))
        try place.folder.write(
            [UInt8](try JSONEncoder().encode(JSONValue.object(facts))), to: "embeddings/AOF/index_info.json")
        let refused = try await place.run("search", "--query_image", "photos/a.jpg", "--company", "AOF")
        #expect(refused.code == 1 && refused.complains("were made by", "network ff"), "\(refused.errors)")
        #expect(try await generate(place)["embedded"] == 2)
        let found = try await place.json("search", "--query_image", "photos/a.jpg", "--company", "AOF")
        #expect(found["results"]?[0]?["fullPath"] == "a.jpg")
    }

    /// As the version before wrote it: no program of system 4 could read it.
    @Test func `Folders of the old form are written anew, without embedding`() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg")
        _ = try await generate(place)
        let rows = try #require(try read("metadata.json", place).arrayValue)
        let old = rows.map { row -> JSONValue in
            [
                "fullPath": row["relative_path"] ?? "", "location": "", "name": "x", "type": "file",
                "size": row["file_size"] ?? 0, "modified": row["modified"] ?? 0,
                "changed": row["changed"] ?? 0,
                "inode": .int(Int(row["inode"]?.stringValue ?? "") ?? 0),
            ]
        }
        let data = try JSONEncoder().encode(JSONValue.array(old))
        try place.folder.write([UInt8](data), to: "embeddings/AOF/metadata.json")
        var facts = try #require(try read("index_info.json", place).objectValue)
        let digits = Insecure.MD5.hash(data: data).map { String(format: "%02x", $0) }
        facts["metadata_md5"] = .string(digits.joined())
        try place.folder.write(
            [UInt8](try JSONEncoder().encode(JSONValue.object(facts))), to: "embeddings/AOF/index_info.json")
        #expect(try await generate(place)["embedded"] == 0)
        let anew = try #require(try read("metadata.json", place).arrayValue)
        #expect(anew == rows)
    }

    @Test func `A company's folder becomes a collection with its ids and paths`() async throws {
        let place = try Workplace()
        try place.draw("photos/deep/a.jpg", "photos/b.jpg")
        _ = try await generate(place)
        let taken = try await place.run("import", "--folder", "embeddings/AOF", "--collection", "aof")
        #expect(taken.code == 0, "\(taken.errors)")
        let facts = try await place.json("collections", "stats", "aof")
        #expect(facts["metric"] == "cosine" && facts["model"] == "tiny")
        let found = try await place.json("search", "--query_image", "photos/deep/a.jpg", "--company", "aof")
        #expect(found["results"]?[0]?["fullPath"] == "deep/a.jpg" && found["results"]?[0]?["name"] == "a")
        #expect(found["results"]?[0]?["similarity"] == 100)
        let ids = try await place.json("search", "photos/deep/a.jpg", "--collection", "aof")
        #expect(try ids["results"]?[0]?["id"] == read("metadata.json", place)[1]?["image_id"])
    }
}
