import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// What was accepted is done, whatever happens meanwhile.
@Suite(.timeLimit(.minutes(10))) struct BatchCareTests {
    @Test func theLastOfSeveralWithOneIdStays() async throws {
        let world = try await World()
        for round in 0..<10 as Range<UInt64> {
            let batch = try await world.engine.newBatch(in: world.collection)
            for seed in 0..<8 as Range<UInt64> {
                try await batch.add(
                    IncomingImage(
                        id: "same-\(round)", bytes: TestPicture.jpeg(seed: round * 100 + seed),
                        attributes: ["n": .int(Int(seed))]))
                try await batch.add(
                    IncomingImage(
                        id: "\(round)-\(seed)", bytes: TestPicture.jpeg(seed: 5_000 + round * 10 + seed)))
            }
            let job = try await world.engine.jobs.finished(try await batch.start().id)
            #expect(job.batchReport?.indexed == 16)
            #expect(
                try await world.engine.image("same-\(round)", in: world.collection).attributes == ["n": 7])
            #expect(try await world.finds(round * 100 + 7, "same-\(round)"))
        }
    }

    /// A batch that was accepted, and an engine's data folder that is as its process' end left it.
    private func interrupted(_ data: TemporaryFolder, attempts: Int) async throws -> String {
        let id: String
        do {
            let gate = Gate()
            let world = try await World(gate: gate, data: data)
            gate.block()
            let batch = try await world.engine.newBatch(in: world.collection)
            for seed in 0..<6 as Range<UInt64> {
                try await batch.add(IncomingImage(id: "\(seed)", bytes: TestPicture.jpeg(seed: seed)))
            }
            id = try await batch.start().id
            try await gate.reached()
            let stopping = Task { await world.engine.jobs.shutDown() }
            gate.open()
            await stopping.value
        }
        try await SQLiteShell.run(
            "UPDATE jobs SET done = 0, result = NULL, attempts = \(attempts)", data.path + "/catalogue.sqlite"
        )
        return id
    }

    @Test func aPictureThatEndsTheProgramIsPassedOver() async throws {
        let data = try TemporaryFolder()
        let id = try await interrupted(data, attempts: 3)
        try data.write(Array(#"{"position": 2, "count": 3}"#.utf8), to: "jobs/\(id)/attempt")
        let engine = try await TestEngine.make(data.path)
        _ = try await engine.resumeJobs()
        let report = try #require(try await engine.jobs.finished(id).batchReport)
        #expect(report.indexed == 5 && report.failed == 1)
        #expect(report.results.filter { !$0.success }.map(\.imageID) == ["2"])
        #expect(report.results.first { !$0.success }?.error?.contains("3 times") == true)
    }

    @Test(arguments: [0, 1, 5]) func otherBatchesAreDoneWhole(attempts: Int) async throws {
        let data = try TemporaryFolder()
        let id = try await interrupted(data, attempts: attempts)
        let engine = try await TestEngine.make(data.path)
        _ = try await engine.resumeJobs()
        #expect(try await engine.jobs.finished(id).batchReport?.indexed == 6)
        #expect(try FileManager.default.contentsOfDirectory(atPath: data.path + "/jobs").isEmpty)
    }

    @Test func aBatchThatTheCatalogueForgotIsAdopted() async throws {
        let data = try TemporaryFolder()
        let id = try await interrupted(data, attempts: 0)
        try await SQLiteShell.run("DELETE FROM jobs", data.path + "/catalogue.sqlite")
        let engine = try await TestEngine.make(data.path)
        let orphan = try #require(try await engine.orphans().first)
        #expect(orphan.id == "jobs/\(id)" && orphan.kind == .batch && orphan.items == 6)
        #expect(orphan.collection == "products")
        let adopted = try await engine.adoptOrphan(orphan.id)
        #expect(adopted.images == 6 && adopted.collection == "products")
        #expect(try await engine.orphans().isEmpty)
        #expect(try await engine.collection(named: "products").count == 6)
    }

    @Test func aSyncThatEndedTheProgramTwiceIsNotTriedAgain() async throws {
        let (data, pictures) = (try TemporaryFolder(), try TemporaryFolder())
        for seed in 0..<4 as Range<UInt64> {
            try pictures.write(TestPicture.jpeg(seed: seed), to: "\(seed).jpg")
        }
        let id: String
        do {
            let gate = Gate()
            let world = try await World(gate: gate, data: data)
            gate.block()
            id = try await world.engine.startSync(world.collection, directory: pictures.path).id
            try await gate.reached()
            let stopping = Task { await world.engine.jobs.shutDown() }
            gate.open()
            await stopping.value
        }
        try await SQLiteShell.run("UPDATE jobs SET attempts = 1", data.path + "/catalogue.sqlite")
        let engine = try await TestEngine.make(data.path)
        #expect(try await engine.resumeJobs().isEmpty)
        let job = try await engine.jobs.job(id)
        #expect(job.state == .failed && job.error?.contains("ended twice") == true)
        #expect(try await engine.resumeJobs().isEmpty)
    }

    @Test func anImportReplacesAKnownImageByACopyOfAnother() async throws {
        let world = try await World()
        let folder = try TemporaryFolder()
        try folder.write(TestPicture.jpeg(seed: 1), to: "a.jpg")
        try folder.write(TestPicture.jpeg(seed: 2), to: "b.jpg")
        func run() async throws -> ImportReport {
            let items = try await CategoryFolder(folder.path)
            let (engine, collection) = (world.engine, world.collection)
            return try await engine.importImages(
                items.count, into: collection, progress: { _ in }, item: { items.item($0, largest: 1 << 20) })
        }
        #expect(try await run().added == 2)
        try folder.write(TestPicture.jpeg(seed: 1), to: "b.jpg")
        let report = try await run()
        #expect(report.changed == 1 && report.unchanged == 1 && report.copies == 0)
        let b = try await world.engine.image("b.jpg", in: world.collection)
        #expect(try await world.engine.content(of: b, in: world.collection) == TestPicture.jpeg(seed: 1))
        // A new id with bytes that are there is a copy, as before.
        try folder.write(TestPicture.jpeg(seed: 1), to: "c.jpg")
        #expect(try await run().copies == 1)
    }
}
