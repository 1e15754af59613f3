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
        var chain = Chain(symbols)
        var queue = PairQueue()
        func offer(_ left: Int, _ right: Int) {
            guard left >= 0, right < symbols.count else { return }
            if let merge = merges[Self.key(chain.symbols[left], chain.symbols[right])] {
                queue.push(PairQueue.Pair(rank: merge.rank, position: Int32(left), symbol: merge.symbol))
            }
        }
        for left in 0..<symbols.count - 1 { offer(left, left + 1) }
        while let pair = queue.pop() {
            let left = Int(pair.position)
            // Out of date, if one of its two symbols was merged with another since.
            let right = chain.next[left]
            guard chain.symbols[left] >= 0, right < symbols.count,
                let merge = merges[Self.key(chain.symbols[left], chain.symbols[right])],
                merge.rank == pair.rank,
                merge.symbol == pair.symbol
            else { continue }
            chain.join(left, right, symbol: pair.symbol)
            offer(chain.previous[left], left)
            offer(left, chain.next[left])
        }
        return chain.symbols.filter { $0 >= 0 }
    }
}

/// Symbols that know their neighbours.
private struct Chain {
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
private struct PairQueue {
    struct Pair {
        let rank: Int32
        let position: Int32
        let symbol: Int32

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
