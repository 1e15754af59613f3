/// Byte strings numbered from zero, found by their bytes alone (canonically equivalent texts are different pieces).
struct PieceTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each piece ends in `bytes`.
    private var ends: [Int] = []
    /// Open addressing: numbers of pieces plus one, zero where there is none.
    private var slots: [Int32]

    /// - Parameter capacity: about how many pieces will come.
    init(capacity: Int = 0) {
        slots = Array(repeating: 0, count: 16)
        while slots.count < 2 * capacity { slots += slots }
        ends.reserveCapacity(capacity)
        bytes.reserveCapacity(8 * capacity)
    }

    var count: Int { ends.count }

    /// The bytes of the piece of that number.
    subscript(number: Int) -> ArraySlice<UInt8> { bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]] }

    /// The number of a piece.
    func number(of piece: some Collection<UInt8>) -> Int? {
        piece.withContiguousStorageIfAvailable { find($0) }
            ?? Array(piece).withUnsafeBufferPointer { find($0) }
    }

    /// Gives the piece the next number, or none if it has one.
    ///
    /// - Returns: whether it is new.
    @discardableResult mutating func append(_ piece: some Collection<UInt8>) -> Bool {
        let copy = ContiguousArray(piece)
        return copy.withUnsafeBufferPointer { piece in
            if 2 * (count + 1) > slots.count { grow() }
            var slot = slot(of: piece)
            while slots[slot] != 0 {
                if equals(Int(slots[slot]) - 1, piece) { return false }
                slot = (slot + 1) & (slots.count - 1)
            }
            bytes += piece
            ends.append(bytes.count)
            slots[slot] = Int32(ends.count)
            return true
        }
    }

    private func find(_ piece: UnsafeBufferPointer<UInt8>) -> Int? {
        var slot = slot(of: piece)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if equals(number, piece) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    // The hash is seeded anew in each process: no file can be made so that its pieces collide.
    private func slot(of piece: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(piece))
        return hasher.finalize() & (slots.count - 1)
    }

    private func equals(_ number: Int, _ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        return ends[number] - start == piece.count
            && bytes.withUnsafeBufferPointer { $0[start..<ends[number]].elementsEqual(piece) }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: 2 * slots.count)
        for number in ends.indices {
            let start = number == 0 ? 0 : ends[number - 1]
            bytes.withUnsafeBufferPointer { all in
                var slot = slot(of: UnsafeBufferPointer(rebasing: all[start..<ends[number]]))
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = Int32(number + 1)
            }
        }
    }
}
