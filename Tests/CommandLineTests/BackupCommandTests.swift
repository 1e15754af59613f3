import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized) struct BackupCommandTests {
    /// What a search finds, with its scores, in order.
    private func found(_ place: Workplace, _ data: String) async throws -> JSONValue? {
        try await place.json("search", "photos/a.jpg", "--data-dir", data)["results"]
    }

    @Test func `A served data folder is backed up, checked and restored`() async throws {
        let place = try Workplace()
        try await place.index()
        let expected = try await found(place, "data")
        let server = try RunningProgram(
            ["serve", "--port", "0"], in: place, adding: ["LOOKALIKE_GALLERY_SEARCH_LIMIT": "7"])
        try await server.wait { $0.output.contains("is ready") }
        let written = try await place.json(
            "backup", "all.tar", adding: ["LOOKALIKE_GALLERY_SEARCH_LIMIT": "7"])
        #expect(written["collections"] == 1 && written["missing"] == [])
        let checked = try await place.run("backup", "all.tar", "--check")
        #expect(checked.code == 0 && checked.output.contains("is whole"))
        let busy = try await place.run("restore", "all.tar", "--set-aside")
        #expect(busy.code == 75, "\(busy.errors)")
        server.signal(SIGTERM)
        _ = try await server.end()
        let refused = try await place.run("restore", "all.tar")
        #expect(refused.code == 1 && refused.complains("is not empty", "--set-aside"))
        let restored = try await place.run("restore", "all.tar", "--data-dir", "fresh")
        #expect(restored.code == 0 && restored.errors.contains("fresh/restored-settings.json"))
        #expect(try await found(place, "fresh") == expected)
        let settings = try String(
            contentsOfFile: place.path + "/fresh/restored-settings.json", encoding: .utf8)
        let object = try JSONDecoder().decode(JSONValue.self, from: Data(settings.utf8))
        #expect(object["gallery"] == ["searchLimit": "7"] && object["dataDir"] == nil)
        // They are settings as they are.
        let used = try await place.run(
            "collections", "--config", "fresh/restored-settings.json", "--data-dir", "fresh")
        #expect(used.code == 0, "\(used.errors)")
        let aside = try await place.run("restore", "all.tar", "--set-aside")
        #expect(aside.code == 0 && aside.errors.contains("data.before-"))
        #expect(try await found(place, "data") == expected)
    }

    @Test func `What can't be backed up or restored is said`() async throws {
        let place = try Workplace()
        let none = try await place.run("backup", "all.tar")
        #expect(none.code == 1 && none.complains("it has no catalogue"))
        try await place.index()
        let inside = try await place.run("backup", "data/all.tar")
        #expect(inside.code == 1 && inside.complains("can't be kept in the data folder"))
        try place.write("mine", to: "all.tar")
        let taken = try await place.run("backup", "all.tar")
        #expect(taken.code == 1 && taken.complains("all.tar exists already", "--force"))
        let foreign = try await place.run("restore", "all.tar", "--data-dir", "fresh")
        #expect(foreign.code == 1 && foreign.complains("is no backup"))
        let missing = try await place.run("restore", "none.tar", "--data-dir", "fresh")
        #expect(missing.code == 1 && missing.complains("none.tar"))
        #expect(try await place.run("backup", "all.tar", "--force").code == 0)
    }

    // MARK: kill -9

    /// A data folder of some megabytes.
    private func fill(_ place: Workplace) async throws {
        let engine = try await TestEngine.make(place.data)
        let uploads = try await engine.createCollection(named: "uploads")
        for seed in 0..<12 as Range<UInt64> {
            _ = try await engine.put(
                TestPicture.jpeg(seed: seed, width: 900, height: 700), as: "\(seed)", in: uploads)
        }
        let vectors = try await engine.createCollection(
            named: "vectors", CollectionOptions(model: .none, dimension: 512, metric: .l2))
        for block in 0..<5 {
            let images = (0..<1_000).map { index in
                IncomingImage(
                    id: "\(block)-\(index)",
                    vector: (0..<512).map { Float(($0 * 31 + index * 7 + block) % 101) })
            }
            _ = try await engine.put(images, in: vectors)
        }
    }

    private func see(_ data: String) async throws -> [String] {
        let engine = try await TestEngine.make(data)
        var lines: [String] = []
        for record in try await engine.collectionRecords() {
            let collection = try await engine.collection(named: record.name)
            lines += try await engine.images(in: collection, after: 0, limit: 10_000).map {
                "\($0.id) \($0.contentHash) \($0.recordID)"
            }
            let probe = [Float](repeating: 3, count: record.dimension)
            let answer = try await engine.search(
                collection, for: .vector(probe), options: SearchOptions(topK: 50))
            lines += answer.matches.map { "\($0.image.id) \($0.score)" }
        }
        return lines
    }

    /// Starts the program, ends it with `kill -9` as soon as a file of its making is of some size, and says whether it was
    /// still at work.
    private func killed(_ arguments: [String], _ place: Workplace, when isDue: () -> Bool) async throws
        -> Bool
    {
        let process = try CommandLineProgram.start(
            arguments, environment: place.environment, folder: place.path, output: .none, errors: .none)
        try await eventually("it was under way", every: .microseconds(200)) {
            isDue() || !process.isRunning
        }
        process.signal(SIGKILL)
        return await process.end() == .signal(SIGKILL)
    }

    private func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    @Test func `A backup that was killed again and again is whole in the end`() async throws {
        let place = try Workplace()
        try await fill(place)
        let expected = try await see(place.data)
        var kills = 0
        for round in 0..<6 {
            let wanted = round * 3 << 20
            let wasKilled = try await killed(["backup", "all.tar"], place) {
                size("\(place.path)/all.tar.part") >= wanted
            }
            guard wasKilled else { break }
            kills += 1
            #expect(!place.exists("all.tar"))
            #expect(try await see(place.data) == expected)
        }
        #expect(kills > 0)
        if !place.exists("all.tar") { #expect(try await place.run("backup", "all.tar").code == 0) }
        #expect(try await place.run("backup", "all.tar", "--check").code == 0)
        #expect(try await place.run("restore", "all.tar", "--data-dir", "fresh").code == 0)
        #expect(try await see(place.path + "/fresh") == expected)
    }

    @Test func `A restore that was killed leaves no data folder, and is done again`() async throws {
        let place = try Workplace()
        try await fill(place)
        let expected = try await see(place.data)
        #expect(try await place.run("backup", "all.tar").code == 0)
        let fresh = place.path + "/fresh"
        var kills = 0
        for round in 0..<6 {
            let wasKilled = try await killed(["restore", "all.tar", "--data-dir", "fresh"], place) {
                let found = FileManager.default.subpaths(atPath: fresh + "/restoring/files") ?? []
                return found.count >= round * 5
            }
            guard wasKilled else { break }
            kills += 1
            if FileManager.default.fileExists(atPath: fresh + "/catalogue.sqlite") { break }
            let refused = try await place.run("sync", "photos", "--data-dir", "fresh")
            #expect(refused.code == 1 && !place.exists("fresh/catalogue.sqlite"), "\(refused.errors)")
        }
        #expect(kills > 0)
        if !place.exists("fresh/catalogue.sqlite") {
            let done = try await place.run("restore", "all.tar", "--data-dir", "fresh")
            #expect(done.code == 0, "\(done.errors)")
        }
        #expect(try await see(fresh) == expected)
        #expect(!place.exists("fresh/restoring"))
    }
}
