import Foundation
import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// Folders as they are found in the world.
@Suite(.timeLimit(.minutes(10))) struct FolderTests {
    @Test func linksAreFollowedAndLoopsEnd() async throws {
        let world = try await World()
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 2), to: "two.jpg")
        try world.draw(1, "sub/one.jpg")
        try world.link("sub/up", to: "..")
        try world.link("self", to: ".")
        try world.link("elsewhere", to: elsewhere.path)
        try world.link("file.jpg", to: elsewhere.path + "/two.jpg")
        try world.link("dangling.jpg", to: "/nonexistent.jpg")
        let report = try await world.sync()
        await #expect(
            try Set(world.paths().values) == ["sub/one.jpg", "elsewhere/two.jpg", "file.jpg"])
        #expect(report.problems.map(\.path).sorted() == ["dangling.jpg", "self/", "sub/up/"])
    }

    @Test func foldersFullOfLinksToEachOtherAreWalkedInTime() async throws {
        let world = try await World()
        for folder in 0..<12 {
            try world.draw(UInt64(folder), "\(folder)/\(folder).jpg")
            for other in 0..<12 where other != folder {
                try world.link("\(folder)/to-\(other)", to: "../\(other)")
            }
        }
        let report = try await world.sync()
        #expect(report.total >= 12)
        #expect(report.total < 12 * 12 * 17)
        #expect(try await Set(world.paths().values).isSuperset(of: (0..<12).map { "\($0)/\($0).jpg" }))
    }

    @Test func namesThatAreNotUTF8AreReported() async throws {
        let world = try await World()
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
        #expect(report.problems.map(\.path) == ["\\xFF.jpg"])
        #expect(report.passedByKinds.map(\.example) == ["\\xFE.txt"])
        #expect(report.problems.first?.detail.contains("UTF-8") == true)
        #expect(report.counts == ["total": 1, "added": 1, "indexed": 1])
    }

    @Test func oneLetterWrittenInTwoWaysIsTwoFiles() async throws {
        let world = try await World()
        try world.draw(1, "caf\u{E9}.jpg")
        try world.draw(2, "cafe\u{301}.jpg")
        try await world.settle()
        #expect(try await world.sync().counts == ["total": 2, "added": 2, "indexed": 2])
        #expect(try await world.sync().counts == ["total": 2, "unchanged": 2, "indexed": 2])
        #expect(try await world.images().count == 2)
    }

    @Test func whatIsNoPictureByItsNameIsPassedBy() async throws {
        let world = try await World()
        for name in ["notes.txt", ".hidden.jpg", ".git/a.jpg", "b.jpg.txt", "._a.jpg", "raw.CR2"] {
            try world.draw(1, name)
        }
        for name in ["a.JPG", "b.JpEg", "c.png"] { try world.draw(2, name) }
        let opened = try OpenedFiles(in: world.pictures.path)
        let report = try await world.sync()
        #expect(report.counts == ["total": 3, "added": 3, "indexed": 3])
        #expect(try await world.paths() == ["a": "a.JPG", "b": "b.JpEg", "c": "c.png"])
        #expect(report.passedBy == 3)
        #expect(report.passedByKinds.map(\.ending) == ["txt", "cr2"])
        #expect(report.passedByKinds.map(\.count) == [2, 1])
        #expect(["notes.txt", "b.jpg.txt"].contains(report.passedByKinds.first?.example))
        #expect(Set(opened.names()) == ["a.JPG", "b.JpEg", "c.png"])
    }

    @Test(
        arguments: [
            "a.hif", "a.mpo", "a.apng", "a.PJPEG", "a.jif", "a.heics", "a.avifs", "a", "IMG_1234",
            "a.jpg_large",
            "a.1", "sub.d/b", "a.", "photo 1.5 m",
        ])
    func `A picture is taken in whatever its name says`(name: String) async throws {
        let world = try await World()
        try world.draw(1, name)
        let report = try await world.sync()
        #expect(report.counts == ["total": 1, "added": 1, "indexed": 1])
        #expect(report.passedBy == 0)
        #expect(try await world.paths().values.sorted() == [name])
    }

    @Test func `What no name tells is opened once and then known`() async throws {
        let world = try await World()
        try world.draw(1, "picture")
        try world.pictures.write(Array("no picture".utf8), to: "LICENSE")
        try world.pictures.write(Array("no picture".utf8), to: "sub/data.part7")
        try world.pictures.write([], to: "empty")
        try await world.settle()
        let opened = try OpenedFiles(in: world.pictures.path)
        let first = try await world.sync()
        #expect(first.counts == ["total": 1, "added": 1, "indexed": 1])
        #expect(first.passedBy == 3)
        #expect(first.passedByKinds.first { $0.ending.isEmpty }?.count == 2)
        #expect(first.passedByKinds.first { $0.ending == "part7" }?.example == "sub/data.part7")
        #expect(Set(opened.names()).isSuperset(of: ["picture", "LICENSE", "empty"]))
        let again = try OpenedFiles(in: world.pictures.path)
        let second = try await world.sync()
        #expect(second.counts == ["total": 1, "unchanged": 1, "indexed": 1])
        #expect(second.passedBy == 3)
        let comparison = try await world.engine.compare(
            directory: world.pictures.path, with: world.collection)
        #expect(comparison.total == 1 && comparison.pending == 0)
        // The folder is listed; no file is opened.
        #expect(again.names() == ["sub"])
        // What becomes a picture is found to be one; what was one keeps its record.
        try world.draw(2, "LICENSE")
        try world.pictures.write(Array("no picture any more".utf8), to: "picture")
        let third = try await world.sync()
        #expect(third.counts == ["total": 2, "added": 1, "failed": 1, "indexed": 1])
        #expect(third.passedBy == 2)
    }

    /// An update may read what the version before could not: what that one, or one that kept no version, has noted
    /// is asked again.
    @Test(arguments: [true, false])
    func `What another version took for no picture is opened again`(isWithoutVersion: Bool) async throws {
        let world = try await World()
        try world.pictures.write(Array("no picture".utf8), to: "LICENSE")
        try await world.settle()
        _ = try await world.sync()
        let cache = URL(fileURLWithPath: world.data.path + "/cache/folders/\(world.collection.recordID)")
        let kept = try Data(contentsOf: cache)
        #expect(kept.count == 16)
        var other = kept
        if isWithoutVersion { other.removeFirst(8) } else { other[0] ^= 1 }
        try other.write(to: cache)
        let opened = try OpenedFiles(in: world.pictures.path)
        #expect(try await world.sync().passedBy == 1)
        #expect(opened.names() == ["LICENSE"])
        #expect(try Data(contentsOf: cache) == kept)
        #expect(try await world.sync().passedBy == 1)
        #expect(opened.names() == [])
    }

    @Test(
        arguments: [
            "@eaDir", "#recycle", "$RECYCLE.BIN", "$Recycle.Bin", "__MACOSX", "System Volume Information",
            "lost+found", ".thumbnails", "@Recycle",
        ])
    func `Folders of systems are left out`(folder: String) async throws {
        let world = try await World()
        try world.draw(1, "a.jpg")
        try world.draw(2, folder + "/b.jpg")
        try world.draw(3, "deep/\(folder)/sub/c")
        try world.draw(4, "my " + folder + "/d.jpg")
        let report = try await world.sync()
        #expect(report.counts == ["total": 2, "added": 2, "indexed": 2])
        #expect(report.passedBy == 0)
        // Who names one gets what is in it.
        let own = try await world.engine.createCollection(named: "own")
        let inside = try await world.engine.sync(own, directory: world.pictures.path + "/" + folder)
        #expect(inside.added == 1)
    }

    @Test func `A pipe without an ending is not waited for`() async throws {
        let world = try await World()
        try #require(mkfifo(world.pictures.path + "/pipe", 0o644) == 0)
        try world.draw(1, "a")
        #expect(try await world.sync().counts == ["total": 1, "added": 1, "indexed": 1])
    }

    @Test func whatCanNotBeLookedAtKeepsItsRecords() async throws {
        let world = try await World()
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
        let world = try await World()
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 1), to: "a.jpg")
        try world.link("00", to: elsewhere.path)
        try await world.sync()
        let before = try await world.images().map(\.recordID)
        for link in 1...40 { try world.link("\(link)", to: elsewhere.path) }
        // Whichever links are followed, the record stays.
        let report = try await world.sync()
        #expect(report.removed == 0 && report.problems.count == 41 - 16)
        #expect(try await world.images().map(\.recordID).starts(with: before))
    }

    @Test func pipesAndFoldersNamedLikePicturesAreNoPictures() async throws {
        let world = try await World()
        try #require(mkfifo(world.pictures.path + "/pipe.jpg", 0o644) == 0)
        try world.draw(1, "folder.jpg/a.jpg")
        #expect(try await world.sync().counts == ["total": 1, "added": 1, "indexed": 1])
    }

    @Test func equalStemsGetNamesThatStay() async throws {
        let world = try await World()
        try world.draw(1, "b/mug.jpg")
        try world.draw(2, "a/mug.jpg")
        try world.draw(3, "a/mug.png")
        try await world.sync()
        let names = ["mug": "a/mug.jpg", "a/mug": "a/mug.png", "b/mug": "b/mug.jpg"]
        #expect(try await world.paths() == names)
        let recordIDs = try await world.images().map(\.recordID)
        // One that would have come first does not take a name from another.
        try world.draw(4, "0/mug.jpg")
        try await world.sync()
        #expect(try await world.paths() == names.merging(["0/mug": "0/mug.jpg"]) { $1 })
        #expect(try await world.images().map(\.recordID).starts(with: recordIDs))
        // A name that falls free is given anew.
        try world.remove("a/mug.jpg")
        try world.draw(5, "c/mug.jpg")
        try await world.sync()
        #expect(try await world.paths()["mug"] == "c/mug.jpg")
    }

    @Test func comparingReadsNothing() async throws {
        let world = try await World()
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
