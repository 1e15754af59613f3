import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// All of a data folder in one file, and back.
@Suite(.timeLimit(.minutes(10))) struct BackupTests {
    /// A data folder, its engine, and where its backup comes.
    private struct Place: Sendable {
        let folder = try! TemporaryFolder()  // Without a folder no test could run.
        var data: String { folder.path + "/data" }
        var backup: String { folder.path + "/backup.tar" }
        var restored: String { folder.path + "/restored" }

        func write(
            _ options: Backup.Options = Backup.Options(),
            progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
        ) async throws -> Backup.Report {
            try await Backup.write(
                DataDirectory(data), to: backup, program: "a test", options: options, progress: progress)
        }

        func restore(setsAside: Bool = false) async throws -> Backup.Restored {
            try await Backup.restore(backup, into: DataDirectory(restored), setsAside: setsAside)
        }

        func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: backup))) }
    }

    /// Uploads, files, vectors of a client and categories.
    private static func fill(_ place: Place) async throws -> Engine {
        let engine = try await TestEngine.make(place.data)
        let uploads = try await engine.createCollection(named: "uploads")
        _ = try await engine.createCategory("Shoes", id: 5, in: uploads)
        for seed in 0..<6 as Range<UInt64> {
            _ = try await engine.put(
                TestPicture.jpeg(seed: seed), as: "u\(seed)", name: "\(seed).jpg",
                attributes: ["seed": .int(Int(seed))], in: uploads)
        }
        _ = try await engine.label("u1", attributes: nil, category: .id(5), in: uploads)
        _ = try await engine.label("u2", attributes: nil, category: .id(5), in: uploads)
        for seed in 10..<14 as Range<UInt64> {
            try place.folder.write(TestPicture.jpeg(seed: seed), to: "pictures/\(seed).jpg")
        }
        let files = try await engine.createCollection(
            named: "files", directory: place.folder.path + "/pictures")
        _ = try await engine.sync(files)
        let vectors = try await engine.createCollection(
            named: "vectors", CollectionOptions(model: .none, dimension: 3, metric: .l2))
        let points = (0..<50).map { index in
            IncomingImage(
                id: "v\(index)", vector: [Float(index), Float(index % 7), 1], name: "", attributes: [:])
        }
        _ = try await engine.put(points, in: vectors)
        return engine
    }

    /// All that can be seen: every record, and the answers of searches, in their order.
    private static func see(_ engine: Engine) async throws -> [String] {
        var lines: [String] = []
        for record in try await engine.collectionRecords() {
            let collection = try await engine.collection(named: record.name)
            lines.append("\(collection.record)")
            lines += engine.categories(in: collection).map { "\($0)" }
            let images = try await engine.images(in: collection, after: 0, limit: 1_000)
            // Members of an object have no order.
            lines += images.map { image in
                var image = image
                let attributes = image.attributes.sorted { $0.key < $1.key }
                image.attributes = [:]
                return "\(image) \(attributes)"
            }
            for image in images.prefix(4) {
                let vector = try #require(try await collection.view.vector(of: image.recordID))
                let answer = try await engine.search(
                    collection, for: .vector(vector), options: SearchOptions(topK: 20))
                lines.append(answer.matches.map { "\($0.image.id) \($0.score)" }.joined(separator: ", "))
            }
        }
        return lines
    }

    @Test func `A restored folder answers as the one that was backed up`() async throws {
        let place = Place()
        let engine = try await Self.fill(place)
        // Beside the process that writes.
        let report = try await place.write()
        #expect(report.collections == 3 && report.missing == [] && report.resumed == 0)
        #expect(try await Backup.verify(place.backup) == report.files)
        let restored = try await place.restore()
        #expect(restored.files == report.files && restored.setAside == nil && restored.settings == nil)
        let copy = try await TestEngine.make(place.restored)
        #expect(try await Self.see(copy) == Self.see(engine))
        let uploads = try await copy.collection(named: "uploads")
        let image = try await copy.image("u3", in: uploads)
        #expect(try await copy.content(of: image, in: uploads) == TestPicture.jpeg(seed: 3))
        #expect(try await copy.orphans().isEmpty)
        // Both go on.
        _ = try await copy.put(TestPicture.jpeg(seed: 90), as: "new", in: uploads)
        #expect(try await copy.sync(copy.collection(named: "files")).unchanged == 4)
        #expect(try names(place.restored) == names(place.data))
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            !$0.hasPrefix("catalogue.sqlite-")
        }.sorted()
    }

    /// Files of features that this program knows nothing of are data too.
    @Test func `Whatever is in the data folder comes back, but for caches and what is unfinished`()
        async throws
    {
        let place = Place()
        do { _ = try await Self.fill(place) }
        let kept = [
            "trash/a/b.jpg", "notes.json", "collections/1/more.bin", "collections/1/deep/er/file",
            "jobs/x/spool", String(repeating: "long", count: 30) + "/ä",
        ]
        let gone = ["cache/c", "models/.downloads/d", "notes.json.tmp", "collections/1/vectors-9.lkv.x.tmp"]
        for name in kept + gone { try place.folder.write(Array(name.utf8), to: "data/\(name)") }
        _ = try await place.write()
        _ = try await place.restore()
        for name in kept {
            #expect(FileManager.default.contents(atPath: "\(place.restored)/\(name)") == Data(name.utf8))
        }
        for name in gone {
            #expect(!FileManager.default.fileExists(atPath: "\(place.restored)/\(name)"), "\(name)")
        }
    }

    @Test func `Another program unpacks it as well`() async throws {
        let place = Place()
        let engine = try await Self.fill(place)
        let expected = try await Self.see(engine)
        _ = try await place.write()
        try FileManager.default.createDirectory(
            atPath: place.restored, withIntermediateDirectories: true)
        let tar = try await Shell.run("tar -xf '\(place.backup)' -C '\(place.restored)'")
        try #require(tar.code == 0, "\(tar)")
        #expect(try await Self.see(TestEngine.make(place.restored)) == expected)
    }

    @Test func `Models are taken as they are needed, or as told`() async throws {
        let place = Place()
        try FileManager.default.createDirectory(
            atPath: place.data + "/models", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Fixtures.models + "/tiny", toPath: place.data + "/models/renamed")
        try place.folder.write(Array(#"{"name": "unused"}"#.utf8), to: "data/models/unused/model.json")
        do { _ = try await Self.fill(place) }
        for (models, expected) in [
            (Backup.Models.needed, ["renamed"]), (.all, ["renamed", "unused"]), (.none, []),
        ] {
            var options = Backup.Options()
            (options.models, options.replaces) = (models, true)
            _ = try await place.write(options)
            _ = try await place.restore()
            #expect(try names(place.restored + "/models") == expected, "\(models)")
            try FileManager.default.removeItem(atPath: place.restored)
        }
    }

    // MARK: What is refused

    @Test func `A backup that is cut off anywhere is refused and restores nothing`() async throws {
        let place = Place()
        do { _ = try await Self.fill(place) }
        _ = try await place.write()
        let whole = try place.bytes()
        let ends =
            stride(from: 0, to: whole.count - 512, by: whole.count / 60).map { $0 } + [whole.count - 513]
        for end in ends {
            try Data(whole[..<end]).write(to: URL(fileURLWithPath: place.backup))
            let error = await #expect(throws: BackupError.self) { try await place.restore() }
            switch error {
            case .cutOff: break
            default: #expect(end == 0 && error == .foreign(path: place.backup), "\(end): \(error!)")
            }
            #expect(try names(place.restored) == ["lock"])
        }
    }

    @Test func `One changed byte is refused, and the file that has it is named`() async throws {
        let place = Place()
        do { _ = try await Self.fill(place) }
        _ = try await place.write()
        let whole = try place.bytes()
        for position in stride(from: 3, to: whole.count, by: whole.count / 150) {
            var changed = whole
            changed[position] ^= 0x10
            try Data(changed).write(to: URL(fileURLWithPath: place.backup))
            let error = await #expect(throws: BackupError.self, "\(position)") {
                try await Backup.verify(place.backup)
            }
            switch error {
            case .damaged(_, let member, _): #expect(!member.isEmpty)
            // In the name or the length of a member.
            case .foreign: #expect(position < 1_024)
            default: Issue.record("\(position): \(error!)")
            }
        }
    }

    @Test func `A folder with data is refused, or set aside whole`() async throws {
        let place = Place()
        do { _ = try await Self.fill(place) }
        _ = try await place.write()
        try place.folder.write([1, 2, 3], to: "restored/mine.txt")
        await #expect(throws: BackupError.folderHasData(path: place.restored)) { try await place.restore() }
        #expect(try names(place.restored) == ["mine.txt"])
        let aside = try #require(try await place.restore(setsAside: true).setAside)
        #expect(FileManager.default.contents(atPath: aside + "/mine.txt") == Data([1, 2, 3]))
        #expect(!FileManager.default.fileExists(atPath: place.restored + "/mine.txt"))
        let expected = try await Self.see(TestEngine.make(place.data))
        #expect(try await Self.see(TestEngine.make(place.restored)) == expected)
    }

    @Test func `A folder that a server uses is not set aside`() async throws {
        let place = Place()
        let engine = try await Self.fill(place)
        _ = try await place.write()
        await #expect(throws: EngineError.self) {
            try await Backup.restore(place.backup, into: DataDirectory(place.data), setsAside: true)
        }
        #expect(try await engine.collectionRecords().count == 3)
    }

    @Test func `What is no backup is refused`() async throws {
        let place = Place()
        for bytes in [[], [UInt8](repeating: 0, count: 4_096), Array("hello".utf8)] {
            try place.folder.write(bytes, to: "backup.tar")
            await #expect(throws: BackupError.self) { try await place.restore() }
        }
        try place.folder.write([1], to: "a/b")
        _ = try await Shell.run("cd '\(place.folder.path)' && tar -cf backup.tar a")
        await #expect(throws: BackupError.foreign(path: place.backup)) { try await place.restore() }
        await #expect(throws: EngineError.self) { try await place.write() }
    }

    @Test func `A file of that name stays, unless it is to be replaced`() async throws {
        let place = Place()
        do { _ = try await Self.fill(place) }
        try place.folder.write([1], to: "backup.tar")
        await #expect(throws: BackupError.exists(path: place.backup)) { try await place.write() }
        #expect(try place.bytes() == [1])
        var options = Backup.Options()
        options.replaces = true
        _ = try await place.write(options)
        #expect(try await Backup.verify(place.backup) > 0)
    }

    // MARK: Going on

    @Test func `A stopped backup goes on with what it has, and takes what has changed`() async throws {
        let place = Place()
        let engine = try await Self.fill(place)
        let (reached, reaches) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await place.write {
                if $0.done > $0.total / 3 { reaches.yield() }
                // The one that was asked to stop stops at its next piece.
            }
        }
        let stop = Task {
            for await _ in reached {
                first.cancel()
                break
            }
        }
        let outcome = await first.result
        reaches.finish()
        await stop.value
        let wasStopped = !FileManager.default.fileExists(atPath: place.backup)
        if wasStopped {
            #expect(throws: CancellationError.self) { try outcome.get() }
            let part = place.backup + ".part"
            await #expect(throws: BackupError.unfinished(path: part)) {
                try await Backup.restore(part, into: DataDirectory(place.restored))
            }
        }
        let uploads = try await engine.collection(named: "uploads")
        _ = try await engine.put(TestPicture.jpeg(seed: 77), as: "late", in: uploads)
        try await engine.deleteImage("u0", in: uploads)
        var options = Backup.Options()
        options.replaces = true
        let report = try await place.write(options)
        #expect(!wasStopped || report.resumed > 0)
        _ = try await place.restore()
        #expect(try await Self.see(TestEngine.make(place.restored)) == Self.see(engine))
        #expect(!FileManager.default.fileExists(atPath: place.backup + ".part.journal"))
    }

    /// As a crash of the machine may leave it.
    @Test func `What an earlier attempt has damaged is written anew`() async throws {
        let place = Place()
        do { _ = try await Self.fill(place) }
        _ = try await place.write()
        let whole = try place.bytes()
        for damage in [whole.count / 4, whole.count / 2] {
            var part = whole
            part[damage] ^= 1
            try Data(part).write(to: URL(fileURLWithPath: place.backup + ".part"))
            try FileManager.default.removeItem(atPath: place.backup)
            let report = try await place.write()
            #expect(report.resumed == 0)
            #expect(try await Backup.verify(place.backup) == report.files)
        }
    }
}
