import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// A collection with several folders, on the command line.
@Suite(.timeLimit(.minutes(10))) struct RootTests {
    @Test func aFolderIsAddedAndSyncedWithTheOthers() async throws {
        let place = try Workplace()
        try await place.index()
        try place.draw("more/a.jpg", "more/d.jpg")
        let added = try await place.json("add", "more")
        #expect(added["added"] == 2 && added["removed"] == 0 && added["indexed"] == 5)
        try place.draw("photos/e.jpg", "more/f.jpg")
        try FileManager.default.removeItem(atPath: place.path + "/photos/b.jpg")
        let all = try await place.run("sync")
        #expect(all.code == 0)
        #expect(all.output.hasPrefix("'products' has 6 images: 2 added, 1 removed, 4 unchanged, in "))
        let one = try await place.json("sync", "more")
        #expect(one["total"] == 3 && one["unchanged"] == 3)
        let listed = try await place.json("roots", "list")["roots"]?.arrayValue ?? []
        #expect(listed.map { $0["directory"] } == ["photos", "more"].map { .string("\(place.path)/\($0)") })
        #expect(listed.map { $0["images"] } == [3, 3] && listed.allSatisfy { $0["offline"] == false })
        let table = try await place.run("collections", "list")
        #expect(table.output.contains("\(place.path)/photos, \(place.path)/more"))
    }

    @Test func syncWithoutAFolderSyncsAllCollections() async throws {
        let place = try Workplace()
        let none = try await place.run("sync")
        #expect(none.code == 1 && none.complains("lookalike sync DIR"))
        try await place.index()
        try place.draw("boots/x.jpg")
        _ = try await place.json("add", "boots", "--collection", "boots")
        try place.draw("boots/y.jpg", "photos/z.jpg")
        let reports = try await place.json("sync")["collections"]?.arrayValue ?? []
        #expect(reports.map { $0["collection"] } == ["boots", "products"])
        #expect(reports.map { $0["added"] } == [1, 1])
        try place.draw("boots/w.jpg", "photos/w.jpg")
        let one = try await place.json("sync", "--collection", "boots")["collections"]?.arrayValue ?? []
        #expect(one.map { $0["added"] } == [1])
        let unknown = try await place.run("sync", "--collection", "nope")
        #expect(unknown.code == 1 && unknown.complains("There is no collection called 'nope'"))
        let wrong = try await place.run("sync", "--replace-folder")
        #expect(wrong.code == 64)
    }

    @Test func anotherFolderIsOfferedToBeAdded() async throws {
        let place = try Workplace()
        try await place.index()
        try place.draw("other/x.jpg")
        let refused = try await place.run("sync", "other")
        #expect(refused.code == 1 && refused.complains("lookalike add", "\(place.path)/photos"))
        let nested = try await place.run("add", "photos/deep")
        #expect(nested.code == 1 && nested.complains("lies inside the root \(place.path)/photos"))
        #expect(try await place.json("collections", "stats", "products")["images"] == 3)
    }

    @Test func aMissingFolderIsOfflineAndItsImagesAreFound() async throws {
        let place = try Workplace()
        try await place.index()
        try place.draw("more/d.jpg")
        _ = try await place.json("add", "more")
        try place.draw("query.jpg")
        let query = try Data(contentsOf: URL(fileURLWithPath: place.path + "/more/d.jpg"))
        try query.write(to: URL(fileURLWithPath: place.path + "/query.jpg"))
        try FileManager.default.moveItem(atPath: place.path + "/more", toPath: place.path + "/away")
        let synced = try await place.run("sync")
        #expect(synced.code == 0 && synced.errors.contains("\(place.path)/more can't be read"))
        #expect(synced.output.hasPrefix("'products' has 4 images: 3 unchanged, in "))
        let found = try await place.json("search", "query.jpg", "-k", "1")["results"]?[0]
        #expect(found?["id"] == "d" && found?["offline"] == true)
        let table = try await place.run("roots", "list")
        #expect(table.output.contains("offline") && table.output.contains("online"))
        let listed = try await place.json("roots", "list")["roots"]?.arrayValue ?? []
        #expect(listed.map { $0["offline"] } == [false, true])
    }

    @Test func aRootIsRemovedByWhoMeansIt() async throws {
        let place = try Workplace()
        try await place.index()
        try place.draw("more/d.jpg")
        _ = try await place.json("add", "more")
        let asked = try await place.run("roots", "remove", "more")
        #expect(asked.code == 1 && asked.complains("--yes"))
        let unknown = try await place.run("roots", "remove", "nowhere", "--yes")
        #expect(unknown.code == 1 && unknown.complains("has no root 'nowhere'", "lookalike roots list"))
        let removed = try await place.json("roots", "remove", "photos", "--yes")
        #expect(removed["images"] == 3 && removed["directory"] == .string("\(place.path)/photos"))
        #expect(place.exists("photos/a.jpg"))
        #expect(try await place.json("collections", "stats", "products")["images"] == 1)
    }
}
