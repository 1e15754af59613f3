import Foundation
import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct OpeningTests {
    @Test(arguments: Driver.allCases)
    func everythingIsThereAfterReopening(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let images = try await scene.add("a", "b") { $0.attributes = ["x": 1] }
        let again = try driver.open(scene.folder)
        #expect(try await again.collections() == [scene.collection])
        #expect(try await again.images(in: scene.collection.recordID, after: 0, limit: 10) == images)
    }

    @Test(arguments: Driver.allCases)
    func twoProcessesSeeTheSame(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let reader = try driver.open(scene.folder)
        let images = try await scene.add("a")
        #expect(try await reader.images(recordIDs: [1]) == images)
    }
}

/// What only a catalogue in a file can meet.
@Suite(.timeLimit(.minutes(10))) struct SQLiteFileTests {
    private func refusal(of bytes: [UInt8]) throws -> String? {
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes, to: "catalogue.sqlite")
        let error = #expect(throws: CatalogueError.self) { try SQLiteCatalogue(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(bytes), "it was left as it was")
        guard case .unusable(_, let detail)? = error else { return nil }
        return detail
    }

    /// A catalogue's file, whole.
    private func sample() async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try SQLiteCatalogue(path: folder.path + "/catalogue.sqlite")
            _ = try await catalogue.create(.sample("products"))
        }
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/catalogue.sqlite")))
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        let detail = try refusal(of: Array(repeating: 65, count: 5_000))
        #expect(detail?.hasPrefix("it is no database. Put a copy of it back.") == true)
    }

    @Test func aDamagedFileIsRefused() async throws {
        let whole = try await sample()
        let detail = try refusal(of: Array(whole.prefix(whole.count / 2)))
        #expect(detail?.hasPrefix("it is damaged. Put a copy of it back.") == true)
        #expect(detail?.contains("lookalike orphans") == true && detail?.contains("SQLite") == false)
    }

    @Test func damageThatIsMetLaterIsToldAlike() async throws {
        let folder = try TemporaryFolder()
        let path = try await folder.write(try sample(), to: "catalogue.sqlite")
        let catalogue = try SQLiteCatalogue(path: path)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        // All pages but the first.
        let rest = try file.seekToEnd() - 4096
        try file.seek(toOffset: 4096)
        try file.write(contentsOf: Data(repeating: 0x5A, count: Int(rest)))
        try file.close()
        let error = await #expect(throws: CatalogueError.self) {
            try await catalogue.images(in: 1, after: 0, limit: 10)
        }
        #expect(error?.description.hasPrefix("The catalogue \(path) can't be used: it is damaged.") == true)
    }

    @Test func aDatabaseOfAnotherProgramIsRefused() async throws {
        var foreign = try await sample()
        // The application id, in the file format's header: sqlite.org/fileformat.html.
        foreign.replaceSubrange(68..<72, with: [0, 0, 0, 0])
        #expect(try refusal(of: foreign)?.contains("another program") == true)
    }

    @Test func aNewerCatalogueIsRefused() async throws {
        // The step's name has the same length, so that it can be changed in place.
        let name = Array("1 collections and images".utf8)
        var newer = try await sample()
        let place = try #require(newer.indices.first { newer[$0...].starts(with: name) })
        newer[place] = UInt8(ascii: "9")
        #expect(try refusal(of: newer)?.contains("newer version") == true)
    }

    /// GRDB makes its list of migrations before the first of them.
    @Test func aListOfMigrationsAloneIsACrashAMomentLater() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/catalogue.sqlite"
        try await SQLiteShell.run(
            "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)", path)
        #expect(try await SQLiteCatalogue(path: path).collections().isEmpty)
    }

    @Test func anEmptyFileIsACrashJustAfterItsMaking() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([], to: "catalogue.sqlite")
        #expect(try await SQLiteCatalogue(path: path).collections().isEmpty)
    }

    /// Its first transaction was cut off, before the write-ahead log was there.
    @Test func aJournalThatACrashLeftIsTakenBack() async throws {
        let folder = try TemporaryFolder()
        let path = try await folder.write(try sample(), to: "catalogue.sqlite")
        // A journal's magic number, in the file format's description: sqlite.org/fileformat.html. No page was written yet.
        let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        try folder.write(magic + Array(repeating: 0, count: 504), to: "catalogue.sqlite-journal")
        #expect(try await SQLiteCatalogue(path: path).collections().map(\.name) == ["products"])
        #expect(!FileManager.default.fileExists(atPath: path + "-journal"))
    }

    @Test func aFolderThatIsNotThereIsAnError() throws {
        let error = #expect(throws: CatalogueError.self) {
            try SQLiteCatalogue(path: "/nonexistent/catalogue.sqlite")
        }
        #expect(error?.description.hasSuffix("its folder /nonexistent is not there.") == true)
    }

    @Test func aFolderInItsPlaceIsAnError() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: CatalogueError.self) { try SQLiteCatalogue(path: folder.path) }
        #expect(error == .unusable(path: folder.path, detail: "it is a folder."))
    }
}
