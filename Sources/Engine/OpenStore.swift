internal import Synchronization

/// Things that are opened when they are first asked for and kept open, by name, as many as a budget holds: the one
/// that was not used for the longest is let go of. One that somebody still uses lives on until they are done, and is
/// given again to who asks meanwhile, so that a name never has two.
///
/// Only callers of one name wait for each other's opening.
public final class OpenStore<Value: AnyObject & Sendable>: Sendable {
    private struct Held {
        var kept: Value?
        weak var living: Value?
    }

    /// One name's place, locked while it is opened or closed.
    private final class Slot: Sendable {
        let held = Mutex(Held())
        let isKept = Atomic(false)
        let lastUse = Atomic<UInt64>(0)
    }

    private let slots = Mutex<[String: Slot]>([:])
    private let clock = Atomic<UInt64>(0)
    private let maximumCount: Int
    private let maximumWeight: Int
    private let weight: @Sendable (Value) -> Int

    /// - Parameters:
    ///   - maximumCount: how many are kept open.
    ///   - maximumWeight: what those that are kept may weigh together, such as bytes; one is kept whatever it weighs.
    ///   - weight: of one, as it is now.
    public init(
        maximumCount: Int, maximumWeight: Int = .max, weight: @escaping @Sendable (Value) -> Int = { _ in 0 }
    ) {
        self.maximumCount = max(1, maximumCount)
        self.maximumWeight = maximumWeight
        self.weight = weight
    }

    /// Names of those that are kept open, sorted.
    public var names: [String] {
        slots.withLock { slots in
            slots.filter { $0.value.isKept.load(ordering: .relaxed) }.map(\.key).sorted()
        }
    }

    /// The open one of a name, if any. Never waits for another name, and for this one no longer than its opening
    /// takes.
    public func open(_ name: String) -> Value? {
        guard let slot = slots.withLock({ $0[name] }) else { return nil }
        return slot.held.withLock { held in
            guard let value = held.living else { return nil }
            keep(value, &held, slot)
            return value
        }
    }

    /// The open one of a name, or what `make` opens.
    ///
    /// - Parameter isCurrent: whether the open one can still be used; it is replaced where not.
    public func value(
        _ name: String, isCurrent: (Value) -> Bool = { _ in true }, make: () throws -> Value
    ) throws -> Value {
        let slot = slot(name)
        let value = try slot.held.withLock { held in
            if let value = held.living, isCurrent(value) {
                keep(value, &held, slot)
                return value
            }
            // Let go of first: files may be locked by it.
            held.kept = nil
            slot.isKept.store(false, ordering: .relaxed)
            let value = try make()
            held.living = value
            keep(value, &held, slot)
            return value
        }
        makeRoom(beside: slot)
        return value
    }

    /// Calls `body` with the open one of a name, if any, while nobody can open it; lets go of it where `body` does
    /// not throw.
    public func close<Result>(_ name: String, _ body: (Value?) throws -> Result) rethrows -> Result {
        let slot = slot(name)
        return try slot.held.withLock { held in
            let result = try body(held.living)
            held = Held()
            slot.isKept.store(false, ordering: .relaxed)
            return result
        }
    }

    private func slot(_ name: String) -> Slot {
        slots.withLock { slots in
            if let slot = slots[name] { return slot }
            let slot = Slot()
            slots[name] = slot
            return slot
        }
    }

    private func keep(_ value: Value, _ held: inout Held, _ slot: Slot) {
        slot.lastUse.store(clock.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        held.kept = value
        slot.isKept.store(true, ordering: .relaxed)
    }

    /// Lets go of the least recently used ones until the rest are within the budget.
    private func makeRoom(beside current: Slot) {
        var kept = slots.withLock { Array($0.values) }.filter { $0.isKept.load(ordering: .relaxed) }
        guard kept.count > maximumCount || maximumWeight < .max else { return }
        kept.sort { $0.lastUse.load(ordering: .relaxed) < $1.lastUse.load(ordering: .relaxed) }
        var count = kept.count
        var total = 0
        if maximumWeight < .max { total = kept.reduce(0) { $0 + weigh($1) } }
        for slot in kept where slot !== current && (count > maximumCount || total > maximumWeight) {
            let weighed = maximumWeight < .max ? weigh(slot) : 0
            // One that is just being opened or closed is in use.
            let isLetGo: Void? = slot.held.withLockIfAvailable { held in
                held.kept = nil
                slot.isKept.store(false, ordering: .relaxed)
            }
            guard isLetGo != nil else { continue }
            count -= 1
            total -= weighed
        }
    }

    private func weigh(_ slot: Slot) -> Int {
        (slot.held.withLockIfAvailable { $0.kept } ?? nil).map(weight) ?? 0
    }
}
