import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

/// Files of several pages, and animations.
@Suite(.timeLimit(.minutes(10))) struct PageFrameTests {
    private func world(pages: Bool = true) async throws -> World {
        let world = try await World()
        try await world.engine.setFrames(FrameOptions(pages: pages), of: world.collection)
        return world
    }

    /// A file of a scene a second, by FFmpeg's program.
    private func make(_ world: World, _ name: String, seeds: [UInt64]) async throws {
        try await TestVideo.write(
            seeds.map { .init($0, 0.2) }, to: "\(world.pictures.path)/\(name)", options: "-loop 0")
    }

    private func ids(_ world: World) async throws -> [String] { try await world.images().map(\.id).sorted() }

    /// A TIFF whose directories follow each other: uncompressed RGB.
    private static func tiff(_ pages: [PixelBuffer]) -> [UInt8] {
        var file: [UInt8] = [0x49, 0x49, 42, 0, 0, 0, 0, 0]
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var link = 4
        for page in pages {
            let (data, depths) = (file.count, file.count + page.bytes.count)
            file += page.bytes + number(8, 2) + number(8, 2) + number(8, 2) + [0, 0]
            file.replaceSubrange(link..<link + 4, with: number(file.count, 4))
            let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
                (256, 3, 1, page.width), (257, 3, 1, page.height), (258, 3, 3, depths), (259, 3, 1, 1),
                (262, 3, 1, 2), (273, 4, 1, data), (277, 3, 1, 3), (278, 3, 1, page.height),
                (279, 4, 1, page.bytes.count),
            ]
            file += number(entries.count, 2)
            for entry in entries {
                file +=
                    number(entry.tag, 2) + number(entry.type, 2) + number(entry.count, 4)
                    + number(entry.value, 4)
            }
            link = file.count
            file += [0, 0, 0, 0]
        }
        return file
    }

    private static func scene(_ seed: UInt64) -> PixelBuffer {
        TestScene.pixels(seed: seed, width: 160, height: 120)
    }

    @Test func eachPageOfATIFFIsAnImage() async throws {
        let world = try await world()
        let pages = [1, 2, 2, 3].map { Self.scene($0) }
        try world.pictures.write(Self.tiff(pages), to: "scans/letter.tif")
        try world.pictures.write(Self.tiff([Self.scene(4)]), to: "single.tif")
        let report = try await world.sync()
        // A page that is the same as the one before is left out.
        #expect(report.counts == ["total": 2, "added": 2, "indexed": 4] && report.frames == 3)
        #expect(
            try await ids(world)
                == [
                    "scans/letter.tif#page=1", "scans/letter.tif#page=2", "scans/letter.tif#page=4", "single",
                ])
        let image = try await world.engine.image("scans/letter.tif#page=4", in: world.collection)
        #expect(image.frame?.kind == .page && image.frame?.extent == 4 && image.mediaType == "image/tiff")
        let answer = try await world.engine.search(
            world.collection, for: .image(try TestScene.jpeg(Self.scene(3), quality: 95)),
            options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.image.id == image.id)
        let shown = try PictureDecoder.decode(
            try await world.engine.content(of: image, in: world.collection)
        ).pixels
        #expect(shown.size == PixelSize(width: 160, height: 120))
        #expect(try await world.sync().counts == ["total": 2, "unchanged": 2, "indexed": 4])
    }

    @Test(arguments: ["gif", "webp"]) func eachFrameOfAnAnimationIsAnImage(_ ending: String) async throws {
        let world = try await world()
        try await make(world, "cat.\(ending)", seeds: [1, 1, 2, 3])
        try await world.sync()
        let ids = try await ids(world)
        #expect(ids.count == 3 && ids.allSatisfy { $0.hasPrefix("cat.\(ending)#frame=") })
        for (seed, id) in zip([1, 2, 3] as [UInt64], ids) {
            let answer = try await world.engine.search(
                world.collection, for: .image(try TestScene.jpeg(Self.scene(seed), quality: 95)),
                options: SearchOptions(topK: 1))
            #expect(answer.matches.first?.image.id == id)
        }
        let last = try await world.engine.image(try #require(ids.last), in: world.collection)
        let pixels = try PictureDecoder.decode(
            try await world.engine.content(of: last, in: world.collection)
        ).pixels
        let expected = Self.scene(3)
        let difference = zip(pixels.bytes, expected.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(Double(difference) / Double(expected.bytes.count) < 25)
    }

    @Test func withoutTheOptionAFileIsItsFirstPage() async throws {
        let world = try await world(pages: false)
        try world.pictures.write(Self.tiff([Self.scene(1), Self.scene(2)]), to: "letter.tif")
        try await make(world, "cat.gif", seeds: [1, 2])
        try await world.sync()
        #expect(try await ids(world) == ["cat", "letter"])
        var edit = ImageEdit()
        edit.attributes = .replaced(["who": "Ada"])
        _ = try await world.engine.edit("letter", edit, in: world.collection)
        let known = try await world.recordID("letter")
        // Known files follow the option once they are read anew; the first page keeps the record.
        try await world.engine.setFrames(FrameOptions(pages: true), of: world.collection)
        let report = try await world.sync(SyncOptions(full: true))
        #expect(report.counts == ["total": 2, "changed": 2, "indexed": 4])
        let first = try await world.engine.image("letter.tif#page=1", in: world.collection)
        #expect(first.recordID == known && first.attributes == ["who": "Ada"])
        try await world.engine.setFrames(FrameOptions(), of: world.collection)
        try await world.sync(SyncOptions(full: true))
        let single = try #require(try await world.images().first { $0.path == "letter.tif" })
        #expect(single.recordID == known && single.attributes == ["who": "Ada"])
        #expect(try await world.images().count == 2)
        #expect(try await world.images().allSatisfy { $0.frame == nil })
    }

    @Test func filesOfTheSamePathInTwoRootsHaveIDsOfTheirOwn() async throws {
        let world = try await world()
        let other = try TemporaryFolder()
        try world.pictures.write(Self.tiff([1, 2, 3].map(Self.scene)), to: "scan.tif")
        try other.write(Self.tiff([4, 5, 6].map(Self.scene)), to: "scan.tif")
        try await world.sync()
        var options = SyncOptions()
        options.addsRoot = true
        _ = try await world.engine.sync(world.collection, directory: other.path, options: options)
        #expect(
            try await ids(world)
                == (1...3).map { "scan.tif#2#page=\($0)" } + (1...3).map { "scan.tif#page=\($0)" })
        // A moved file is called by its path too.
        try world.rename("scan.tif", "letters/old.tif")
        try await world.sync()
        #expect(try await Array(ids(world).prefix(3)) == (1...3).map { "letters/old.tif#page=\($0)" })
        withExtendedLifetime(other) {}
    }

    @Test func aFileOfVeryManyPagesSaysWhatIsLeftOut() async throws {
        let world = try await world()
        let page = TestScene.pixels(seed: 1, width: 32, height: 32)
        let pages = [PixelBuffer](repeating: page, count: 503)
        try world.pictures.write(Self.tiff(pages), to: "scan.tif")
        let report = try await world.sync()
        #expect(report.frames == 1 && report.marked == 1)
        #expect(
            report.marks.map(\.detail) == [
                "The file has 503 pages, of which the first 500 are taken; the rest is left out."
            ])
    }

    @Test func pagesThatAreBrokenForAWhileKeepTheirRecords() async throws {
        let world = try await world()
        let whole = Self.tiff([1, 2].map(Self.scene))
        try world.pictures.write(whole, to: "scan.tif")
        try await world.sync()
        let known = try await world.images().map(\.recordID)
        try world.pictures.write(Array(whole.prefix(1_000)), to: "scan.tif")
        #expect(try await world.sync().counts == ["total": 1, "failed": 1])
        try world.pictures.write(whole, to: "scan.tif")
        #expect(try await world.sync().counts == ["total": 1, "changed": 1, "indexed": 2])
        #expect(try await world.images().map(\.recordID) == known)
    }

    @Test func aTIFFThatLeadsInACircleEnds() async throws {
        let world = try await world()
        var file = Self.tiff([Self.scene(1), Self.scene(2)])
        // The last directory leads to the first.
        file.replaceSubrange((file.count - 4)..., with: file[4..<8])
        try world.pictures.write(file, to: "circle.tif")
        try await world.sync()
        #expect(try await ids(world) == ["circle.tif#page=1", "circle.tif#page=2"])
    }
}
