internal import Synchronization

/// A fixed number of atomic counters, 0 at first.
///
/// `@unchecked Sendable`: the memory is only touched by atomic operations.
final class AtomicCounts: @unchecked Sendable {
    private let counters: UnsafeMutablePointer<Atomic<UInt32>>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        counters = .allocate(capacity: max(1, count))
        for i in 0..<count { (counters + i).initialize(to: Atomic(0)) }
    }

    deinit {
        counters.deinitialize(count: count)
        counters.deallocate()
    }

    func load(_ i: Int) -> UInt32 { counters[i].load(ordering: .acquiring) }
    func store(_ value: UInt32, _ i: Int) { counters[i].store(value, ordering: .releasing) }
    func insert(_ bits: UInt32, _ i: Int) { counters[i].bitwiseOr(bits, ordering: .releasing) }
    func remove(_ bits: UInt32, _ i: Int) { counters[i].bitwiseAnd(~bits, ordering: .releasing) }
    func add(_ value: UInt32, _ i: Int) { counters[i].wrappingAdd(value, ordering: .relaxed) }
    func subtract(_ value: UInt32, _ i: Int) { counters[i].wrappingSubtract(value, ordering: .relaxed) }
    /// Raises the counter to `value` if it is lower.
    func raise(_ value: UInt32, _ i: Int) { counters[i].max(value, ordering: .relaxed) }
}
