import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// Videos on the command line.
@Suite(.timeLimit(.minutes(10))) struct VideoCommandTests {
    /// A folder `films` of a video of two scenes and a picture.
    private func place() async throws -> Workplace {
        let place = try Workplace()
        try place.draw("films/still.jpg")
        try await TestVideo.write([.init(1, 1), .init(2, 1)], to: "\(place.path)/films/boat.mp4")
        let pixels = TestScene.pixels(seed: 2, width: 160, height: 120)
        try place.folder.write(try TestScene.jpeg(pixels), to: "query.jpg")
        return place
    }

    @Test func videosAreIndexedOnceTheyAreAskedFor() async throws {
        let place = try await place()
        let dry = try await place.json("sync", "films", "--videos", "--dry-run")
        #expect(dry["added"] == 2 && dry["total"] == 2)
        let without = try await place.json("sync", "films")
        #expect(without["added"] == 1 && without["passed_by"] == 1 && without["frames"] == nil)
        let with = try await place.run("sync", "films", "--videos")
        #expect(with.code == 0)
        #expect(
            with.output.hasPrefix("'products' has 3 images: 1 added, 1 unchanged, 2 frames and pages, in "))
        // It is kept.
        let again = try await place.json("sync")["collections"]?[0]
        #expect(again?["unchanged"] == 2 && again?["total"] == 2)
        let off = try await place.json("sync", "films", "--no-videos")
        #expect(off["removed"] == 1 && off["indexed"] == 1)
    }

    @Test func aSearchTellsFileAndSecond() async throws {
        let place = try await place()
        _ = try await place.json("sync", "films", "--videos", "--every", "2")
        let found = try await place.json("search", "query.jpg")
        let results = found["results"]?.arrayValue ?? []
        #expect(results.count == 2 && results.first?["id"] == "boat.mp4#t=1.000")
        #expect(results.first?["frame"]?["seconds"] == 1 && results.first?["frames"]?.arrayValue?.count == 2)
        #expect(results.first?["path"]?.stringValue == "\(place.path)/films/boat.mp4")
        let table = try await place.run("search", "query.jpg")
        let lines = table.output.split(separator: "\n")
        #expect(lines[0].contains(" AT ") && lines[1].contains("0:01, also 0:00"))
        let all = try await place.json("search", "query.jpg", "--frames", "all")
        #expect(all["results"]?.arrayValue?.count == 3)
    }

    @Test func whatDoesNotFitIsSaid() async throws {
        let place = try await place()
        _ = try await place.json("sync", "films")
        let query = try await place.run("search", "films/boat.mp4")
        #expect(query.code == 1 && query.complains("films/boat.mp4 is a video"))
        let every = try await place.run("sync", "films", "--videos", "--every", "0.1")
        #expect(every.code == 64)
        let nowhere = try await place.run("sync", "--videos")
        #expect(nowhere.code == 64)
    }

    @Test func framesAreTheSameAfterAnExportAndAnImport() async throws {
        let place = try await place()
        _ = try await place.json("sync", "films", "--videos")
        let written = try await place.run("export", "--npy", "v.npy", "--collection", "products")
        #expect(written.code == 0, "\(written.errors)")
        let deleted = try await place.run("collections", "delete", "products", "--yes")
        #expect(deleted.code == 0)
        let taken = try await place.run(
            "import", "--npy", "v.npy", "--metadata", "v.npy.json", "--collection", "products")
        #expect(taken.code == 0, "\(taken.errors)")
        let found = try await place.json("search", "query.jpg")["results"]?[0]
        #expect(found?["id"] == "boat.mp4#t=1.000" && found?["frame"]?["seconds"] == 1)
        // The files are known: nothing is read again.
        let again = try await place.json("sync", "films")
        #expect(again["unchanged"] == 2 && again["indexed"] == 3)
    }
}
