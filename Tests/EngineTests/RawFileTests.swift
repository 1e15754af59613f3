import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// Raw files of cameras among the files of a collection.
@Suite(.timeLimit(.minutes(10))) struct RawFileTests {
    @Test func rawFilesComeOnlyIfWantedAndLeaveOtherIDsAlone() async throws {
        let world = try await World()
        try world.draw(1, "A1.JPG")
        // The bytes say what it is.
        try world.draw(2, "A1.CR2")
        let without = try await world.sync()
        #expect(without.counts == ["total": 1, "added": 1, "indexed": 1] && without.passedBy == 1)
        try await world.engine.setFrames(FrameOptions(raw: true), of: world.collection)
        #expect(try await world.sync().counts == ["total": 2, "added": 1, "unchanged": 1, "indexed": 2])
        #expect(try await world.paths() == ["A1": "A1.JPG", "A1.CR2": "A1.CR2"])
        try await world.engine.setFrames(FrameOptions(), of: world.collection)
        #expect(try await world.sync().counts == ["total": 1, "unchanged": 1, "removed": 1, "indexed": 1])
    }

    @Test func aNewFolderNamesThePictureFirst() async throws {
        let world = try await World()
        try await world.engine.setFrames(FrameOptions(raw: true), of: world.collection)
        try world.draw(1, "A1.CR2")
        try world.draw(2, "A1.JPG")
        try await world.sync()
        #expect(try await world.paths() == ["A1": "A1.JPG", "A1.CR2": "A1.CR2"])
    }
}
