/// The best nodes that a walk has come to, nearest first, and which of them it has yet to go on from. Keeps as many
/// as hold `wanted` accepted ones; those not accepted are gone through, never results.
struct WalkPool {
    /// Ascending: how far a node is, its number, whether it is accepted and whether it has been gone on from.
    private let entries: Scratch<UInt64>
    private let capacity: Int
    private(set) var count = 0
    private var acceptedCount = 0
    private var wanted = 1
    /// No entry before this one is left to go on from.
    private var cursor = 0
    /// Only nodes from it on are results; of the others some are kept, as the way to further ones leads through them.
    private var floor = -Float.infinity
    private var keptBelowFloor = 0
    private var aboveFloor = 0
    /// What an affinity must be above to be of interest.
    private(set) var threshold = -Float.infinity
    /// Set when so many are not accepted that there was no room: something may have been missed.
    private(set) var hasOverflown = false

    private static let expanded: UInt64 = 1
    private static let accepted: UInt64 = 2
    /// Nodes are below this, so that an entry has room for the two bits.
    static let nodeLimit = 1 << 30

    init(capacity: Int) {
        self.capacity = capacity
        entries = Scratch(capacity + 1, repeating: 0)  // One comes before one goes.
    }

    /// - Parameter wanted: at most the capacity.
    mutating func reset(wanted: Int, floor: Float = -.infinity, keptBelowFloor: Int = 0) {
        (count, acceptedCount, aboveFloor, cursor) = (0, 0, 0, 0)
        (threshold, hasOverflown) = (-.infinity, false)
        self.wanted = wanted
        self.floor = floor
        self.keptBelowFloor = floor == -.infinity ? wanted : keptBelowFloor
    }

    /// The nearest node that has not been gone on from; marks it as such.
    mutating func next() -> UInt32? {
        while cursor < count {
            let entry = entries.pointer[cursor]
            cursor += 1
            if entry & Self.expanded == 0 {
                entries.pointer[cursor - 1] = entry | Self.expanded
                return Self.node(entry)
            }
        }
        return nil
    }

    /// - Parameter affinity: above the threshold.
    mutating func insert(_ node: UInt32, affinity: Float, isAccepted: Bool) {
        if count > capacity {
            hasOverflown = true
            return
        }
        let entry = Self.entry(node, affinity, isAccepted)
        let position = firstPosition(notBelow: entry)
        let pointer = entries.pointer
        (pointer + position + 1).update(from: pointer + position, count: count - position)
        pointer[position] = entry
        count += 1
        cursor = min(cursor, position)
        if isAccepted {
            acceptedCount += 1
            if affinity >= floor { aboveFloor += 1 }
        }
        let limit = min(wanted, aboveFloor + keptBelowFloor)
        if acceptedCount > limit { dropLast() }
        threshold = acceptedCount == limit ? Self.affinity(pointer[count - 1]) : -.infinity
    }

    /// Forgets the last accepted one, and those behind the one before it.
    private mutating func dropLast() {
        while entries.pointer[count - 1] & Self.accepted == 0 { count -= 1 }
        count -= 1
        while entries.pointer[count - 1] & Self.accepted == 0 { count -= 1 }
        acceptedCount -= 1
    }

    private func firstPosition(notBelow entry: UInt64) -> Int {
        var low = 0
        var length = count
        while length > 0 {
            let half = length / 2
            let isBelow = entries.pointer[low + half] < entry
            low = isBelow ? low + half + 1 : low
            length = isBelow ? length - half - 1 : half
        }
        return low
    }

    // MARK: What was found

    func node(_ i: Int) -> UInt32 { Self.node(entries.pointer[i]) }
    func affinity(_ i: Int) -> Float { Self.affinity(entries.pointer[i]) }
    func contains(_ node: UInt32) -> Bool { (0..<count).contains { self.node($0) == node } }
    func isAccepted(_ i: Int) -> Bool { entries.pointer[i] & Self.accepted != 0 }

    // MARK: Entries

    private static func node(_ entry: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: entry) >> 2 }

    private static func affinity(_ entry: UInt64) -> Float {
        let key = ~UInt32(truncatingIfNeeded: entry >> 32)
        return Float(bitPattern: key & 0x8000_0000 != 0 ? key & 0x7FFF_FFFF : ~key)
    }

    private static func entry(_ node: UInt32, _ affinity: Float, _ isAccepted: Bool) -> UInt64 {
        let bits = affinity.bitPattern
        let key = bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
        return UInt64(~key) << 32 | UInt64(node) << 2 | (isAccepted ? accepted : 0)
    }
}
