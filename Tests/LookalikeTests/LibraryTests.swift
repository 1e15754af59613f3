import Foundation
import Lookalike
import Synchronization
import TestSupport
import Testing

/// Pages, duplicates, frames and other models.
@Suite(.timeLimit(.minutes(10))) struct LibraryTests {
    let place: Place

    init() throws {
        place = try Place()
    }

    private func shelf(_ seeds: ClosedRange<UInt64>) async throws -> (Store, ImageCollection) {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        for seed in seeds { try await shelf.add(.bytes(try TestPicture.jpeg(seed: seed)), id: "\(seed)") }
        return (store, shelf)
    }

    @Test func pagesAreOneLongSearch() async throws {
        let (store, shelf) = try await shelf(1...11)
        // Images that can't be told apart by their scores.
        for copy in 1...5 {
            try await shelf.add(.bytes(try TestPicture.jpeg(seed: 3)), id: "copy-\(copy)")
        }
        let all = try await shelf.search(.image("3"), k: 100).matches.map(\.id)
        #expect(all.count == 15)
        var found: [String] = []
        var end: PageEnd?
        repeat {
            let page = try await shelf.page(.image("3"), size: 4, after: end)
            found += page.result.matches.map(\.id)
            end = page.end
            // It can be kept as a text.
            if let kept = end { #expect(try PageEnd("\(kept)") == kept) }
        } while end != nil
        #expect(found == all)
        let first = try await shelf.page(.image("3"), size: 4)
        let other = await #expect(throws: LookalikeError.self) {
            try await shelf.page(.image("4"), size: 4, after: first.end)
        }
        #expect(other?.kind == "invalidArgument")
        let odd = #expect(throws: LookalikeError.self) { try PageEnd("nothing") }
        #expect(odd?.kind == "invalidArgument")
        let none = await #expect(throws: LookalikeError.self) { try await shelf.page(.image("3"), size: 0) }
        #expect(none?.kind == "invalidArgument")
        await store.close()
    }

    @Test func anotherModelAndTheWayBack() async throws {
        let (store, shelf) = try await shelf(1...6)
        let before = try await shelf.search(.image("2"), k: 3).matches
        let seen = Mutex(0)
        let changed = try await shelf.migrate(to: "lookalike-small") { progress in
            seen.withLock { $0 = max($0, progress.done) }
        }
        #expect(changed.model == "lookalike-small" && changed.previous == "tiny")
        #expect(changed.images == 6 && changed.leftOut == 0 && changed.overlap != nil)
        #expect(seen.withLock { $0 } > 0)
        #expect(try await shelf.information.model == "lookalike-small")
        #expect(try await shelf.information.dimension == 320)
        let same = await #expect(throws: LookalikeError.self) {
            try await shelf.migrate(to: "lookalike-small")
        }
        #expect(same?.kind == "invalidArgument")
        let unknown = await #expect(throws: LookalikeError.self) { try await shelf.migrate(to: "nothing") }
        #expect(["invalidArgument", "modelUnusable"].contains(unknown?.kind))
        let back = try await shelf.rollBackMigration()
        #expect(back.model == "tiny" && back.previous == "lookalike-small")
        #expect(try await shelf.search(.image("2"), k: 3).matches == before)
        let none = await #expect(throws: LookalikeError.self) { try await shelf.finishMigration() }
        #expect(none?.kind == "invalidArgument")
        await store.close()
    }

    @Test func imagesThatCameAsVectorsAreLeftOutIfWanted() async throws {
        let (store, shelf) = try await shelf(1...3)
        let dimension = try await shelf.information.dimension
        try await shelf.add(.vector((0..<dimension).map { Float($0 % 7) }), id: "vector")
        let refused = await #expect(throws: LookalikeError.self) {
            try await shelf.migrate(to: "lookalike-small")
        }
        #expect(refused?.kind == "invalidArgument")
        #expect(try await shelf.information.model == "tiny")
        var options = ModelChange()
        (options.leavesOutMissing, options.keepsOld) = (true, false)
        let changed = try await shelf.migrate(to: "lookalike-small", options: options)
        #expect(changed.images == 3 && changed.leftOut == 1)
        let gone = await #expect(throws: LookalikeError.self) { try await shelf.rollBackMigration() }
        #expect(gone?.kind == "invalidArgument")
        await store.close()
    }

    @Test func duplicatesAreFound() async throws {
        let (store, shelf) = try await shelf(1...4)
        #expect(try await shelf.duplicates() == [])
        let picture = try TestScene.jpeg(TestScene.pixels(seed: 9))
        try await shelf.add(.bytes(picture), id: "original")
        // Bytes after the end of a JPEG make it another file and the same picture.
        try await shelf.add(.bytes(picture), id: "equal")
        try await shelf.add(.bytes(picture + Array("more".utf8)), id: "copy")
        let groups = try await shelf.duplicates()
        #expect(groups.count == 1)
        let group = try #require(groups.first)
        #expect(Set(group.members.map(\.image.id)) == ["original", "equal", "copy"])
        #expect(group.kind == .near)
        #expect(group.members.first?.kind == nil && group.members[1].kind == .exact)
        #expect(group.members.allSatisfy { $0.score > 0.9 && $0.score <= 1 })
        #expect(group.members.map(\.image.id).contains(group.best))
        try await shelf.remove("copy")
        #expect(try await shelf.duplicates().first?.kind == .exact)
        try await shelf.remove("equal")
        #expect(try await shelf.duplicates() == [])
        await store.close()
    }

    @Test func framesOfFilesAreImages() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "films", creating: NewCollection())
        try place.draw(1, "still.jpg")
        try await TestVideo.write([.init(1, 1), .init(2, 1)], to: place.pictures.path + "/boat.mp4")
        #expect(try await shelf.sync(place.pictures).indexed == 1)
        #expect(try await shelf.frames == FrameChoice())
        var choice = FrameChoice()
        choice.videos = true
        try await shelf.setFrames(choice)
        #expect(try await shelf.frames == choice)
        #expect(try await shelf.sync().indexed == 3)
        #expect(try await shelf.image("boat.mp4#t=1.000")?.frame == .seconds(1))
        #expect(try await shelf.image("still")?.frame == nil)
        #expect(try await shelf.page(.image("still"), size: 10).result.matches.count == 2)
        choice.every = 0
        let wrong = choice
        let refused = await #expect(throws: LookalikeError.self) { try await shelf.setFrames(wrong) }
        #expect(refused?.kind == "invalidArgument")
        try await shelf.setFrames(FrameChoice())
        var removing = FolderSync()
        removing.allowsRemovals = true
        #expect(try await shelf.sync(options: removing).indexed == 1)
        await store.close()
    }
}
