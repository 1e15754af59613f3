internal import Foundation
internal import Synchronization

/// What a cache has and how often it helped.
public struct CacheStatistics: Sendable, Equatable {
    /// Questions that the cache could answer.
    public var hits = 0
    /// Questions that it could not answer.
    public var misses = 0
    /// The number of values in the cache.
    public var count = 0
    /// What the values weigh together, and may weigh at most: bytes, about.
    public var weight = 0
    /// What the values may weigh at most; 0 for a cache that is turned off.
    public var maximumWeight = 0

    /// The statistics of a new cache: all 0.
    public init() {}
}

/// A cache in memory, bounded by what its values weigh, that gives up what was not asked for the longest. It counts
/// hits and misses.
public final class LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let weight: Int
        let expires: ContinuousClock.Instant?
        var newer: Key?
        var older: Key?
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var newest: Key?
        var oldest: Key?
        var statistics = CacheStatistics()

        /// Makes an entry that is in no chain the newest.
        mutating func link(_ key: Key) {
            entries[key]?.older = newest
            entries[key]?.newer = nil
            if let newest { entries[newest]?.newer = key }
            newest = key
            if oldest == nil { oldest = key }
        }

        mutating func unlink(_ key: Key) {
            guard let entry = entries[key] else { return }
            if let newer = entry.newer { entries[newer]?.older = entry.older } else { newest = entry.older }
            if let older = entry.older { entries[older]?.newer = entry.newer } else { oldest = entry.newer }
        }

        mutating func remove(_ key: Key) {
            unlink(key)
            guard let entry = entries.removeValue(forKey: key) else { return }
            statistics.count -= 1
            statistics.weight -= entry.weight
        }
    }

    private let lifetime: Duration?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - maximumWeight: 0 keeps nothing.
    ///   - lifetime: nil keeps values until there is no room.
    public init(maximumWeight: Int, lifetime: Duration? = nil) {
        self.lifetime = lifetime
        state.withLock { $0.statistics.maximumWeight = maximumWeight }
    }

    /// What it has now, and its hits and misses since it was made.
    public var statistics: CacheStatistics { state.withLock { $0.statistics } }

    /// - Parameter isCounted: whether it is among the hits and misses.
    public func value(_ key: Key, isCounted: Bool = true) -> Value? {
        let one = isCounted ? 1 : 0
        return state.withLock { state -> Value? in
            guard let entry = state.entries[key] else {
                state.statistics.misses += one
                return nil
            }
            if let expires = entry.expires, expires <= .now {
                state.remove(key)
                state.statistics.misses += one
                return nil
            }
            state.statistics.hits += one
            if state.newest != key {
                state.unlink(key)
                state.link(key)
            }
            return entry.value
        }
    }

    /// Keeps a value, in place of others where there is no room. One heavier than the whole cache is not kept.
    public func insert(_ value: Value, for key: Key, weight: Int) {
        state.withLock { state in
            if state.entries[key] != nil { state.remove(key) }
            guard weight <= state.statistics.maximumWeight, weight >= 0 else { return }
            while state.statistics.weight + weight > state.statistics.maximumWeight,
                let oldest = state.oldest
            {
                state.remove(oldest)
            }
            state.entries[key] = Entry(
                value: value, weight: weight, expires: lifetime.map { .now + $0 })
            state.link(key)
            state.statistics.count += 1
            state.statistics.weight += weight
        }
    }

    /// Removes all values. Hits and misses stay counted.
    public func removeAll() {
        state.withLock { state in
            state.entries = [:]
            (state.newest, state.oldest) = (nil, nil)
            (state.statistics.count, state.statistics.weight) = (0, 0)
        }
    }
}
