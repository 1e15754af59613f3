internal import Foundation

/// Runs file and database work outside Swift's cooperative pool, whose few threads must not block.
package enum Blocking {
    private static let pool = BlockingPool(maximumThreads: 64)
    /// Work of minutes, of which each piece may use several cores.
    private static let background = BlockingPool(maximumThreads: 2)

    private static let executor = BlockingExecutor(pool)

    /// Runs `body` on a thread that may block: this one, within ``scope(_:)``.
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws
        -> Result
    {
        if BlockingPool.isThreadOfOne { return try body() }
        return try await withCheckedThrowingContinuation { continuation in
            let call = OneCall(body)
            pool.add { continuation.resume(with: call.run()) }
        }
    }

    /// Calls `body` for each item, several concurrently, and returns when all are done. For waits that can overlap,
    /// such as those for the disk. The caller's thread works too, so no call waits for a thread.
    ///
    /// - Throws: one of the errors; after one, items that are not begun are left out.
    package static func forEach<Item: Sendable>(
        _ items: [Item], sideBySide width: Int = 16, _ body: @escaping @Sendable (Item) throws -> Void
    ) throws {
        let work = SharedItems(items, body)
        for _ in 1..<max(1, min(width, items.count)) { pool.add { work.help() } }
        work.help()
        try work.wait()
    }

    /// As ``run(_:)-swift.method``, of what can't fail.
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        if BlockingPool.isThreadOfOne { return body() }
        return await withCheckedContinuation { continuation in
            let call = OneCall<Result> { body() }
            // Sound: the body can't throw.
            pool.add { continuation.resume(returning: try! call.run().get()) }
        }
    }

    /// Runs asynchronous work on threads that may block, so that what it asks of files and databases one after the other
    /// changes threads once and not each time.
    package static func scope<Result, Failure: Error>(
        _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await withTaskExecutorPreference(executor, operation: body)
    }

    /// As ``scope(_:)``, without waiting for the end.
    package static func begin(_ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: executor) { await body() }
    }

    /// Runs long work, such as making an index: a little of it at once, the rest in turn.
    package static func runInBackground<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let call = OneCall(body)
            background.add { continuation.resume(with: call.run()) }
        }
    }

    /// As ``run(_:)``, without waiting for the end.
    package static func begin(_ body: @escaping @Sendable () -> Void) {
        pool.add(body)
    }
}

/// Lets tasks run on the threads of a pool.
private final class BlockingExecutor: TaskExecutor {
    private let pool: BlockingPool

    init(_ pool: BlockingPool) {
        self.pool = pool
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pool.add { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// A call that releases what it captured before its caller continues: someone who closes an engine after its last
/// call is then its only owner.
///
/// `@unchecked Sendable` is sound: it is run once, by one thread.
private final class OneCall<Value>: @unchecked Sendable {
    private var body: (@Sendable () throws -> Value)?

    init(_ body: @escaping @Sendable () throws -> Value) {
        self.body = body
    }

    func run() -> Result<Value, any Error> {
        let body = body
        self.body = nil
        // Sound: it is there until it has run.
        return Result { try body!() }
    }
}

/// Items that several threads take by turns.
///
/// `@unchecked Sendable` is sound: what changes is read and written with `condition` locked.
private final class SharedItems<Item: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let body: @Sendable (Item) throws -> Void
    private var remaining: ArraySlice<Item>
    private var active = 0
    private var error: (any Error)?

    init(_ items: [Item], _ body: @escaping @Sendable (Item) throws -> Void) {
        remaining = items[...]
        self.body = body
    }

    func help() {
        while let item = take() {
            let result = Result { try body(item) }
            condition.withLock {
                active -= 1
                if case .failure(let failure) = result {
                    error = error ?? failure
                    remaining = []
                }
                condition.broadcast()
            }
        }
    }

    /// Returns when all work is done. Call after ``help()``.
    func wait() throws {
        condition.lock()
        defer { condition.unlock() }
        while active > 0 { condition.wait() }
        if let error { throw error }
    }

    private func take() -> Item? {
        condition.withLock {
            guard let item = remaining.popFirst() else { return nil }
            active += 1
            return item
        }
    }
}

/// Threads that may block: one per call, up to a limit. Dispatch is not used, because on Linux it starts one thread
/// per core and then one per second while all of them block; a search would wait behind two writers.
///
/// `@unchecked Sendable` is sound: every stored variable is read and written with `condition` locked.
private final class BlockingPool: @unchecked Sendable {
    private let condition = NSCondition()
    private let maximumThreads: Int
    private var calls: [@Sendable () -> Void] = []
    private var threads = 0
    private var idle = 0

    init(maximumThreads: Int) {
        self.maximumThreads = maximumThreads
    }

    /// Set on the threads of every pool.
    private static let mark: pthread_key_t = {
        var key = pthread_key_t()
        let failure = pthread_key_create(&key, nil)
        precondition(failure == 0, "no thread-specific value: error \(failure)")
        return key
    }()

    /// Whether this thread may block.
    static var isThreadOfOne: Bool { pthread_getspecific(mark) != nil }

    func add(_ call: @escaping @Sendable () -> Void) {
        condition.withLock {
            calls.append(call)
            if idle < calls.count, threads < maximumThreads {
                threads += 1
                let thread = Thread { self.work() }
                thread.name = "blocking"
                thread.start()
            } else {
                condition.signal()
            }
        }
    }

    private func work() {
        // Any value that is not null.
        pthread_setspecific(Self.mark, UnsafeRawPointer(bitPattern: 1))
        while let call = next() { call() }
    }

    /// Nil after a while without work: the thread ends.
    private func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        let deadline = Date() + 30
        while calls.isEmpty {
            idle += 1
            let isInTime = condition.wait(until: deadline)
            idle -= 1
            if !isInTime, calls.isEmpty {
                threads -= 1
                return nil
            }
        }
        return calls.removeFirst()
    }
}
