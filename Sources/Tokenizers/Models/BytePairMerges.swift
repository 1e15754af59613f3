/// The merges of a byte-pair vocabulary (Sennrich, Haddow, Birch 2016): which two symbols become one, the best first.
struct BytePairMerges: Sendable {
    private struct Merge {
        var pair = UInt64.max
        var rank: Int32 = 0
        var symbol: Int32 = 0

        /// No symbol is negative, so no pair is.
        var isNone: Bool { pair == .max }
    }

    /// Open addressing.
    private var slots: [Merge]
    private var count = 0

    init(capacity: Int) {
        slots = Array(repeating: Merge(), count: 16)
        while slots.count < 2 * capacity { slots += slots }
    }

    /// - Parameter rank: the smaller, the earlier. Of two merges of one pair the later one counts.
    mutating func set(_ left: Int32, _ right: Int32, becomes symbol: Int32, rank: Int32) {
        if 2 * (count + 1) > slots.count { grow() }
        let slot = slot(of: Self.key(left, right))
        if slots[slot].isNone { count += 1 }
        slots[slot] = Merge(pair: Self.key(left, right), rank: rank, symbol: symbol)
    }

    /// Where a pair is, or would be.
    private func slot(of pair: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: PieceHash.of(pair)) & mask
        while !slots[slot].isNone, slots[slot].pair != pair { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Merge(), count: 2 * old.count)
        for merge in old where !merge.isNone { slots[slot(of: merge.pair)] = merge }
    }

    private func merge(_ left: Int32, _ right: Int32) -> Merge? {
        let merge = slots[slot(of: Self.key(left, right))]
        return merge.isNone ? nil : merge
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// Merges the pair of the lowest rank, the leftmost of equal ones, until no pair is left that has one.
    ///
    /// Takes time in proportion to n log n for n symbols.
    func merged(_ symbols: [Int32]) -> [Int32] {
        guard symbols.count > 1 else { return symbols }
        var chain = SymbolChain(symbols)
        var queue = PairQueue()
        func offer(_ left: Int, _ right: Int) {
            guard left >= 0, right < symbols.count else { return }
            if let merge = merge(chain.symbols[left], chain.symbols[right]) {
                queue.push(PairQueue.Pair(rank: Double(merge.rank), position: left, mark: Int(merge.symbol)))
            }
        }
        for left in 0..<symbols.count - 1 { offer(left, left + 1) }
        while let pair = queue.pop() {
            let left = pair.position
            // Out of date, if one of its two symbols was merged with another since.
            let right = chain.next[left]
            guard chain.symbols[left] >= 0, right < symbols.count,
                let merge = merge(chain.symbols[left], chain.symbols[right]),
                Int(merge.symbol) == pair.mark
            else { continue }
            chain.join(left, right, symbol: merge.symbol)
            offer(chain.previous[left], left)
            offer(left, chain.next[left])
        }
        return chain.symbols.filter { $0 >= 0 }
    }
}
