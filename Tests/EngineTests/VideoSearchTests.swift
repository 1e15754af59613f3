import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures
import TestSupport
import Testing

/// Searches over videos answer one result a video.
@Suite(.timeLimit(.minutes(10))) struct VideoSearchTests {
    /// Three videos: the second scene of `a` comes again at its end.
    private static func filled() async throws -> World {
        let world = try await World()
        try await world.engine.setFrames(FrameOptions(videos: true), of: world.collection)
        let films: [(String, [TestVideo.Scene])] = [
            ("a", [.init(1, 1), .init(2, 1), .init(3, 1), .init(2, 1)]), ("b", [.init(4, 1), .init(5, 1)]),
            ("c", [.init(6, 1)]),
        ]
        for (name, scenes) in films {
            try await TestVideo.write(scenes, to: "\(world.pictures.path)/\(name).mp4")
        }
        try world.draw(1, "still.jpg")
        try await world.sync()
        return world
    }

    private static func query(_ seed: UInt64) throws -> Query {
        .image(try TestScene.jpeg(TestScene.pixels(seed: seed, width: 160, height: 120)))
    }

    private static func ids(_ page: SearchPage) -> [String] { page.answer.matches.map(\.image.id) }

    @Test func aVideoIsOneResultWithItsOtherSeconds() async throws {
        let world = try await Self.filled()
        let page = try await world.engine.page(
            world.collection, for: Self.query(2), options: PageOptions(size: 10))
        #expect(page.answer.matches.count == 4)
        let best = try #require(page.answer.matches.first)
        #expect(["a.mp4#t=1.000", "a.mp4#t=3.000"].contains(best.image.id))
        let found = try #require(page.frames)
        let frames = try #require(found[0])
        #expect(frames.count == 4)
        #expect(Set(frames.matches.prefix(2).map(\.frame.position)) == [1, 3])
        #expect(frames.matches[0].id == best.image.id && frames.matches[0].score == best.score)
        #expect(Set(page.answer.matches.map(\.image.path)) == ["a.mp4", "b.mp4", "c.mp4", "still.jpg"])
        let still = try #require(page.answer.matches.firstIndex { $0.image.id == "still" })
        #expect(found[still] == nil)
    }

    @Test func pagesHaveEachVideoOnce() async throws {
        let world = try await Self.filled()
        var options = PageOptions(size: 1)
        for order in [ResultOrder.score, .name] {
            options.order = order
            var page = try await world.engine.page(
                world.collection, for: Self.query(2), options: options)
            var paths = page.answer.matches.map(\.image.path)
            while let next = page.next {
                page = try await world.engine.page(world.collection, after: next, size: 1)
                paths += page.answer.matches.map(\.image.path)
            }
            #expect(paths.count == 4 && Set(paths).count == 4)
        }
    }

    @Test func allFramesCanBeListed() async throws {
        let world = try await Self.filled()
        var options = PageOptions(size: 20)
        options.listsFrames = true
        let page = try await world.engine.page(
            world.collection, for: Self.query(2), options: options)
        #expect(page.answer.matches.count == 8 && page.frames == nil)
        #expect(Set(Self.ids(page).prefix(2)) == ["a.mp4#t=1.000", "a.mp4#t=3.000"])
    }

    @Test func theOtherSecondsOfAVideoAreNoCopiesOfIt() async throws {
        let world = try await Self.filled()
        var options = PageOptions(size: 10)
        (options.isFolded, options.foldThreshold) = (true, 0.9)
        let page = try await world.engine.page(
            world.collection, for: Self.query(2), options: options)
        let first = try #require(page.answer.matches.first)
        let copies = try #require(page.copies?.first)
        #expect(first.image.path == "a.mp4" && copies.ids.allSatisfy { !$0.hasPrefix("a.mp4") })
        #expect((page.frames?.first ?? nil)?.count == 4)
    }

    @Test func theThresholdHoldsForTheSecondsToo() async throws {
        let world = try await Self.filled()
        var options = PageOptions(size: 10)
        options.search.threshold = 0.99
        let page = try await world.engine.page(
            world.collection, for: Self.query(2), options: options)
        let frames = try #require(page.frames?.first ?? nil)
        #expect(frames.matches.allSatisfy { $0.score >= 0.99 } && frames.count == frames.matches.count)
        #expect(Set(frames.matches.map(\.frame.position)).isSuperset(of: [1, 3]))
    }

    @Test func framesOfOneVideoAreNoDuplicatesOfEachOther() async throws {
        let world = try await Self.filled()
        try FileManager.default.createDirectory(
            atPath: "\(world.pictures.path)/copy", withIntermediateDirectories: true)
        let frame = TestScene.pixels(seed: 2, width: 160, height: 120)
        try world.pictures.write(try TestScene.jpeg(frame, quality: 95), to: "copy/shot.jpg")
        try await world.sync()
        let pairs = try await world.engine.nearDuplicates(in: world.collection, threshold: 0.98, limit: 100)
        #expect(
            pairs.pairs.allSatisfy { $0.first.path != $0.second.path })
        let shots = pairs.pairs.filter { [$0.first.id, $0.second.id].contains("shot") }
        #expect(shots.count >= 2)
    }
}
