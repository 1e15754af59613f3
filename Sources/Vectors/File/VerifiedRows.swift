/// Which rows of a mapping have been found as they were written; each is looked at when it is first used.
final class VerifiedRows: Sendable {
    private let layout: RowLayout
    private let bits: AtomicCounts

    init(_ layout: RowLayout, capacity: Int) {
        self.layout = layout
        bits = AtomicCounts((capacity + 31) / 32)
    }

    /// - Parameter row: the row's first byte; `number` is its number, below the capacity.
    func isIntact(_ row: UnsafeRawPointer, number: Int) -> Bool {
        let bit: UInt32 = 1 << UInt32(number % 32)
        if bits.load(number / 32) & bit != 0 { return true }
        guard layout.isIntact(row) else { return false }
        bits.insert(bit, number / 32)
        return true
    }
}
