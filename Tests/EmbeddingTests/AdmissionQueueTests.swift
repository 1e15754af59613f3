import LookalikeEmbedding
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AdmissionQueueTests {
    /// A place that is held until it is told otherwise.
    private struct Holder {
        let task: Task<Void, any Error>
        let release: AsyncStream<Void>.Continuation

        init(_ queue: AdmissionQueue, weight: Int = 0) async {
            let (inside, entered) = AsyncStream.makeStream(of: Void.self)
            let (released, release) = AsyncStream.makeStream(of: Void.self)
            self.release = release
            task = Task {
                try await queue.withPlace(weight: weight) {
                    entered.finish()
                    for await _ in released {}
                }
            }
            for await _ in inside {}
        }

        func leave() async throws {
            release.finish()
            try await task.value
        }
    }

    @Test func noMoreAreInsideThanThereArePlaces() async throws {
        let queue = AdmissionQueue(places: 3, weight: 100, patience: .seconds(60))
        let inside = Shared((now: 0, most: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await queue.withPlace(weight: 1) {
                        inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        await Task.yield()
                        inside.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.withLock { $0.most } <= 3)
    }

    @Test func weightIsBounded() async throws {
        let queue = AdmissionQueue(places: 100, weight: 10, patience: .seconds(60))
        let inside = Shared((now: 0, most: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for weight in 0..<100 {
                group.addTask {
                    let counted = min(weight % 13, 10)
                    try await queue.withPlace(weight: weight % 13) {
                        inside.withLock { $0 = ($0.now + counted, max($0.most, $0.now + counted)) }
                        await Task.yield()
                        inside.withLock { $0.now -= counted }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.withLock { $0.most } <= 10)
    }

    @Test func theFirstToComeIsTheFirstIn() async throws {
        let queue = AdmissionQueue(places: 1, weight: 1, patience: .seconds(60))
        let holder = await Holder(queue)
        let order = Shared<[Int]>([])
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<10 {
            tasks.append(
                Task { try await queue.withPlace(weight: 0) { order.withLock { $0.append(number) } } })
            try await eventually("\(number) waits") { queue.waiting > number }
        }
        try await holder.leave()
        for task in tasks { try await task.value }
        #expect(order.withLock { $0 } == Array(0..<10))
    }

    @Test func aLightOneDoesNotPassAHeavyOne() async throws {
        let queue = AdmissionQueue(places: 10, weight: 10, patience: .seconds(60))
        let holder = await Holder(queue, weight: 5)
        let order = Shared<[String]>([])
        let heavy = Task { try await queue.withPlace(weight: 99) { order.withLock { $0.append("heavy") } } }
        try await eventually("the heavy one waits") { queue.waiting == 1 }
        let light = Task { try await queue.withPlace(weight: 1) { order.withLock { $0.append("light") } } }
        try await eventually("the light one waits, too") { queue.waiting == 2 }
        try await holder.leave()
        try await heavy.value
        try await light.value
        #expect(order.withLock { $0 } == ["heavy", "light"])
    }

    @Test(arguments: [Duration.zero, .milliseconds(5)])
    func patienceEnds(_ patience: Duration) async throws {
        let queue = AdmissionQueue(places: 1, weight: 1, patience: patience)
        let holder = await Holder(queue)
        await #expect(throws: EmbeddingError.overloaded(retryAfter: .seconds(1))) {
            try await queue.withPlace(weight: 0) {}
        }
        try await holder.leave()
        #expect(try await queue.withPlace(weight: 1) { true })
    }

    @Test func aCancelledOneLeavesAndLetsOthersIn() async throws {
        let queue = AdmissionQueue(places: 10, weight: 10, patience: .seconds(60))
        let holder = await Holder(queue, weight: 5)
        let heavy = Task { try await queue.withPlace(weight: 10) {} }
        try await eventually("the heavy one waits") { queue.waiting == 1 }
        let light = Task { try await queue.withPlace(weight: 1) { true } }
        try await eventually("the light one waits, too") { queue.waiting == 2 }
        heavy.cancel()
        await #expect(throws: EmbeddingError.cancelled) { try await heavy.value }
        #expect(try await light.value)
        try await holder.leave()
    }

    @Test func racesLoseNobodyAndNoPlace() async throws {
        let queue = AdmissionQueue(places: 2, weight: 4, patience: .milliseconds(1))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask {
                    let task = Task { try await queue.withPlace(weight: number % 5) { await Task.yield() } }
                    if number.isMultiple(of: 3) { task.cancel() }
                    // Refused, cancelled or served: what counts is the room afterwards.
                    _ = try? await task.value
                }
            }
        }
        #expect(queue.waiting == 0)
        // All of the room is there again: two at once that weigh all together.
        let holder = await Holder(queue, weight: 2)
        #expect(try await queue.withPlace(weight: 2) { true })
        try await holder.leave()
    }
}
