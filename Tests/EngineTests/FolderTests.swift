import Catalogue
import Engine
import Foundation
import TestSupport
import Testing

/// Folders as they are found in the world.
@Suite struct FolderTests {
    @Test func linksAreFollowedAndLoopsEnd() async throws {
        let world = try World()
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 2), to: "two.jpg")
        try world.draw(1, "sub/one.jpg")
        try world.link("sub/up", to: "..")
        try world.link("self", to: ".")
        try world.link("elsewhere", to: elsewhere.path)
        try world.link("file.jpg", to: elsewhere.path + "/two.jpg")
        try world.link("dangling.jpg", to: "/nonexistent.jpg")
        let report = try await world.sync()
        #expect(
            try Set(world.paths().values) == ["sub/one.jpg", "elsewhere/two.jpg", "file.jpg"])
        #expect(report.problems.map(\.path).sorted() == ["dangling.jpg", "self/", "sub/up/"])
    }

    @Test(.timeLimit(.minutes(1)))
    func foldersFullOfLinksToEachOtherAreWalkedInTime() async throws {
        let world = try World()
        for folder in 0..<12 {
            try world.draw(UInt64(folder), "\(folder)/\(folder).jpg")
            for other in 0..<12 where other != folder {
                try world.link("\(folder)/to-\(other)", to: "../\(other)")
            }
        }
        let report = try await world.sync()
        #expect(report.total >= 12)
        #expect(report.total < 12 * 12 * 17)
        #expect(try Set(world.paths().values).isSuperset(of: (0..<12).map { "\($0)/\($0).jpg" }))
    }

    @Test func namesThatAreNotUTF8AreReported() async throws {
        let world = try World()
        try world.draw(1, "good.jpg")
        for name in [[0xFF, 0x2E, 0x6A, 0x70, 0x67], [0xFE, 0x2E, 0x74, 0x78, 0x74]] as [[UInt8]] {
            let path = Array(world.pictures.path.utf8) + [UInt8(ascii: "/")] + name + [0]
            let descriptor = path.withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_CREAT | O_WRONLY, 0o644) }
            }
            try #require(descriptor >= 0)
            close(descriptor)
        }
        let report = try await world.sync()
        // The one that has a picture's ending; the other would not be looked at anyway.
        #expect(report.problems.count == 1)
        #expect(report.problems.first?.detail.contains("UTF-8") == true)
        #expect(report.counts == ["total": 1, "added": 1, "indexed": 1])
    }

    @Test func oneLetterWrittenInTwoWaysIsTwoFiles() async throws {
        let world = try World()
        try world.draw(1, "caf\u{E9}.jpg")
        try world.draw(2, "cafe\u{301}.jpg")
        try await world.settle()
        #expect(try await world.sync().counts == ["total": 2, "added": 2, "indexed": 2])
        #expect(try await world.sync().counts == ["total": 2, "unchanged": 2, "indexed": 2])
        #expect(try world.images().count == 2)
    }

    @Test func whatIsNoPictureByItsNameIsPassedBy() async throws {
        let world = try World()
        for name in ["notes.txt", ".hidden.jpg", ".git/a.jpg", "noending", "b.jpg.txt"] {
            try world.draw(1, name)
        }
        for name in ["a.JPG", "b.JpEg", "c.png"] { try world.draw(2, name) }
        #expect(try await world.sync().counts == ["total": 3, "added": 3, "indexed": 3])
        #expect(try world.paths() == ["a": "a.JPG", "b": "b.JpEg", "c": "c.png"])
    }

    @Test func whatCanNotBeLookedAtKeepsItsRecords() async throws {
        let world = try World()
        try world.draw(1, "sub/a.jpg")
        try world.draw(2, "b.jpg")
        try world.draw(3, "sub-b.jpg")
        try await world.sync()
        // Links to themselves can't be looked at by anyone, root included.
        for name in ["sub/a.jpg", "sub", "b.jpg", "sub-b.jpg"] { try world.remove(name) }
        try world.link("sub", to: "sub")
        try world.link("b.jpg", to: "b.jpg")
        let report = try await world.sync()
        #expect(report.problems.map(\.path).sorted() == ["b.jpg", "sub"])
        #expect(report.counts == ["removed": 1, "indexed": 2])
        #expect(try await world.finds(1, "a"))
        #expect(try await world.finds(2, "b"))
    }

    @Test func whatIsBehindAFolderThatIsNotWalkedKeepsItsRecords() async throws {
        let world = try World()
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 1), to: "a.jpg")
        try world.link("00", to: elsewhere.path)
        try await world.sync()
        let before = try world.images().map(\.id)
        for link in 1...40 { try world.link("\(link)", to: elsewhere.path) }
        // Whichever links are followed, the record stays.
        let report = try await world.sync()
        #expect(report.removed == 0 && report.problems.count == 41 - 16)
        #expect(try world.images().map(\.id).starts(with: before))
    }

    @Test func pipesAndFoldersNamedLikePicturesAreNoPictures() async throws {
        let world = try World()
        try #require(mkfifo(world.pictures.path + "/pipe.jpg", 0o644) == 0)
        try world.draw(1, "folder.jpg/a.jpg")
        #expect(try await world.sync().counts == ["total": 1, "added": 1, "indexed": 1])
    }

    @Test func equalStemsGetNamesThatStay() async throws {
        let world = try World()
        try world.draw(1, "b/mug.jpg")
        try world.draw(2, "a/mug.jpg")
        try world.draw(3, "a/mug.png")
        try await world.sync()
        let names = ["mug": "a/mug.jpg", "a/mug": "a/mug.png", "b/mug": "b/mug.jpg"]
        #expect(try world.paths() == names)
        let ids = try world.images().map(\.id)
        // One that would have come first does not take a name from another.
        try world.draw(4, "0/mug.jpg")
        try await world.sync()
        #expect(try world.paths() == names.merging(["0/mug": "0/mug.jpg"]) { $1 })
        #expect(try world.images().map(\.id).starts(with: ids))
        // A name that falls free is given anew.
        try world.remove("a/mug.jpg")
        try world.draw(5, "c/mug.jpg")
        try await world.sync()
        #expect(try world.paths()["mug"] == "c/mug.jpg")
    }

    @Test func comparingReadsNothing() async throws {
        let world = try World()
        try world.draw(1, "1.jpg")
        try world.draw(2, "2.jpg")
        try world.pictures.write([0], to: "broken.jpg")
        try await world.settle()
        try await world.sync()
        try world.draw(3, "3.jpg")
        try world.remove("2.jpg")
        let opened = try OpenedFiles(in: world.pictures.path)
        let comparison = try await world.engine.compare(
            directory: world.pictures.path, with: world.collection)
        #expect(opened.names() == [])
        #expect(comparison.total == 3 && comparison.processed == 1)
        #expect(comparison.pending == 1 && comparison.missing == 1)
        let nothing = try await world.engine.compare(directory: "/nonexistent", with: nil)
        #expect(nothing.total == 0 && nothing.pending == 0 && nothing.missing == 0)
    }
}
