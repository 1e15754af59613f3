/// The set of live rows, for a fast look-up of a row's position among them: one bit per row, and for every 64 rows
/// the number of live rows before them. Stores nothing while rows 0 ..< count are all live.
struct LiveRows: Sendable {
    private(set) var count = 0
    /// Bit r % 64 of word r / 64; empty while no row is missing.
    private var words: [UInt64] = []
    /// How many live rows are before each word.
    private var ranks: [UInt32] = []

    init() {}

    /// - Parameter rows: ascending.
    init(_ rows: [UInt32]) {
        if let last = rows.last, Int(last) == rows.count - 1 {
            count = rows.count
        } else {
            insert(rows)
        }
    }

    /// Adds rows after the present ones.
    ///
    /// - Parameter added: ascending, all above the present rows.
    func appending(_ added: [UInt32]) -> LiveRows {
        guard let first = added.first, let last = added.last else { return self }
        var result = self
        if words.isEmpty, Int(first) == count, Int(last) == count + added.count - 1 {
            result.count += added.count
            return result
        }
        result.fillWords()
        result.insert(added)
        return result
    }

    /// The position of a row among the live ones; nil if it is not live.
    func position(ofRow row: Int) -> Int? {
        if words.isEmpty { return row < count ? row : nil }
        let word = row / 64
        guard word < words.count else { return nil }
        let bit: UInt64 = 1 << UInt64(row % 64)
        let bits = words[word]
        return bits & bit == 0 ? nil : Int(ranks[word]) + (bits & (bit - 1)).nonzeroBitCount
    }

    /// The positions of those rows of a set that are live, ascending.
    func positions(of set: RowBits) -> [UInt32] {
        if set.count == 0 { return [] }
        if words.isEmpty { return set.rows.filter { Int($0) < count } }
        var positions: [UInt32] = []
        for (word, bits) in zip(words.indices, set.words) {
            var left = bits & words[word]
            while left != 0 {
                positions.append(
                    ranks[word] + UInt32((words[word] & (left & (0 &- left) &- 1)).nonzeroBitCount))
                left &= left - 1
            }
        }
        return positions
    }

    /// Whether rows 0 ..< `end` are all live.
    func hasAll(below end: Int) -> Bool { words.isEmpty && end <= count }

    func contains(row: Int) -> Bool { position(ofRow: row) != nil }

    /// The same rows, written out.
    private mutating func fillWords() {
        guard words.isEmpty, count > 0 else { return }
        words = Array(repeating: .max, count: (count + 63) / 64)
        if count % 64 > 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
        ranks = words.indices.map { UInt32($0 * 64) }
    }

    private mutating func insert(_ rows: [UInt32]) {
        for row in rows {
            let word = Int(row) / 64
            while words.count <= word {
                words.append(0)
                ranks.append(UInt32(count))
            }
            words[word] |= 1 << UInt64(row % 64)
            count += 1
        }
    }
}
