import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SyncTests {
    @Test func saysWhatItDid() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg")
        try place.write("not a picture", to: "photos/bad.jpg")
        let first = try await place.run("sync", "photos")
        #expect(first.code == 0)
        #expect(first.output.hasPrefix("'products' has 2 images: 2 added, 1 failed, in "))
        #expect(first.errors.contains("  bad.jpg: This is not an image in a supported format."))
        let second = try await place.run("sync", "photos")
        #expect(second.output.hasPrefix("'products' has 2 images: 3 unchanged, in "))
        #expect(second.errors.isEmpty)
    }

    @Test func whatIsPassedByIsCountedAndNamed() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b", "photos/@eaDir/a.jpg", "photos/c.cr2")
        try place.write("x", to: "photos/notes.txt")
        try place.write("x", to: "photos/sub/more.TXT")
        try place.write("x", to: "photos/LICENSE")
        let result = try await place.run("sync", "photos")
        #expect(result.code == 0)
        #expect(result.output.hasPrefix("'products' has 2 images: 2 added, in "))
        let sentence = try #require(
            result.errors.split(separator: "\n").first { $0.hasPrefix("Passed by ") })
        #expect(sentence.hasPrefix("Passed by 4 files that are not images: 2 .txt ("))
        #expect(sentence.hasSuffix("1 without an ending (LICENSE), 1 .cr2 (c.cr2)."))
        let report = try await place.json("sync", "photos")
        #expect(report["passed_by"]?.intValue == 4)
        #expect(
            report["passed_by_kinds"]?[2]
                == ["ending": "cr2", "count": 1, "example": "c.cr2"])
    }

    @Test func cutPicturesAreNamed() async throws {
        let place = try Workplace()
        try place.draw("photos/whole.jpg")
        try place.folder.write(try TestPicture.cutJPEG(seed: 5), to: "photos/cut.jpg")
        let report = try await place.json("sync", "photos", "--dry-run")
        #expect(report["marked"]?.intValue == 0)
        let result = try await place.run("sync", "photos")
        #expect(result.code == 0)
        #expect(result.output.hasPrefix("'products' has 2 images: 2 added, in "))
        #expect(result.errors.contains("  cut.jpg: The file ends early: "))
        #expect(!result.errors.contains("whole.jpg"))
        let forced = try await place.json("sync", "photos", "--force")
        #expect(forced["marked"]?.intValue == 1)
        #expect(forced["marks"]?[0]?["path"]?.stringValue == "cut.jpg")
        let found = try await place.json("search", "photos/cut.jpg")
        let marks = found["results"]?.arrayValue?.map { $0["mark"]?.stringValue != nil }
        #expect(marks == [true, false])
    }

    @Test func aFolderThatLooksEmptyStopsIt() async throws {
        let place = try Workplace()
        try await place.index()
        try FileManager.default.moveItem(atPath: place.path + "/photos", toPath: place.path + "/away")
        try FileManager.default.createDirectory(
            atPath: place.path + "/photos", withIntermediateDirectories: false)
        let refused = try await place.run("sync", "photos")
        #expect(refused.code == 1 && refused.output.isEmpty)
        #expect(refused.errors.contains("would remove all 3 images of \(place.path)/photos"))
        #expect(refused.errors.contains("--allow-removals"))
        #expect(try await place.json("collections", "stats", "products")["images"] == 3)
        let report = try await place.json("sync", "photos", "--allow-removals")
        #expect(report["removed"] == 3)
    }

    @Test func anotherFolderNeedsToBeMeant() async throws {
        let place = try Workplace()
        try await place.index()
        try place.draw("other/x.jpg")
        let refused = try await place.run("sync", "other")
        #expect(refused.code == 1)
        for text in ["\(place.path)/photos", "\(place.path)/other", "--replace-folder"] {
            #expect(refused.errors.contains(text))
        }
        let report = try await place.json("sync", "other", "--replace-folder")
        #expect(report["removed"] == 3 && report["added"] == 1)
    }

    @Test func printsItsReportAsJSON() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg", "photos/b.jpg", "photos/c.jpg")
        try await check(place.json("sync", "photos"), ["added": 3, "indexed": 3, "total": 3])
        try FileManager.default.moveItem(
            atPath: "\(place.path)/photos/a.jpg", toPath: "\(place.path)/photos/z.jpg")
        try FileManager.default.removeItem(atPath: "\(place.path)/photos/b.jpg")
        try place.draw("photos/d.jpg")
        try await check(
            place.json("sync", "photos"),
            ["added": 1, "renamed": 1, "removed": 1, "unchanged": 1, "changed": 0, "indexed": 3])
        try await check(place.json("sync", "photos", "--full"), ["unchanged": 3, "changed": 0])
        try await check(place.json("sync", "photos", "--force"), ["changed": 3, "unchanged": 0])
    }

    private func check(_ report: JSONValue, _ counts: [String: Int], line: Int = #line) throws {
        #expect(report["collection"]?.stringValue == "products")
        #expect(report["dry_run"]?.boolValue == false)
        for (name, count) in counts {
            #expect(report[name]?.intValue == count, "\(name), called in line \(line)")
        }
    }

    @Test func aDryRunChangesNothing() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        let result = try await place.run("sync", "photos", "--dry-run")
        #expect(result.code == 0)
        #expect(result.output == "A sync of 'products' would find: 1 added.\n")
        #expect(try await place.json("collections", "list")["collections"]?.arrayValue == [])
        let report = try await place.json("sync", "photos", "--dry-run", "--collection", "other")
        #expect(report["added"]?.intValue == 1)
        #expect(report["dry_run"]?.boolValue == true)
    }

    @Test func anEmptyFolderIsACollectionWithoutPictures() async throws {
        let place = try Workplace()
        try place.write("x", to: "photos/notes.txt")
        let result = try await place.run("sync", "photos")
        #expect(result.code == 0)
        #expect(result.output.hasPrefix("'products' has 0 images: no images found in photos, in "))
    }

    @Test func aFolderThatCannotBeReadLeavesNoCollectionBehind() async throws {
        let place = try Workplace()
        try place.draw("a.jpg")
        let missing = try await place.run("sync", "nowhere")
        #expect(missing.code == 1)
        #expect(missing.complains("nowhere", "No such file or directory"))
        let file = try await place.run("sync", "a.jpg")
        #expect(file.code == 1)
        #expect(file.complains("a.jpg", "Not a directory"))
        #expect(try await place.json("collections", "list")["collections"]?.arrayValue == [])
    }

    @Test func twoModelsAreNeverMixed() async throws {
        let place = try Workplace()
        try await place.index()
        let unknown = try await place.run("sync", "photos", "--collection", "new", "--model", "nope")
        #expect(unknown.code == 1)
        #expect(unknown.complains("There is no model called 'nope'", "tiny"))
        let name = try await place.run("sync", "photos", "--collection", "../x")
        #expect(name.code == 1)
        #expect(name.complains("'../x' can't name a collection"))
        let model = try place.second()
        let mixed = try await place.run(
            "sync", "photos", "--model", "second",
            adding: ["LOOKALIKE_MODEL_DIRS": "\(Fixtures.models),\(model)"])
        #expect(mixed.code == 1)
        #expect(mixed.complains("'products' was made with the model 'tiny'", "'second'"))
    }
}

extension Workplace {
    /// Makes a folder of models with a copy of the tests' network under another name.
    func second() throws -> String {
        let models = path + "/models"
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Fixtures.models + "/tiny", toPath: models + "/second")
        let manifest = models + "/second/model.json"
        let text = try String(contentsOfFile: manifest, encoding: .utf8)
        try text.replacingOccurrences(of: "\"tiny\"", with: "\"second\"")
            .write(toFile: manifest, atomically: true, encoding: .utf8)
        return models
    }
}
