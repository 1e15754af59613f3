import Dispatch
import LookalikeEmbedding
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SchedulerTests {
    private static func scheduler(
        workers: Int = 1, capacity: Int = 512, patience: Duration = .seconds(60)
    ) -> EmbeddingScheduler {
        EmbeddingScheduler(.init(workers: workers, capacity: capacity, patience: patience))
    }

    private static func embed(
        _ value: Float, _ scheduler: EmbeddingScheduler, _ network: CountingNetwork,
        priority: EmbeddingScheduler.Priority = .bulk, maximumBatch: Int = .max
    ) async throws -> Float {
        let output = try await scheduler.embed(
            with: network, identifier: "counting", priority: priority, weight: 1, maximumBatch: maximumBatch
        ) { ([value, 0, 0, 0], "extra \(value)") }
        #expect(output.extra == "extra \(value)")
        return output.embedding[0]
    }

    /// Occupies the only worker until it is released, so that what comes meanwhile comes together.
    private static func hold(
        _ scheduler: EmbeddingScheduler, priority: EmbeddingScheduler.Priority = .interactive
    ) async -> (
        task: Task<Void, any Error>, gate: DispatchSemaphore
    ) {
        let gate = DispatchSemaphore(value: 0)
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await scheduler.run(priority: priority, weight: 0) {
                begins.finish()
                // A test that failed before it released the worker keeps no thread for ever.
                _ = gate.wait(timeout: .now() + 300)
            }
        }
        for await _ in begun {}
        return (task, gate)
    }

    private static func waitFor(_ count: Int, in scheduler: EmbeddingScheduler) async throws {
        try await eventually("\(count) wait") { scheduler.backlog >= count }
    }

    @Test func everyCallerGetsItsOwn() async throws {
        let (scheduler, network) = (Self.scheduler(workers: 3, capacity: 20), CountingNetwork())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask {
                    let priority: EmbeddingScheduler.Priority =
                        number.isMultiple(of: 3) ? .interactive : .bulk
                    let result = try await Self.embed(Float(number), scheduler, network, priority: priority)
                    #expect(result == Float(number))
                }
            }
            try await group.waitForAll()
        }
        #expect(network.batches.withLock { $0.allSatisfy { [1, 4].contains($0.count) } })
        #expect(scheduler.backlog == 0)
    }

    @Test(arguments: [
        (Int.max, [4, 4, 1, 1]), (3, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), (4, [4, 4, 1, 1]),
        (0, Array(repeating: 1, count: 10)),
    ])
    func batchesFillByThemselves(_ maximumBatch: Int, _ sizes: [Int]) async throws {
        let (scheduler, network) = (Self.scheduler(), CountingNetwork())
        let (holder, gate) = await Self.hold(scheduler)
        let tasks = (0..<10).map { number in
            Task { try await Self.embed(Float(number), scheduler, network, maximumBatch: maximumBatch) }
        }
        try await Self.waitFor(10, in: scheduler)
        gate.signal()
        for (number, task) in tasks.enumerated() { #expect(try await task.value == Float(number)) }
        try await holder.value
        #expect(network.batches.withLock { $0.map(\.count) } == sizes)
    }

    @Test func peopleGoFirstAndAlone() async throws {
        let (scheduler, network) = (Self.scheduler(), CountingNetwork())
        let (holder, gate) = await Self.hold(scheduler)
        let bulk = (1...3).map { number in Task { try await Self.embed(Float(number), scheduler, network) } }
        try await Self.waitFor(3, in: scheduler)
        let person = Task { try await Self.embed(100, scheduler, network, priority: .interactive) }
        try await Self.waitFor(4, in: scheduler)
        gate.signal()
        _ = try await person.value
        for task in bulk { _ = try await task.value }
        try await holder.value
        #expect(network.batches.withLock { $0.first } == [100])
    }

    @Test func cancelledWorkIsNotBegun() async throws {
        let (scheduler, network) = (Self.scheduler(), CountingNetwork())
        let (holder, gate) = await Self.hold(scheduler)
        let begun = Shared(false)
        let task = Task {
            try await scheduler.run(priority: .bulk, weight: 1) { begun.withLock { $0 = true } }
        }
        try await Self.waitFor(1, in: scheduler)
        task.cancel()
        gate.signal()
        await #expect(throws: EmbeddingError.cancelled) { try await task.value }
        try await holder.value
        #expect(!begun.withLock { $0 })
        #expect(try await Self.embed(1, scheduler, network) == 1)
    }

    @Test func anErrorIsItsOwnersAlone() async throws {
        struct Unreadable: Error {}
        let (scheduler, network) = (Self.scheduler(), CountingNetwork())
        await #expect(throws: Unreadable.self) {
            try await scheduler.run(priority: .bulk, weight: 1) { throw Unreadable() }
        }
        await #expect(throws: EmbeddingError.self) { try await Self.embed(-1, scheduler, network) }
        await #expect(throws: EmbeddingError.self) {
            _ = try await scheduler.embed(with: network, identifier: "counting", priority: .bulk, weight: 1) {
                ([1, 2, 3], ())
            }
        }
        #expect(try await Self.embed(1, scheduler, network) == 1)
    }

    @Test func modelsAreNotMixed() async throws {
        let scheduler = Self.scheduler()
        let networks = [CountingNetwork(), CountingNetwork()]
        let (holder, gate) = await Self.hold(scheduler)
        let tasks = (0..<8).map { number in
            Task {
                try await scheduler.embed(
                    with: networks[number % 2], identifier: "\(number % 2)", priority: .bulk, weight: 1
                ) { ([Float(number), 0, 0, 0], ()) }
            }
        }
        try await Self.waitFor(8, in: scheduler)
        gate.signal()
        for task in tasks { _ = try await task.value }
        try await holder.value
        for (index, network) in networks.enumerated() {
            let seen = network.batches.withLock { $0.joined().map { Int($0) }.sorted() }
            #expect(seen == (0..<8).filter { $0 % 2 == index })
        }
    }

    @Test func bulkWorkWaitsAndLeavesPlacesToPeople() async throws {
        let (scheduler, network) = (Self.scheduler(capacity: 10, patience: .zero), CountingNetwork())
        let (holder, gate) = await Self.hold(scheduler, priority: .bulk)
        let bulk = (1...50).map { number in Task { try await Self.embed(Float(number), scheduler, network) } }
        // Nine of the ten places, with the one that is held.
        try await Self.waitFor(8, in: scheduler)
        let person = Task { try await Self.embed(100, scheduler, network, priority: .interactive) }
        try await Self.waitFor(9, in: scheduler)
        gate.signal()
        #expect(try await person.value == 100)
        try await holder.value
        for (index, task) in bulk.enumerated() { #expect(try await task.value == Float(index + 1)) }
    }

    @Test func aFullQueueWaitsAndThenRefuses() async throws {
        let (scheduler, network) = (
            Self.scheduler(capacity: 1, patience: .milliseconds(5)), CountingNetwork()
        )
        let (holder, gate) = await Self.hold(scheduler)
        await #expect(throws: EmbeddingError.overloaded(retryAfter: .seconds(1))) {
            try await Self.embed(1, scheduler, network, priority: .interactive)
        }
        gate.signal()
        try await holder.value
        #expect(try await Self.embed(1, scheduler, network) == 1)
    }
}
