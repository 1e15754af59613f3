internal import Foundation

/// Runs file and database work outside Swift's cooperative pool, whose few threads must not block.
enum Blocking {
    private static let pool = BlockingPool(maximumThreads: 64)

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            pool.add { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    /// As ``run(_:)``, without waiting for the end.
    static func begin(_ body: @escaping @Sendable () -> Void) {
        pool.add(body)
    }
}

/// Threads that may block, as many as there are calls, up to a limit. Not Dispatch's: on Linux those are as many as
/// cores, and one more a second while all block, so that a search would wait behind two writers.
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
        while let call = next() { call() }
    }

    /// Nil where there was nothing to do for a while: the thread ends.
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
