/// A set of rows, a bit each up to the highest.
struct RowBits: Sendable {
    private(set) var words: [UInt64] = []
    private(set) var count = 0

    init() {}

    /// An empty one with room for rows 0 ..< `room`.
    init(room: Int) { words = Array(repeating: 0, count: (room + 63) / 64) }

    init(_ words: [UInt64]) {
        self.words = words
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    func contains(_ row: Int) -> Bool {
        row / 64 < words.count && words[row / 64] & (1 << UInt64(row % 64)) != 0
    }

    mutating func insert(_ row: Int) {
        if contains(row) { return }
        while words.count <= row / 64 { words.append(0) }
        words[row / 64] |= 1 << UInt64(row % 64)
        count += 1
    }

    mutating func remove(_ row: Int) {
        guard contains(row) else { return }
        words[row / 64] &= ~(1 << UInt64(row % 64))
        count -= 1
    }

    /// Ascending.
    var rows: [UInt32] {
        var rows: [UInt32] = []
        rows.reserveCapacity(count)
        for (i, word) in words.enumerated() {
            var left = word
            while left != 0 {
                rows.append(UInt32(i * 64 + left.trailingZeroBitCount))
                left &= left - 1
            }
        }
        return rows
    }
}
