/// Symbols that know their neighbours.
struct SymbolChain {
    /// Negative where a symbol went into the one before it.
    var symbols: [Int32]
    var next: [Int]
    var previous: [Int]

    init(_ symbols: [Int32]) {
        self.symbols = symbols
        next = symbols.indices.map { $0 + 1 }
        previous = symbols.indices.map { $0 - 1 }
    }

    mutating func join(_ left: Int, _ right: Int, symbol: Int32) {
        symbols[left] = symbol
        symbols[right] = -1
        next[left] = next[right]
        if next[left] < symbols.count { previous[next[left]] = left }
    }
}

/// A binary heap of pairs to merge, the lowest rank first, then the leftmost.
struct PairQueue {
    struct Pair {
        let rank: Double
        /// Of the left symbol.
        let position: Int
        /// Tells whether the pair is still the one that was meant.
        let mark: Int

        static func < (one: Pair, other: Pair) -> Bool {
            (one.rank, one.position) < (other.rank, other.position)
        }
    }

    private var pairs: [Pair] = []

    mutating func push(_ pair: Pair) {
        pairs.append(pair)
        var child = pairs.count - 1
        while child > 0, pairs[child] < pairs[(child - 1) / 2] {
            pairs.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> Pair? {
        guard let first = pairs.first else { return nil }
        pairs.swapAt(0, pairs.count - 1)
        pairs.removeLast()
        var parent = 0
        while 2 * parent + 1 < pairs.count {
            var child = 2 * parent + 1
            if child + 1 < pairs.count, pairs[child + 1] < pairs[child] { child += 1 }
            guard pairs[child] < pairs[parent] else { break }
            pairs.swapAt(child, parent)
            parent = child
        }
        return first
    }
}
