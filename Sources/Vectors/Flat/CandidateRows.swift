/// The rows that a search looks at, in file order: all live ones, or those whose ids are allowed.
struct CandidateRows: Sendable {
    let snapshot: VectorSnapshot
    /// Positions in the snapshot, ascending; nil for all.
    private let positions: [UInt32]?

    init(_ snapshot: VectorSnapshot, allowed: IDSet?) {
        self.snapshot = snapshot
        positions = allowed.map { Self.positions(of: $0, in: snapshot) }
    }

    /// - Parameter positions: in the snapshot, ascending.
    init(_ snapshot: VectorSnapshot, positions: [UInt32]) {
        self.snapshot = snapshot
        self.positions = positions
    }

    var count: Int { positions?.count ?? snapshot.count }

    func id(_ i: Int) -> Int64 { snapshot.ids[positions.map { Int($0[i]) } ?? i] }

    /// Calls `body` with rows `range` of these, which are valid only during the call.
    ///
    /// - Parameter scratch: room for the row numbers.
    func withBlock(
        _ range: Range<Int>, scratch: inout [UInt32], _ body: (RowBlock) -> Void
    ) {
        scratch.withUnsafeMutableBufferPointer {
            withRowNumbers(range, scratch: $0) { body(block($0)) }
        }
    }

    /// Calls `body` with the row numbers of candidates `range`, which are valid only during the call.
    ///
    /// - Parameter scratch: room for as many numbers.
    func withRowNumbers(
        _ range: Range<Int>, scratch: UnsafeMutableBufferPointer<UInt32>,
        _ body: (UnsafeBufferPointer<UInt32>) -> Void
    ) {
        guard let positions else { return snapshot.rows.withElements(range, scratch: scratch, body) }
        for (i, position) in positions[range].enumerated() { scratch[i] = snapshot.rows[Int(position)] }
        body(UnsafeBufferPointer(rebasing: scratch[..<range.count]))
    }

    func row(_ i: Int) -> Int { Int(snapshot.rows[positions.map { Int($0[i]) } ?? i]) }

    /// The first candidate whose row is not below `row`.
    func firstPosition(notBelowRow row: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if self.row(middle) < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func block(_ numbers: UnsafeBufferPointer<UInt32>) -> RowBlock {
        let first = Int(numbers[0])
        let isConsecutive = Int(numbers[numbers.count - 1]) - first == numbers.count - 1
        return RowBlock(
            base: snapshot.mapping.row(0), stride: snapshot.layout.stride,
            numbers: isConsecutive ? nil : numbers.baseAddress, first: first, count: numbers.count)
    }

    /// A small set is looked up id by id, so its cost depends on its size.
    private static func positions(of allowed: IDSet, in snapshot: VectorSnapshot) -> [UInt32] {
        guard let first = snapshot.ids.first, let last = snapshot.ids.last else { return [] }
        if snapshot.idsAscend, last &- first == Int64(snapshot.count - 1) {
            // Ids are consecutive, so each gives its position.
            let inside =
                allowed.sorted.firstPosition(notBelow: first)..<allowed.sorted.endPosition(notAbove: last)
            return allowed.sorted[inside].map { UInt32($0 - first) }
        }
        if snapshot.idsAscend, allowed.count < snapshot.count / 16 {
            return allowed.sorted.compactMap { snapshot.position(of: $0).map { UInt32($0) } }
        }
        return snapshot.ids.indices.lazy
            .filter { allowed.contains(snapshot.ids[$0]) }
            .map { UInt32($0) }
    }
}
