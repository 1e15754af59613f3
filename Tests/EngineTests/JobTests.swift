import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct JobTests {
    /// A batch of pictures, some of which are none.
    private func batch(_ world: World, _ count: Int, broken: Set<Int> = []) async throws -> Batch {
        let batch = try await world.engine.newBatch(in: world.collection)
        for number in 0..<count {
            let bytes = broken.contains(number) ? [1, 2, 3] : try TestPicture.jpeg(seed: UInt64(number))
            try await batch.add(
                IncomingImage(
                    id: "\(number)", bytes: bytes, attributes: ["n": .int(number)]))
        }
        return batch
    }

    @Test func aBatchSaysWhatBecameOfEachPicture() async throws {
        let world = try await World()
        let batch = try await batch(world, 20, broken: [3, 11])
        try await batch.add(problem: "It is no base64.", id: "text")
        let unnamed = try await batch.add(IncomingImage(bytes: TestPicture.jpeg(seed: 77)))
        #expect(await batch.total == 22)
        let started = try await batch.start()
        #expect(started.kind == "batch" && started.progress.total == 22)
        let job = try await world.engine.jobs.finished(started.id)
        let report = try #require(job.batchReport)
        #expect(job.state == .succeeded && job.progress.done == 22)
        #expect(report.total == 22 && report.indexed == 19 && report.failed == 3)
        #expect(report.results.filter { !$0.success }.map(\.imageID) == ["3", "11", "text"])
        #expect(report.results.first { $0.imageID == "text" }?.error == "It is no base64.")
        #expect(report.results.last?.imageID == unnamed)
        #expect(world.collection.count == 19)
        #expect(try await world.engine.image("7", in: world.collection).attributes == ["n": 7])
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.data.path + "/jobs").isEmpty)
    }

    @Test func whatIsNotStartedIsRemoved() async throws {
        let world = try await World()
        let jobs = world.data.path + "/jobs"
        let discarded = try await batch(world, 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: jobs).count == 1)
        await discarded.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: jobs).isEmpty)
        _ = try await batch(world, 2)
        // On another thread.
        try await eventually("what was let go of was removed") {
            try FileManager.default.contentsOfDirectory(atPath: jobs).isEmpty
        }
        #expect(try await world.engine.jobs.jobs().isEmpty)
    }

    /// The file `receiving` tells what a crash left of a batch before it was accepted; of others nothing is known.
    @Test func whatACrashLeftOfABatchIsRemoved() async throws {
        let data = try TemporaryFolder()
        _ = try await TestEngine.make(data.path)
        let (received, unknown) = (UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
        for id in [received, unknown] { try data.write([1], to: "jobs/\(id)/items") }
        try data.write([], to: "jobs/\(received)/receiving")
        func left() throws -> Set<String> {
            try Set(FileManager.default.contentsOfDirectory(atPath: data.path + "/jobs"))
        }
        // Who only reads changes nothing.
        _ = try await TestEngine.make(data.path, purpose: nil)
        #expect(try left() == [received, unknown])
        let engine = try await TestEngine.make(data.path)
        #expect(try left() == [unknown])
        #expect(try await engine.orphans().map(\.id) == ["jobs/\(unknown)"])
    }

    @Test func cancelledOnesStopAndStayCancelled() async throws {
        let gate = Gate()
        let world = try await World(gate: gate)
        gate.block()
        let running = try await batch(world, 30).start()
        try await gate.reached()
        _ = try await world.engine.jobs.cancel(running.id)
        gate.open()
        let job = try await world.engine.jobs.finished(running.id)
        #expect(job.state == .cancelled && job.finishedAt != nil)
        #expect(world.collection.count < 30)
        #expect(try await world.engine.resumeJobs().isEmpty)
        #expect(try await world.engine.jobs.jobs().map(\.state) == [.cancelled])
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.data.path + "/jobs").isEmpty)
    }

    /// A server that is stopped goes on with its jobs at the next start.
    @Test func stoppedOnesGoOn() async throws {
        let (data, pictures) = (try TemporaryFolder(), try TemporaryFolder())
        for seed in 0..<30 as Range<UInt64> {
            try pictures.write(TestPicture.jpeg(seed: seed), to: "\(seed).jpg")
        }
        var ids: Set<String> = []
        let gate = Gate()
        do {
            let world = try await World(gate: gate, data: data)
            gate.block()
            ids.insert(try await batch(world, 40).start().id)
            let folder = try await world.engine.createCollection(named: "folder")
            ids.insert(try await world.engine.startSync(folder, directory: pictures.path).id)
            try await gate.reached()
            let stopping = Task { await world.engine.jobs.shutDown() }
            // The batch that waits in the network can't be stopped before it is through.
            gate.open()
            await stopping.value
        }
        let engine = try await TestEngine.make(data.path)
        #expect(try await Set(engine.jobs.jobs().filter { !$0.state.isFinal }.map(\.id)) == ids)
        let resumed = try await engine.resumeJobs()
        #expect(Set(resumed.map(\.id)) == ids)
        for id in ids { #expect(try await engine.jobs.finished(id).state == .succeeded) }
        #expect(try await engine.collection(named: "products").count == 40)
        #expect(try await engine.collection(named: "folder").count == 30)
        #expect(try await engine.resumeJobs().isEmpty)
    }

    @Test func aJobWhoseCollectionIsGoneFails() async throws {
        let data = try TemporaryFolder()
        let gate = Gate()
        let id: String
        do {
            let world = try await World(gate: gate, data: data)
            gate.block()
            id = try await batch(world, 10).start().id
            try await gate.reached()
            let stopping = Task { await world.engine.jobs.shutDown() }
            gate.open()
            await stopping.value
            try await world.engine.deleteCollection(named: "products")
        }
        let engine = try await TestEngine.make(data.path)
        _ = try await engine.resumeJobs()
        let job = try await engine.jobs.finished(id)
        #expect(job.state == .failed && job.error?.contains("products") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: data.path + "/jobs").isEmpty)
    }

    /// A full queue makes callers wait, then refuses them, and keeps nothing of what it refused.
    @Test func aFullQueueWaitsBeforeItRefuses() async throws {
        let gate = Gate()
        let world = try await World(gate: gate) {
            $0.concurrentBatches = 1
            $0.waitingBatches = 1
            $0.queuePatience = .milliseconds(100)
        }
        gate.block()
        let running = try await batch(world, 5).start()
        let waiting = try await batch(world, 5).start()
        let third = try await batch(world, 5)
        let error = await #expect(throws: EmbeddingError.self) { _ = try await third.start() }
        guard case .overloaded? = error else { return #expect(Bool(false), "\(error!)") }
        #expect(try await world.engine.jobs.job(waiting.id).state == .queued)
        gate.open()
        for job in [running, waiting] {
            #expect(try await world.engine.jobs.finished(job.id).state == .succeeded)
        }
        #expect(try await world.engine.jobs.jobs().count == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.data.path + "/jobs").isEmpty)
    }

    /// Who gives up waiting for a place has none, and leaves none taken.
    @Test func whoGivesUpPassesNoLimit() async throws {
        let gate = Gate()
        let world = try await World(gate: gate) {
            $0.concurrentBatches = 1
            $0.waitingBatches = 1
        }
        gate.block()
        let running = try await batch(world, 2).start()
        let waiting = try await batch(world, 2).start()
        for _ in 0..<5 {
            let late = try await batch(world, 2)
            let start = Task { try await late.start() }
            await Task.yield()
            start.cancel()
            await #expect(throws: (any Error).self) { _ = try await start.value }
        }
        #expect(await world.engine.jobs.activeCount == 2)
        #expect(try await world.engine.jobs.jobs().count == 2)
        gate.open()
        for job in [running, waiting] { _ = try await world.engine.jobs.finished(job.id) }
        for _ in 0..<3 {
            let next = try await batch(world, 2).start()
            #expect(try await world.engine.jobs.finished(next.id).state == .succeeded)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.data.path + "/jobs").isEmpty)
    }
}
