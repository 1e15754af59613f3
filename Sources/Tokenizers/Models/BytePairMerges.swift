/// The merges of a byte-pair vocabulary (Sennrich, Haddow, Birch 2016): which two symbols become one, the best first.
struct BytePairMerges: Sendable {
    private struct Merge {
        let rank: Int32
        let symbol: Int32
    }

    private var merges: [UInt64: Merge] = [:]

    init(capacity: Int) { merges.reserveCapacity(capacity) }

    /// - Parameter rank: the smaller, the earlier. Of two merges of one pair the later one counts.
    mutating func set(_ left: Int32, _ right: Int32, becomes symbol: Int32, rank: Int32) {
        merges[Self.key(left, right)] = Merge(rank: rank, symbol: symbol)
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
            if let merge = merges[Self.key(chain.symbols[left], chain.symbols[right])] {
                queue.push(PairQueue.Pair(rank: Double(merge.rank), position: left, mark: Int(merge.symbol)))
            }
        }
        for left in 0..<symbols.count - 1 { offer(left, left + 1) }
        while let pair = queue.pop() {
            let left = pair.position
            // Out of date, if one of its two symbols was merged with another since.
            let right = chain.next[left]
            guard chain.symbols[left] >= 0, right < symbols.count,
                let merge = merges[Self.key(chain.symbols[left], chain.symbols[right])],
                Int(merge.symbol) == pair.mark
            else { continue }
            chain.join(left, right, symbol: merge.symbol)
            offer(chain.previous[left], left)
            offer(left, chain.next[left])
        }
        return chain.symbols.filter { $0 >= 0 }
    }
}
