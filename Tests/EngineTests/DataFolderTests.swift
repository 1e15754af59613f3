import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// What is in a data folder stays there, whatever the catalogue says.
@Suite(.timeLimit(.minutes(10))) struct DataFolderTests {
    /// A data folder with a collection `c` of three uploads.
    private static func filled() async throws -> TemporaryFolder {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.createCollection(named: "c")
        for seed in 0..<3 as Range<UInt64> {
            _ = try await engine.put(
                TestPicture.jpeg(seed: seed), as: "\(seed)", name: nil, attributes: ["seed": .int(Int(seed))],
                in: collection)
        }
        return data
    }

    /// All files below a folder of collections, by their path, with their sizes.
    private static func files(_ data: TemporaryFolder) throws -> [String: Int] {
        let root = data.path + "/collections"
        let names = try FileManager.default.subpathsOfDirectory(atPath: root)
        return Dictionary(
            uniqueKeysWithValues: try names.map { name in
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(name)")
                return (name, attributes[.size] as? Int ?? 0)
            })
    }

    private static func move(_ data: TemporaryFolder, _ name: String, to other: String) throws {
        for ending in ["", "-wal", "-shm"] {
            let from = "\(data.path)/\(name)\(ending)"
            guard FileManager.default.fileExists(atPath: from) else { continue }
            try? FileManager.default.removeItem(atPath: "\(data.path)/\(other)\(ending)")
            try FileManager.default.moveItem(atPath: from, toPath: "\(data.path)/\(other)\(ending)")
        }
    }

    /// To who writes and to who reads.
    @Test(arguments: ["a writer", nil] as [String?]) func whatIsNoFolderIsRefused(purpose: String?)
        async throws
    {
        let place = try TemporaryFolder()
        try place.write([1], to: "file")
        let away = place.path + "/away"
        try FileManager.default.createSymbolicLink(atPath: place.path + "/link", withDestinationPath: away)
        for (name, sentence) in [
            ("file", "it is a file"), ("file/below", "it is below a file"),
            ("link", "it is a link to \(away), which is not there"),
        ] {
            let path = place.path + "/" + name
            let error = await #expect(throws: EngineError.self) {
                try await TestEngine.make(path, purpose: purpose)
            }
            let text = error?.description ?? ""
            #expect(text.hasPrefix("The data folder \(path) can't be used: \(sentence)"), "\(text)")
            #expect(text.contains("--data-dir"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() == ["file", "link"])
    }

    @Test func aMissingCatalogueRemovesNothing() async throws {
        let data = try await Self.filled()
        let before = try Self.files(data)
        try Self.move(data, "catalogue.sqlite", to: "away.sqlite")
        do {
            let engine = try await TestEngine.make(data.path)
            #expect(engine.problems.all.map(\.kind) == [.unknownFiles])
            let orphans = try await engine.orphans()
            #expect(orphans.map(\.id) == ["collections/1"])
            #expect(orphans.first?.kind == .collection && orphans.first?.collection == "c")
            #expect(orphans.first?.items == 3)
            // A new collection of that name has a folder of its own.
            let again = try await engine.createCollection(named: "c")
            _ = try await engine.put(
                TestPicture.jpeg(seed: 9), as: "9", name: nil, attributes: nil, in: again)
            #expect(again.recordID == 2 && again.count == 1)
        }
        let after = try Self.files(data)
        #expect(after.filter { $0.key.hasPrefix("1/") } == before.filter { $0.key.hasPrefix("1/") })
        // With the catalogue back all is as it was.
        try Self.move(data, "away.sqlite", to: "catalogue.sqlite")
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        #expect(collection.count == 3)
        #expect(try await engine.image("2", in: collection).attributes == ["seed": 2])
        #expect(try await engine.orphans().map(\.id) == ["collections/2"])
    }

    @Test func anEmptyCatalogueRemovesNothing() async throws {
        let data = try await Self.filled()
        let before = try Self.files(data)
        try Self.move(data, "catalogue.sqlite", to: "away.sqlite")
        try data.write([], to: "catalogue.sqlite")
        do { _ = try await TestEngine.make(data.path) }
        #expect(try Self.files(data) == before)
    }

    @Test func anOlderCatalogueRemovesNothing() async throws {
        let data = try await Self.filled()
        let old = try Data(contentsOf: URL(fileURLWithPath: data.path + "/catalogue.sqlite"))
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.collection(named: "c")
            for seed in 3..<6 as Range<UInt64> {
                _ = try await engine.put(
                    TestPicture.jpeg(seed: seed), as: "\(seed)", name: nil, attributes: nil, in: collection)
            }
            let other = try await engine.createCollection(named: "other")
            _ = try await engine.put(
                TestPicture.jpeg(seed: 7), as: "7", name: nil, attributes: nil, in: other)
        }
        let newer = try Self.files(data)
        try Self.move(data, "catalogue.sqlite", to: "newer.sqlite")
        try data.write(Array(old), to: "catalogue.sqlite")
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.collection(named: "c")
            #expect(collection.count == 3)
            let orphans = try await engine.orphans()
            #expect(orphans.map(\.id) == ["collections/2", "collections/1/pictures"])
            #expect(orphans.last?.kind == .uploads && orphans.last?.items == 3)
            let adopted = try await engine.adoptOrphan("collections/1/pictures")
            #expect(adopted.images == 3 && adopted.failed == 0)
            #expect(collection.count == 6)
            #expect(try await engine.orphans().map(\.id) == ["collections/2"])
        }
        let after = try Self.files(data)
        #expect(!newer.isEmpty)
        for (name, size) in newer { #expect(after[name] ?? -1 >= size, "\(name)") }
    }

    /// What a newer catalogue knows is not left out for good when the vectors are compacted beside an older one.
    @Test func compactionKeepsVectorsOfANewerCatalogue() async throws {
        let data = try TemporaryFolder()
        func images(_ range: Range<Int>) -> [IncomingImage] {
            range.map { IncomingImage(id: "\($0)", vector: [Float($0 + 1), 1]) }
        }
        let old: Data
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.createCollection(
                named: "v", CollectionOptions(model: .none, dimension: 2))
            _ = try await engine.put(images(0..<10), in: collection)
        }
        old = try Data(contentsOf: URL(fileURLWithPath: data.path + "/catalogue.sqlite"))
        do {
            let engine = try await TestEngine.make(data.path)
            _ = try await engine.put(images(10..<2_000), in: engine.collection(named: "v"))
        }
        try Self.move(data, "catalogue.sqlite", to: "newer.sqlite")
        try data.write(Array(old), to: "catalogue.sqlite")
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "v")
        #expect(collection.count == 10)
        _ = try await engine.put([IncomingImage(id: "new", vector: [1, 5])], in: collection)
        // Compacted behind the write's answer.
        try await eventually("the orphan is told of") { !engine.problems.all.isEmpty }
        #expect(try await engine.orphans().map(\.id) == ["collections/1/unknown-vectors-0.lkv"])
        #expect(collection.count == 11)
        let kept = try VectorFile.open(
            at: data.path + "/collections/1/unknown-vectors-0.lkv", access: .readOnly)
        #expect(try kept.intactRows().count >= 2_000)
    }

    /// The catalogue of before a collection got another model, whose vectors have another length.
    @Test func anOlderCatalogueOfAnotherModelRemovesNoVectors() async throws {
        let data = try TemporaryFolder()
        let old: Data
        do {
            let engine = try await TestEngine.make(data.path)
            _ = try await engine.createCollection(
                named: "v", CollectionOptions(model: .none, dimension: 2))
        }
        old = try Data(contentsOf: URL(fileURLWithPath: data.path + "/catalogue.sqlite"))
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.collection(named: "v")
            try await engine.setModel(.none, dimension: 3, of: collection)
            _ = try await engine.put([IncomingImage(id: "a", vector: [1, 2, 3])], in: collection)
        }
        try Self.move(data, "catalogue.sqlite", to: "newer.sqlite")
        try data.write(Array(old), to: "catalogue.sqlite")
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "v")
        #expect(collection.count == 0 && collection.view.dimension == 2)
        let orphans = try await engine.orphans()
        #expect(orphans.map(\.kind) == [.vectors])
        let kept = try VectorFile.open(
            at: data.path + "/" + (try #require(orphans.first)).id, access: .readOnly)
        #expect(try kept.intactRows().count == 1)
    }

    /// As a crash leaves it between the switch to a compacted file and the putting aside of the one before.
    @Test func whatACompactionDidNotPutAsideIsPutAsideLater() async throws {
        let data = try await Self.filled()
        let folder = data.path + "/collections/1"
        try FileManager.default.moveItem(
            atPath: folder + "/vectors-0.lkv", toPath: folder + "/vectors-1.lkv")
        let pointer = try String(contentsOfFile: folder + "/vectors.json", encoding: .utf8)
        try data.write(
            Array(pointer.replacing("\"generation\" : 0", with: "\"generation\" : 1").utf8),
            to: "collections/1/vectors.json")
        for name in ["vectors-0.lkv", "unknown-vectors-0.lkv", "newer-rows"] {
            try data.write([7], to: "collections/1/\(name)")
        }
        let engine = try await TestEngine.make(data.path)
        #expect(try await engine.collection(named: "c").count == 3)
        #expect(
            try await engine.orphans().map(\.id) == [
                "collections/1/unknown-2-vectors-0.lkv", "collections/1/unknown-vectors-0.lkv",
            ])
    }

    /// As a crash leaves it between the putting aside of a file and the removal of the note about it.
    @Test func aNoteAboutAFileThatIsGoneIsNotOneAboutTheNext() async throws {
        let folder = try TemporaryFolder()
        func compact(noting generation: Int) throws -> Bool {
            let store = try LocalVectors.create(
                in: folder.path, dimension: 2, metric: .cosine, settings: IndexSettings())
            let entries = try store.append(ids: [1, 2], vectors: [1, 0, 0, 1])
            try store.publish(entries)
            try folder.write(Array("\(generation)".utf8), to: "newer-rows")
            let isPutAside = try store.compact(keeping: entries)
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
            }
            return isPutAside
        }
        #expect(try compact(noting: 0))
        #expect(try !compact(noting: 7))
    }

    @Test func anOrphanIsAdoptedWithItsImages() async throws {
        let data = try await Self.filled()
        try Self.move(data, "catalogue.sqlite", to: "away.sqlite")
        let engine = try await TestEngine.make(data.path)
        let adopted = try await engine.adoptOrphan("collections/1")
        #expect(adopted.collection == "c" && adopted.images == 3 && adopted.failed == 0)
        let collection = try await engine.collection(named: "c")
        let answer = try await engine.search(
            collection, for: .image(TestPicture.jpeg(seed: 1)), options: SearchOptions(topK: 1))
        #expect(answer.matches.first.map { $0.score > 0.9999 } == true)
        #expect(try await engine.orphans().map(\.id) == ["collections/1"])
        await #expect(throws: EngineError.collectionExists("c")) {
            _ = try await engine.adoptOrphan("collections/1")
        }
        _ = try await engine.removeOrphan("collections/1")
        #expect(try await engine.orphans().isEmpty && engine.problems.all.isEmpty)
        await #expect(throws: EngineError.unknownOrphan("collections/1")) {
            _ = try await engine.removeOrphan("collections/1")
        }
    }

    @Test func vectorsOfClientsAreAdoptedAsTheyWere() async throws {
        let data = try TemporaryFolder()
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.createCollection(
                named: "v", CollectionOptions(model: .none, dimension: 2, metric: .l2))
            _ = try await engine.put(
                [IncomingImage(id: "a", vector: [1, 2]), IncomingImage(id: "b", vector: [3, 4])],
                in: collection)
        }
        try Self.move(data, "catalogue.sqlite", to: "away.sqlite")
        let engine = try await TestEngine.make(data.path)
        let adopted = try await engine.adoptOrphan("collections/1", as: "w")
        #expect(adopted.vectors == 2 && adopted.images == 0)
        let collection = try await engine.collection(named: "w")
        #expect(collection.metric == .l2 && collection.record.model == nil)
        let answer = try await engine.search(
            collection, for: .vector([3, 4]), options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.score == 0)
    }

    @Test func aFolderOfAnotherProgramIsRefused() async throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "collections/2023/report.pdf")
        try folder.write([2], to: "jobs/build/log.txt")
        let names = ["collections/2023", "jobs/build"]
        await #expect(throws: EngineError.dataFolderForeign(path: folder.path, names: names)) {
            _ = try await TestEngine.make(folder.path)
        }
        try folder.write([3], to: "main.py")
        await #expect(throws: EngineError.dataFolderForeign(path: folder.path, names: names + ["main.py"])) {
            _ = try await TestEngine.make(folder.path)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "collections", "jobs", "main.py",
            ])
        #expect(FileManager.default.fileExists(atPath: folder.path + "/collections/2023/report.pdf"))
        #expect(FileManager.default.fileExists(atPath: folder.path + "/jobs/build/log.txt"))
    }

    @Test func whatLiesInADataFolderWithItsMarkStays() async throws {
        let data = try await Self.filled()
        try data.write([1], to: "jobs/build/log.txt")
        try data.write([1], to: "collections/2023/report.pdf")
        let engine = try await TestEngine.make(data.path)
        let orphans = try await engine.orphans()
        #expect(orphans.map(\.id) == ["collections/2023", "jobs/build"])
        #expect(orphans.map(\.kind) == [.foreign, .foreign])
        #expect(FileManager.default.fileExists(atPath: data.path + "/jobs/build/log.txt"))
        #expect(FileManager.default.fileExists(atPath: data.path + "/collections/2023/report.pdf"))
        await #expect(throws: EngineError.self) { _ = try await engine.adoptOrphan("jobs/build") }
    }

    @Test func aFolderOfAnOlderVersionIsTaken() async throws {
        let data = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: Fixtures.folder + "/data-folder-2") {
            try FileManager.default.copyItem(
                atPath: "\(Fixtures.folder)/data-folder-2/\(name)", toPath: "\(data.path)/\(name)")
        }
        try data.write([1], to: "notes.txt")
        // Beside a process of that version nothing may be changed.
        do {
            let lock = try DataDirectoryLock(DataDirectory(data.path), purpose: "the old server")
            await #expect(throws: EngineError.self) { _ = try await TestEngine.make(data.path, purpose: nil) }
            withExtendedLifetime(lock) {}
        }
        #expect(!FileManager.default.fileExists(atPath: data.path + "/lookalike-data.json"))
        do {
            let reader = try await TestEngine.make(data.path, purpose: nil)
            #expect(try await reader.collection(named: "products").count == 3)
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "products")
        #expect(collection.count == 3 && collection.record.modelIdentity == nil)
        // Its upload gives the vector that is stored, so the model is the one that made it.
        let upload = try await engine.image("up", in: collection)
        let bytes = try await engine.content(of: upload, in: collection)
        let answer = try await engine.search(
            collection, for: .image(bytes), options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.image.id == "up")
        #expect(collection.record.modelIdentity != nil)
        #expect(FileManager.default.fileExists(atPath: data.path + "/lookalike-data.json"))
        #expect(FileManager.default.fileExists(atPath: data.path + "/notes.txt"))
    }

    /// Version 4 kept rows and files of vectors in its catalogue. The collection was compacted once (28 of 1,100 vectors were
    /// left), then one image was replaced and seven came.
    @Test(arguments: [false, true])
    func aFolderOfVersion4IsTaken(afterACutOffUpgrade isCutOff: Bool) async throws {
        let data = try TemporaryFolder()
        for name in ["catalogue.sqlite", "lookalike-data.json", "collections"] {
            try FileManager.default.copyItem(
                atPath: "\(Fixtures.folder)/data-folder-4/\(name)", toPath: "\(data.path)/\(name)")
        }
        // The tables are new, and the folders don't say yet which file is in use.
        if isCutOff { _ = try SQLiteCatalogue(path: data.path + "/catalogue.sqlite") }
        do {
            let reader = try await TestEngine.make(data.path, purpose: nil)
            #expect(try await reader.collection(named: "vectors").count == 35)
        }
        let expected = try Data(contentsOf: URL(fileURLWithPath: Fixtures.folder + "/data-folder-4.json"))
        let vectors = try JSONDecoder().decode([String: [Float]].self, from: expected)
        for _ in 0..<2 {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.collection(named: "vectors")
            #expect(collection.count == 35 && vectors.count == 35)
            for (id, vector) in vectors {
                let image = try await engine.image(id, in: collection)
                #expect(try await collection.view.vector(of: image.recordID) == vector, "\(id)")
            }
            #expect(try await engine.orphans().isEmpty && engine.problems.all.isEmpty)
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "vectors")
        _ = try await engine.put([IncomingImage(id: "new", vector: [3, 4])], in: collection)
        #expect(collection.count == 36)
    }

    @Test func aCollectionThatCanNotBeDeletedGoesOn() async throws {
        let data = try await Self.filled()
        try await SQLiteShell.run(
            "CREATE TRIGGER stop BEFORE DELETE ON collections BEGIN SELECT RAISE(ABORT, 'no'); END",
            data.path + "/catalogue.sqlite")
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        await #expect(throws: CatalogueError.self) { try await engine.deleteCollection(named: "c") }
        _ = try await engine.put(
            TestPicture.jpeg(seed: 5), as: "5", name: nil, attributes: nil, in: collection)
        #expect(try await engine.collection(named: "c").count == 4)
        try await SQLiteShell.run("DROP TRIGGER stop", data.path + "/catalogue.sqlite")
        try await engine.deleteCollection(named: "c")
        #expect(try Self.files(data).isEmpty)
    }
}
