import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ImportFolderTests {
    private static func draw(in place: Workplace) throws {
        try place.draw(
            "animals/cats/tom.jpg", "animals/cats/deep/tim.jpg", "animals/dogs/rex.jpg",
            "animals/dogs/rob.jpg",
            "animals/nobody.jpg")
    }

    @Test func aFolderIsACategory() async throws {
        let place = try Workplace()
        try Self.draw(in: place)
        try place.write("no picture", to: "animals/dogs/bad.jpg")
        try place.write("x", to: "animals/dogs/notes.txt")
        let first = try await place.run("import-folder", "animals")
        #expect(first.code == 0)
        #expect(
            first.output.hasPrefix("'gallery' has 5 images in 2 categories: 5 added, 1 failed, in "),
            "\(first.output)")
        #expect(first.errors.contains("  dogs/bad.jpg: This is not an image in a supported format."))
        #expect(first.errors.contains("Passed by 1 file that is not an image: 1 .txt (dogs/notes.txt)."))
        let again = try await place.json("import-folder", "animals")
        for (name, count) in [("added", 0), ("unchanged", 5), ("failed", 1), ("total", 6)] {
            #expect(again[name]?.intValue == count, "\(name)")
        }
        let stats = try await place.json("collections", "stats", "gallery")
        #expect(stats["images"] == 5)
        #expect(stats["model"] == "tiny")
    }

    @Test func whatChangedIsTakenAnew() async throws {
        let place = try Workplace()
        try Self.draw(in: place)
        _ = try await place.json("import-folder", "animals", "--collection", "zoo")
        try FileManager.default.moveItem(
            atPath: place.path + "/animals/cats/tom.jpg", toPath: place.path + "/animals/dogs/tom.jpg")
        try place.draw("animals/cats/new.jpg")
        try place.folder.write(
            try TestPicture.jpeg(seed: 12_345), to: "animals/dogs/rex.jpg")
        let report = try await place.json("import-folder", "animals", "--collection", "zoo")
        // The file that moved has the bytes of one that is there.
        for (name, count) in [("added", 1), ("changed", 1), ("copies", 1), ("unchanged", 3)] {
            #expect(report[name]?.intValue == count, "\(name)")
        }
    }

    @Test func aDividedDataSetHasItsCategoriesOneLevelDeeper() async throws {
        let place = try Workplace()
        try place.draw(
            "set/train/cats/a.jpg", "set/train/dogs/b.jpg", "set/test/cats/c.jpg", "set/test/owls/d.jpg")
        let report = try await place.json("import-folder", "set")
        #expect(report["added"] == 4)
        #expect(report["categories"] == 3)
    }

    @Test func someAreTakenByTurns() async throws {
        let place = try Workplace()
        try place.draw("d/a/1.jpg", "d/a/2.jpg", "d/a/3.jpg", "d/b/4.jpg", "d/c/5.jpg")
        let report = try await place.json("import-folder", "d", "--num-images", "3")
        #expect(report["added"] == 3)
        #expect(report["categories"] == 3)
        let wrong = try await place.run("import-folder", "d", "--num-images", "0")
        #expect(wrong.code == 64)
    }

    @Test func whatIsNoFolderOfPicturesIsTold() async throws {
        let place = try Workplace()
        try place.write("x", to: "empty/notes.txt")
        let empty = try await place.run("import-folder", "empty")
        #expect(empty.code == 1)
        #expect(empty.complains("empty has no images in it."))
        let missing = try await place.run("import-folder", "nowhere")
        #expect(missing.code == 1)
        #expect(missing.complains("nowhere", "No such file or directory"))
        #expect(!place.exists("data"))
    }
}
