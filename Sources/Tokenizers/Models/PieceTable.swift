/// Byte strings numbered from zero, found by their bytes alone (canonically equivalent texts are different pieces).
struct PieceTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each piece ends in `bytes`.
    private var ends: [UInt32] = []
    /// Open addressing: half of a piece's hash above its number plus one, zero where there is none.
    private var slots: [UInt64]

    /// - Parameter capacity: about how many pieces will come.
    init(capacity: Int = 0) {
        slots = Array(repeating: 0, count: 16)
        while slots.count < 2 * capacity { slots += slots }
        ends.reserveCapacity(capacity)
        bytes.reserveCapacity(8 * capacity)
    }

    var count: Int { ends.count }

    /// The number of a piece.
    func number(of piece: some Collection<UInt8>) -> Int? {
        piece.withContiguousStorageIfAvailable { find($0, hash: PieceHash.of($0)) }
            ?? Array(piece).withUnsafeBufferPointer { find($0, hash: PieceHash.of($0)) }
    }

    /// Gives the piece the next number, or none if it has one.
    ///
    /// - Returns: whether it is new.
    @discardableResult mutating func append(_ piece: some Collection<UInt8>) -> Bool {
        if let isNew = piece.withContiguousStorageIfAvailable({ append($0) }) { return isNew }
        return Array(piece).withUnsafeBufferPointer { append($0) }
    }

    private mutating func append(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        let hash = PieceHash.of(piece)
        if find(piece, hash: hash) != nil { return false }
        if 2 * (count + 1) > slots.count { grow() }
        bytes += piece
        ends.append(UInt32(bytes.count))
        place(count - 1, hash: hash)
        return true
    }

    /// The number of the piece that two others make.
    func number(of left: ArraySlice<UInt8>, and right: ArraySlice<UInt8>) -> Int? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: left.count + right.count) { joined in
            let middle = joined.initialize(fromContentsOf: left)
            _ = joined[middle...].initialize(fromContentsOf: right)
            return find(UnsafeBufferPointer(joined), hash: PieceHash.of(UnsafeBufferPointer(joined)))
        }
    }

    private func find(_ piece: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        let mask = slots.count - 1
        return slots.withUnsafeBufferPointer { slots in
            var slot = Int(hash & UInt64(mask))
            while slots[slot] != 0 {
                // Of other pieces one in four thousand million has the same half.
                if (slots[slot] ^ hash) >> 32 == 0 {
                    let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
                    if equals(number, piece) { return number }
                }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    private mutating func place(_ number: Int, hash: UInt64) {
        var slot = Int(hash & UInt64(slots.count - 1))
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(number + 1)
    }

    private func range(of number: Int) -> Range<Int> {
        (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
    }

    private func equals(_ number: Int, _ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(of: number)
        guard range.count == piece.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            for offset in 0..<piece.count where bytes[range.lowerBound + offset] != piece[offset] {
                return false
            }
            return true
        }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: 2 * slots.count)
        for number in ends.indices {
            let range = range(of: number)
            place(
                number,
                hash: bytes.withUnsafeBufferPointer {
                    PieceHash.of(UnsafeBufferPointer(rebasing: $0[range]))
                })
        }
    }
}
