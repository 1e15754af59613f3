import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeVectorFormats
import TestSupport
import Testing

/// What happens to companies' files, and to companies when there is no room for all.
@Suite(.timeLimit(.minutes(10))) struct MultiTenantFolderTests {
    @Test func `Files that changed are read anew`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            #expect(try await tenants.search("AOF", 1).paths == ["a.jpg"])
            for round in 0..<5 {
                let pictures: [String: UInt64] = ["r\(round).jpg": 1, "s\(round).jpg": 2]
                try await tenants.write(pictures, to: "AOF")
                #expect(try await tenants.search("AOF", 1).paths == ["r\(round).jpg", "s\(round).jpg"])
                let stats = try await tenants.server.get("/api/stats/AOF").json["stats"]
                #expect(stats?["total_images"] == 2)
                #expect(stats?["problem"] == nil)
            }
        }
    }

    @Test func `A folder that is gone is no company any more, and one that comes back is`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1], "B": ["b.jpg": 1]]) { tenants in
            _ = try await tenants.search("AOF", 1)
            let (path, away) = (tenants.shelf + "/AOF", tenants.folder.path + "/away")
            try FileManager.default.moveItem(atPath: path, toPath: away)
            #expect(try await tenants.search("AOF", 1).companyError == "Company 'AOF' not found")
            #expect(try await tenants.loaded() == [])
            #expect(try await tenants.server.get("/api/companies").json["total"] == 1)
            try FileManager.default.moveItem(atPath: away, toPath: path)
            #expect(try await tenants.search("AOF", 1).paths == ["a.jpg"])
        }
    }

    @Test func `Broken files take nothing away from a company that is open`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1], "B": ["b.jpg": 2]]) { tenants in
            _ = try await tenants.search("AOF", 1)
            let good = try Data(contentsOf: URL(fileURLWithPath: tenants.shelf + "/AOF/faiss_index.bin"))
            try tenants.folder.write(Array(good.dropLast(100)), to: "embeddings/AOF/faiss_index.bin")
            for _ in 0..<2 {
                #expect(try await tenants.search("AOF", 1).paths == ["a.jpg"])
                let stats = try await tenants.server.get("/api/stats/AOF").json["stats"]
                #expect(stats?["problem"]?.stringValue?.contains("faiss_index.bin") == true)
            }
            try tenants.folder.write(Array(good), to: "embeddings/AOF/faiss_index.bin")
            #expect(try await tenants.server.get("/api/stats/AOF").json["stats"]?["problem"] == nil)
        }
    }

    @Test func `A company that can't be read gets 503 that says why, and the others go on`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1], "B": ["b.jpg": 1, "c.jpg": 2]]) { tenants in
            try tenants.folder.write(Array("no index".utf8), to: "embeddings/AOF/faiss_index.bin")
            try tenants.folder.write(Array("[{\"path\": \"b.jpg\"}]".utf8), to: "embeddings/B/metadata.json")
            for name in ["AOF", "B"] {
                for answer in [
                    try await tenants.search(name, 1), try await tenants.server.get("/api/stats/\(name)"),
                ] {
                    #expect(answer.status == 503)
                    #expect(answer.companyError?.contains("/\(name)/") == true, "\(answer.text)")
                }
            }
            #expect(try await tenants.server.get("/api/companies").json["total"] == 2)
            #expect(try await tenants.loaded() == [])
            try await tenants.write(["a.jpg": 1], to: "AOF")
            #expect(try await tenants.search("AOF", 1).paths == ["a.jpg"])
        }
    }

    @Test func `Vectors that are none are left out, and this is said`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]]) { tenants in
            let path = tenants.shelf + "/AOF/faiss_index.bin"
            var values = try VectorTable.open(path).read(0..<3)
            values[192 + 5] = .nan
            let writer = try VectorTableWriter(path, as: .faiss, dimension: 192, replacing: true)
            try writer.append(values)
            try writer.finish()
            #expect(try await tenants.search("AOF", 3).paths.sorted() == ["a.jpg", "c.jpg"])
            #expect(try await tenants.search("AOF", 3).paths.first == "c.jpg")
            let stats = try await tenants.server.get("/api/stats/AOF").json["stats"]
            #expect(stats?["total_images"] == 2)
            #expect(stats?["problem"]?.stringValue?.hasPrefix("1 of its vectors") == true)
        }
    }

    @Test func `More companies than there is room for: the ones used last are kept`() async throws {
        let names = (0..<24).map { "C\($0)" }
        let companies = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($1, ["p\($0).jpg": UInt64($0)]) })
        try await Tenants.open(companies, configure: Tenants.setting(\.openCompanies, 5)) { tenants in
            for name in names {
                let answer = try await tenants.search(name, 1)
                #expect(answer.paths == ["p\(name.dropFirst()).jpg"])
                // One that is used again and again stays.
                let first = try await tenants.search("C0", 0)
                #expect(first.paths == ["p0.jpg"])
            }
            let kept = try await tenants.loaded()
            #expect(kept == ["C0", "C20", "C21", "C22", "C23"])
            let again = try await tenants.search("C7", 1)
            #expect(again.paths == ["p7.jpg"])
            let now = try await tenants.loaded()
            #expect(now == ["C0", "C21", "C22", "C23", "C7"])
        }
    }

    @Test func `A budget of bytes holds what it holds`() async throws {
        let pictures = Dictionary(uniqueKeysWithValues: (0..<20).map { ("p\($0).jpg", UInt64($0)) })
        let companies = Dictionary(uniqueKeysWithValues: (0..<6).map { ("C\($0)", pictures) })
        try await Tenants.open(companies, configure: Tenants.setting(\.openBytes, 60 << 10)) { tenants in
            for name in companies.keys.sorted() {
                #expect(try await tenants.search(name, 3).paths.first == "p3.jpg")
            }
            let loaded = try await tenants.loaded()
            #expect((1...3).contains(loaded.count))
            #expect(loaded.last == "C5")
        }
    }

    @Test func `Many may ask for the same and for other companies at once`() async throws {
        let companies = Dictionary(
            uniqueKeysWithValues: (0..<8).map { ("C\($0)", ["p\($0).jpg": UInt64($0)]) })
        try await Tenants.open(companies, configure: Tenants.setting(\.openCompanies, 3)) { tenants in
            try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
                for round in 0..<64 {
                    group.addTask {
                        (round % 8, try await tenants.search("C\(round % 8)", UInt64(round % 8)).paths)
                    }
                }
                for try await (number, paths) in group { #expect(paths == ["p\(number).jpg"]) }
            }
            #expect(try await tenants.loaded().count == 3)
        }
    }

    @Test func `A copy of the vectors is kept once, and a damaged one is made anew`() async throws {
        let folder = try TemporaryFolder()
        try await Tenants.open(["AOF": ["a.jpg": 1, "b.jpg": 2]], in: folder) { tenants in
            for _ in 0..<3 {
                _ = try await tenants.search("AOF", 1)
                try await tenants.write(["a.jpg": 1, "b.jpg": 2], to: "AOF")
            }
            // Files that were written this very moment may be read once more.
            var seen: [[String]] = []
            repeat {
                _ = try await tenants.search("AOF", 1)
                seen.append(try Self.copies(in: folder))
            } while seen.count < 100 && (seen.count < 2 || seen[seen.count - 1] != seen[seen.count - 2])
        }
        let first = try Self.copies(in: folder)
        #expect(first.count == 1)
        try await Self.searchAgain(in: folder)
        #expect(try Self.copies(in: folder) == first)
        // A bit of a vector flips.
        let path = try #require(first.first)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[4_096 + 40] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try await Self.searchAgain(in: folder)
        #expect(try Self.copies(in: folder) != first)
    }

    private static func searchAgain(in folder: TemporaryFolder) async throws {
        try await Tenants.open(in: folder) { tenants in
            let answer = try await tenants.search("AOF", 1)
            #expect(answer.paths == ["a.jpg", "b.jpg"])
        }
    }

    /// The vector files that the data folder keeps of companies.
    private static func copies(in folder: TemporaryFolder) throws -> [String] {
        let cache = folder.path + "/data/cache/companies"
        return try FileManager.default.subpathsOfDirectory(atPath: cache).filter { $0.hasSuffix(".lkv") }
            .map { "\(cache)/\($0)" }
    }

    @Test func `Paths are those below the root, however the metadata says them`() async throws {
        let shapes: [JSONValue] = [
            ["a/x.jpg", "b/y.jpg"],
            ["image_paths": ["a/x.jpg", "b/y.jpg"]],
            [["path": "./a/x.jpg"], ["path": "./b/y.jpg"]],
            [["path": "/data/photos/a/x.jpg"], ["path": "/data/photos/b/y.jpg"]],
            [["path": "a\\x.jpg"], ["path": "b\\y.jpg"]],
            [["path": "C:\\photos\\a\\x.jpg"], ["path": "C:\\photos\\b\\y.jpg"]],
            [["fullPath": "a/x.jpg", "name": "x"], ["fullPath": "b/y.jpg", "name": "y"]],
            [
                ["path": "/data/a/x.jpg", "relative_path": "a/x.jpg"],
                ["path": "/data/b/y.jpg", "relative_path": "b/y.jpg"],
            ],
            [["filename": "x.jpg", "location": "a"], ["filename": "y.jpg", "location": "b"]],
            ["0": ["path": "a/x.jpg"], "1": ["path": "b/y.jpg"]],
            // A script's argument with what it found there.
            ["./data/photos/a/x.jpg", "./data/photos/b/y.jpg"],
            [["full_path": "..\\photos\\a\\x.jpg"], ["full_path": "..\\photos\\b\\y.jpg"]],
            [
                ["file_path": "photos/a/x.jpg", "relative_path": "a/x.jpg"],
                ["file_path": "photos/b/y.jpg", "relative_path": "b/y.jpg"],
            ],
            [
                ["full_path": "./photos/a/x.jpg", "relative_path": "a/x.jpg"],
                ["full_path": "./photos/b/y.jpg", "relative_path": "b/y.jpg"],
            ],
        ]
        try await Tenants.open { tenants in
            for (number, shape) in shapes.enumerated() {
                try await Tenants.write(
                    ["1.jpg": 1, "2.jpg": 2], to: "\(tenants.shelf)/S\(number)", tenants.server.engine,
                    metadata: shape)
                let answer = try await tenants.search("S\(number)", 1)
                #expect(answer.paths == ["a/x.jpg", "b/y.jpg"], "\(shape)")
            }
            for (name, paths) in [
                ("AOF", ["data/aof/images/a/x.jpg", "data/aof/images/b/y.jpg"]),
                ("Aofs", ["a/x.jpg", "b/y.jpg"]),
            ] {
                try await Tenants.write(
                    ["1.jpg": 1, "2.jpg": 2], to: "\(tenants.shelf)/\(name)", tenants.server.engine,
                    metadata: .array(paths.map(JSONValue.string)))
                #expect(try await tenants.search(name, 1).paths == ["a/x.jpg", "b/y.jpg"])
            }
        }
    }
}
