/// Which rows of a mapping are known to be intact; each is checked at its first use.
final class VerifiedRows: Sendable {
    /// Rows of the file that were found damaged.
    let damaged: DamagedRows
    private let layout: RowLayout
    private let bits: AtomicCounts

    init(_ layout: RowLayout, capacity: Int, damaged: DamagedRows) {
        self.layout = layout
        self.damaged = damaged
        bits = AtomicCounts((capacity + 31) / 32)
    }

    /// - Parameter row: the row's first byte; `number` is its number, below the capacity.
    func isIntact(_ row: UnsafeRawPointer, number: Int) -> Bool {
        let bit: UInt32 = 1 << UInt32(number % 32)
        if bits.load(number / 32) & bit != 0 { return true }
        if damaged.contains(number) { return false }
        guard layout.isIntact(row) else {
            damaged.insert(number)
            return false
        }
        bits.insert(bit, number / 32)
        return true
    }

    /// Records a row as damaged, even if it was intact before.
    func note(damaged number: Int) {
        damaged.insert(number)
        bits.remove(1 << UInt32(number % 32), number / 32)
    }
}
