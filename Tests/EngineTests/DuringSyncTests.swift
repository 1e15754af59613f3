import Foundation
import LookalikeCatalogue
import LookalikeEngine
import Synchronization
import TestSupport
import Testing

/// What others do while a sync runs.
@Suite(.timeLimit(.minutes(10))) struct DuringSyncTests {
    /// More pictures than one commit has.
    private static func makePictures(_ world: World) throws {
        for seed in 0..<300 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
    }

    /// Starts a sync of which one picture does not come back until the gate is opened.
    private static func heldSync(_ world: World, _ gate: Gate) async throws -> Task<SyncReport, any Error> {
        gate.block()
        let task = Task { try await world.sync() }
        try await gate.reached()
        return task
    }

    /// The same, some of the others being stored.
    private static func storingSync(_ world: World, _ gate: Gate) async throws -> Task<SyncReport, any Error>
    {
        let task = try await heldSync(world, gate)
        try await eventually("ten pictures were stored") { try await world.images().count >= 10 }
        return task
    }

    @Test func searchesSeeTheOldStateUntilTheEnd() async throws {
        let gate = Gate()
        let world = try await World(gate: gate)
        try world.draw(1_000, "old.jpg")
        try world.draw(1_001, "other.jpg")
        try await world.sync()
        try Self.makePictures(world)
        try world.remove("old.jpg")
        let task = try await Self.storingSync(world, gate)
        #expect(world.collection.count == 2)
        #expect(try await world.finds(1_000, "old"))
        gate.open()
        _ = try await task.value
        #expect(world.collection.count == 301)
        #expect(try #require(try await world.best(1_000)).id != "old")
    }

    @Test func aSecondSyncIsRefused() async throws {
        let gate = Gate()
        let world = try await World(gate: gate)
        try Self.makePictures(world)
        let task = try await Self.heldSync(world, gate)
        await #expect(throws: EngineError.syncRunning(collection: "products")) { try await world.sync() }
        await #expect(throws: EngineError.syncRunning(collection: "products")) {
            _ = try await world.engine.startSync(world.collection, directory: world.pictures.path)
        }
        await #expect(throws: EngineError.syncRunning(collection: "products")) {
            try await world.engine.deleteCollection(named: "products")
        }
        gate.open()
        let report = try await task.value
        #expect(report.added == 300, "\(report)")
        #expect(try await world.sync().unchanged == 300)
    }

    @Test func aCancelledSyncKeepsWhatItReported() async throws {
        let world = try await World()
        try Self.makePictures(world)
        let reported = Mutex(0)
        let job = Task {
            try await world.engine.sync(world.collection, directory: world.pictures.path) { progress in
                reported.withLock { $0 = progress.done }
                if progress.done > 0 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        await #expect(throws: CancellationError.self) { try await job.value }
        let count = reported.withLock { $0 }
        #expect(count > 0 && count < 300)
        #expect(world.collection.count >= count)
        #expect(try await world.images().count == world.collection.count)
        let rest = try await world.sync()
        #expect(rest.added + rest.unchanged == 300 && rest.indexed == 300)
        #expect(rest.added <= 300 - count)
    }

    @Test func aCancelledJobSaysSo() async throws {
        let gate = Gate()
        let world = try await World(gate: gate)
        try Self.makePictures(world)
        gate.block()
        let job = try await world.engine.startSync(world.collection, directory: world.pictures.path)
        try await gate.reached()
        _ = try await world.engine.jobs.cancel(job.id)
        gate.open()
        #expect(try await world.engine.jobs.finished(job.id).state == .cancelled)
        #expect(!world.collection.isSyncing)
    }

    @Test func aJobEndsWithItsReport() async throws {
        let world = try await World()
        try world.draw(1, "1.jpg")
        let job = try await world.engine.startSync(world.collection, directory: world.pictures.path)
        var last: Job?
        for await state in try await world.engine.jobs.watch(job.id) { last = state }
        let ended = try #require(last)
        #expect(ended.state == .succeeded && ended.finishedAt != nil)
        #expect(try ended.syncReport.added == 1)
    }

    @Test func uploadsAndDeletionsDuringASyncStay() async throws {
        let gate = Gate()
        let world = try await World(gate: gate)
        try Self.makePictures(world)
        let task = try await Self.storingSync(world, gate)
        let stored = try await world.images().map(\.id)
        let (replaced, deleted) = (stored[0], stored[1])
        // In place of a file that the sync has stored, of one that it will come to, and a new one.
        let waiting = try #require((0..<300).map { "\($0)" }.first { !stored.contains($0) })
        for (index, id) in [replaced, waiting, "upload"].enumerated() {
            _ = try await world.engine.put(
                TestPicture.jpeg(seed: 2_000 + UInt64(index)), as: id, name: nil, attributes: nil,
                in: world.collection)
        }
        try await world.engine.deleteImage(deleted, in: world.collection)
        #expect(world.collection.count == 3)
        gate.open()
        _ = try await task.value
        #expect(try await world.finds(2_000, replaced))
        #expect(try await world.finds(2_001, waiting))
        #expect(try await world.finds(2_002, "upload"))
        await #expect(throws: EngineError.self) { try await world.recordID(deleted) }
        #expect(try await world.images().count == world.collection.count)
        // The files whose names are taken come in under others, and the deleted one again.
        try await world.sync()
        #expect(try await Set(world.images().compactMap(\.path)).count == 300)
        #expect(world.collection.count == 303)
        #expect(try await world.finds(2_000, replaced))
    }

    @Test func filesThatVanishOnTheWayAreNotMissed() async throws {
        let gate = Gate()
        // One worker, so that only the window's files are read before the gate is open.
        let world = try await World(gate: gate) { $0.workers = 1 }
        try Self.makePictures(world)
        let task = try await Self.heldSync(world, gate)
        for seed in 0..<300 { try world.remove("\(seed).jpg") }
        gate.open()
        let report = try await task.value
        #expect(report.problems.isEmpty && report.added < 300)
        // Nothing is left, which is not believed without being told.
        var options = SyncOptions()
        options.allowRemovals = true
        #expect(try await world.sync(options).counts == ["removed": report.added])
    }
}
