internal import LookalikeWorkThreads
internal import Synchronization

/// Keeps values open by name, within a limit on their number and weight; the least recently used one is closed first.
/// Concurrent callers share one open value per name: a value that is still in use after it was dropped is handed out
/// again.
///
/// Only callers of the same name wait for each other.
public final class OpenStore<Value: AnyObject & Sendable>: Sendable {
    /// The place of one name, locked while its value is opened or closed.
    private final class Slot: Sendable {
        let living = AsyncLock(Weak())
    }

    private struct Weak: Sendable {
        weak var value: Value?
    }

    private struct Kept {
        let value: Value
        var lastUse: UInt64
    }

    /// Locked only briefly, never while something is opened, so the limits always hold.
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
    ///   - maximumCount: most values kept open.
    ///   - maximumWeight: most total weight of the kept values, such as bytes; a single value may exceed it.
    ///   - weight: of a value at this moment; must return at once, since the store waits for it.
    public init(
        maximumCount: Int, maximumWeight: Int = .max, weight: @escaping @Sendable (Value) -> Int = { _ in 0 }
    ) {
        self.maximumCount = max(1, maximumCount)
        self.maximumWeight = maximumWeight
        self.weight = weight
    }

    /// Names of the open values, sorted.
    public var names: [String] {
        state.withLock { $0.kept.keys.sorted() }
    }

    /// The open value of a name, if any. Never waits for other names; waits for this one only while it is being
    /// opened.
    public func open(_ name: String) async -> Value? {
        if let value = used(name) { return value }
        guard let slot = state.withLock({ $0.slots[name] }) else { return nil }
        return await slot.living.withLock { living async in
            guard let value = living.value else { return nil }
            keep(value, name)
            return value
        }
    }

    /// The open value of a name, or else the one that `make` opens.
    ///
    /// - Parameter isCurrent: whether the open value is still valid; otherwise it is replaced.
    public func value(
        _ name: String, isCurrent: (Value) -> Bool = { _ in true }, make: () async throws -> Value
    ) async throws -> Value {
        try await slot(name).living.withLock { living async throws in
            if let value = living.value, isCurrent(value) {
                keep(value, name)
                return value
            }
            // Dropped first, because it may lock files.
            letGo(of: name)
            let value = try await make()
            living.value = value
            keep(value, name)
            return value
        }
    }

    /// Calls `body` with the open value of a name, if any, and blocks opening of that name meanwhile. Drops the value
    /// unless `body` throws.
    public func close<Result>(
        _ name: String, _ body: (Value?) async throws -> Result
    ) async throws -> Result {
        try await slot(name).living.withLock { living async throws in
            let value = living.value
            // Nobody gets it meanwhile: callers find no open value and wait for this name.
            letGo(of: name)
            do {
                let result = try await body(value)
                living.value = nil
                return result
            } catch {
                if let value { keep(value, name) }
                throw error
            }
        }
    }

    /// Puts another value in the place of a name's open one. Until it is there, callers get the present one, if any.
    ///
    /// - Parameter make: gets the open value, and gives the other.
    public func replace(_ name: String, _ make: (Value?) async throws -> Value) async throws -> Value {
        try await slot(name).living.withLock { living async throws in
            let value = try await make(living.value)
            letGo(of: name)
            living.value = value
            keep(value, name)
            return value
        }
    }

    /// Gives the open value of a name, if any, another name, once `body` has done the same where the value comes from.
    /// Nobody opens either name meanwhile; who has the value open goes on.
    public func rename(_ name: String, to new: String, _ body: () async throws -> Void) async throws {
        // Always in the same order: two that rename at once never wait for each other.
        let (first, second) = name < new ? (name, new) : (new, name)
        try await slot(first).living.withLock { lower async throws in
            try await slot(second).living.withLock { upper async throws in
                try await body()
                let value = name == first ? lower.value : upper.value
                lower.value = new == first ? value : nil
                upper.value = new == second ? value : nil
                letGo(of: name)
                if let value { keep(value, new) } else { letGo(of: new) }
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

    /// The open value of a name, if any; never waits.
    public func used(_ name: String) -> Value? {
        state.withLock { state in
            state.clock += 1
            state.kept[name]?.lastUse = state.clock
            return state.kept[name]?.value
        }
    }

    private func letGo(of name: String) {
        // Released outside the lock, because releasing the last reference closes files.
        _ = state.withLock { $0.kept.removeValue(forKey: name) }
    }

    /// Keeps a value, and drops the least recently used ones until the rest fit the limits.
    private func keep(_ value: Value, _ name: String) {
        let letGo = state.withLock { state in
            state.clock += 1
            state.kept[name] = Kept(value: value, lastUse: state.clock)
            return makeRoom(&state, beside: name)
        }
        // Released here, outside the lock, because releasing the last reference closes files.
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
