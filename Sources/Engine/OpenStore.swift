internal import Synchronization

/// Things that are opened when they are first asked for and kept open, by name, as many as a budget holds: the one
/// that was not used for the longest is let go of. One that somebody still uses lives on until they are done, and is
/// given again to who asks meanwhile, so that a name never has two.
///
/// Only callers of one name wait for each other's opening.
public final class OpenStore<Value: AnyObject & Sendable>: Sendable {
    /// One name's place, locked while it is opened or closed.
    private final class Slot: Sendable {
        let living = Mutex(Weak())
    }

    private struct Weak {
        weak var value: Value?
    }

    private struct Kept {
        let value: Value
        var lastUse: UInt64
    }

    /// Locked for moments only, whatever is being opened, so that the budget holds at all times.
    private struct State {
        var slots: [String: Slot] = [:]
        var kept: [String: Kept] = [:]
        var clock: UInt64 = 0
    }

    private let state = Mutex(State())
    private let maximumCount: Int
    private let maximumWeight: Int
    private let weight: @Sendable (Value) -> Int

    /// - Parameters:
    ///   - maximumCount: how many are kept open.
    ///   - maximumWeight: what those that are kept may weigh together, such as bytes; one is kept whatever it weighs.
    ///   - weight: of one, as it is now; told at once, since the store waits for it.
    public init(
        maximumCount: Int, maximumWeight: Int = .max, weight: @escaping @Sendable (Value) -> Int = { _ in 0 }
    ) {
        self.maximumCount = max(1, maximumCount)
        self.maximumWeight = maximumWeight
        self.weight = weight
    }

    /// Names of those that are kept open, sorted.
    public var names: [String] {
        state.withLock { $0.kept.keys.sorted() }
    }

    /// The one of a name that is kept open, if any; it does not count as a use.
    public func kept(_ name: String) -> Value? {
        state.withLock { $0.kept[name]?.value }
    }

    /// The open one of a name, if any. Never waits for another name, and for this one no longer than its opening
    /// takes.
    public func open(_ name: String) -> Value? {
        if let value = used(name) { return value }
        guard let slot = state.withLock({ $0.slots[name] }) else { return nil }
        return slot.living.withLock { living in
            guard let value = living.value else { return nil }
            keep(value, name)
            return value
        }
    }

    /// The open one of a name, or what `make` opens.
    ///
    /// - Parameter isCurrent: whether the open one can still be used; it is replaced where not.
    public func value(
        _ name: String, isCurrent: (Value) -> Bool = { _ in true }, make: () throws -> Value
    ) throws -> Value {
        try slot(name).living.withLock { living in
            if let value = living.value, isCurrent(value) {
                keep(value, name)
                return value
            }
            // Let go of first: files may be locked by it.
            letGo(of: name)
            let value = try make()
            living.value = value
            keep(value, name)
            return value
        }
    }

    /// Calls `body` with the open one of a name, if any, while nobody can open it; lets go of it where `body` does
    /// not throw.
    public func close<Result>(_ name: String, _ body: (Value?) throws -> Result) rethrows -> Result {
        try slot(name).living.withLock { living in
            let value = living.value
            // Nobody is given it meanwhile: who asks finds it not kept, and waits for this name.
            letGo(of: name)
            do {
                let result = try body(value)
                living.value = nil
                return result
            } catch {
                if let value { keep(value, name) }
                throw error
            }
        }
    }

    private func slot(_ name: String) -> Slot {
        state.withLock { state in
            if let slot = state.slots[name] { return slot }
            let slot = Slot()
            state.slots[name] = slot
            return slot
        }
    }

    /// The one of a name that is kept open, if any; never waits.
    public func used(_ name: String) -> Value? {
        state.withLock { state in
            state.clock += 1
            state.kept[name]?.lastUse = state.clock
            return state.kept[name]?.value
        }
    }

    private func letGo(of name: String) {
        // Taken out of the lock: the last reference closes files.
        _ = state.withLock { $0.kept.removeValue(forKey: name) }
    }

    /// Keeps one, and lets go of the least recently used ones until the rest are within the budget.
    private func keep(_ value: Value, _ name: String) {
        let letGo = state.withLock { state in
            state.clock += 1
            state.kept[name] = Kept(value: value, lastUse: state.clock)
            return makeRoom(&state, beside: name)
        }
        // Here, out of the lock: the last reference closes files.
        withExtendedLifetime(letGo) {}
    }

    private func makeRoom(_ state: inout State, beside name: String) -> [Value] {
        var count = state.kept.count
        var weights: [String: Int] = [:]
        if maximumWeight < .max { weights = state.kept.mapValues { weight($0.value) } }
        var total = weights.values.reduce(0, +)
        guard count > maximumCount || total > maximumWeight else { return [] }
        var letGo: [Value] = []
        for (other, kept) in state.kept.sorted(by: { $0.value.lastUse < $1.value.lastUse })
        where other != name {
            guard count > maximumCount || total > maximumWeight else { break }
            state.kept[other] = nil
            letGo.append(kept.value)
            count -= 1
            total -= weights[other] ?? 0
        }
        return letGo
    }
}
