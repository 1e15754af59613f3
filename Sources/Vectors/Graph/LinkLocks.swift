internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A lock for each node's list of links, shared by a few nodes each. Held for microseconds, one at a time a thread.
///
/// `@unchecked Sendable`: the memory is only touched by atomic operations.
final class LinkLocks: @unchecked Sendable {
    private static let count = 4096
    private let locks: UnsafeMutablePointer<Atomic<Bool>>

    init() {
        locks = .allocate(capacity: Self.count)
        for i in 0..<Self.count { (locks + i).initialize(to: Atomic(false)) }
    }

    deinit {
        locks.deinitialize(count: Self.count)
        locks.deallocate()
    }

    func withLock<Result>(_ node: UInt32, layer: Int, _ body: () -> Result) -> Result {
        let lock = locks + Int((node &+ UInt32(layer) &* 977) % UInt32(Self.count))
        while lock.pointee.exchange(true, ordering: .acquiring) { sched_yield() }
        defer { lock.pointee.store(false, ordering: .releasing) }
        return body()
    }
}
