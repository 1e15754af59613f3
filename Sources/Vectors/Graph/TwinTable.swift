internal import CLookalikeVectorKernels

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Finds the node whose vector is the same, bit by bit, as that of a row, by a hash of their codes. Made for each
/// extension of a graph, in about a tenth of a second for a million rows, rather than kept in memory.
struct TwinTable {
    /// Open addressing: the hash of a node in the upper half and one more than its number in the lower; 0 where empty.
    private var slots: [UInt64]
    private var count = 0
    /// The last row of each chain, by its node.
    private var last: [UInt32: UInt32] = [:]
    private var lengths: [UInt32: Int] = [:]
    /// Nodes with so long a chain that no more rows which are not the same are to share it: all of it is scored by searches.
    private(set) var full: Set<UInt32> = []
    private static let longest = 512

    /// Of the nodes of a graph.
    init(_ state: Graph.State, _ coded: CodedRows, room: Int) {
        slots = Array(repeating: 0, count: Self.size(for: room))
        guard let lowest = state.storage?.layers[0] else { return }
        for row in 0..<UInt32(state.coveredRows) where state.isNode(row) {
            insert(row, Self.hash(row, coded))
            var end = row
            var length = 0
            while let next = lowest.twin(of: end) {
                end = next
                length += 1
            }
            if end != row { extend(row, to: end, by: length) }
        }
    }

    /// The node with the vector of a row; a row that no node is like is a node from now on.
    ///
    /// - Parameter state: what is a node now; others have been forgotten.
    mutating func node(like row: UInt32, _ coded: CodedRows, _ rows: RowMapping, _ state: Graph.State)
        -> UInt32?
    {
        let hash = Self.hash(row, coded)
        var slot = firstSlot(hash)
        while slots[slot] != 0 {
            let found = Self.node(slots[slot])
            // Looked for already, and put off.
            if found == row { return nil }
            if slots[slot] >> 32 == UInt64(hash), Self.areAlike(found, row, coded, rows) {
                if state.isNode(found) { return found }
                slots[slot] = Self.entry(row, hash)
                last[found] = nil
                return nil
            }
            slot = (slot + 1) % slots.count
        }
        insert(row, hash)
        return nil
    }

    /// Appends a row to the chain of a node; returns which row it comes after.
    mutating func append(_ row: UInt32, to node: UInt32) -> UInt32 {
        let end = last[node] ?? node
        extend(node, to: row, by: 1)
        return end
    }

    /// A chain has become longer.
    mutating func extend(_ node: UInt32, to row: UInt32, by count: Int) {
        last[node] = row
        lengths[node, default: 0] += count
        if lengths[node]! >= Self.longest { full.insert(node) }
    }

    /// A row has become part of another's chain.
    mutating func forget(_ row: UInt32) {
        last[row] = nil
        lengths[row] = nil
    }

    // MARK: Slots

    private static func size(for count: Int) -> Int {
        var size = 1024
        while size < 2 * count { size *= 2 }
        return size
    }

    private static func entry(_ row: UInt32, _ hash: UInt32) -> UInt64 {
        UInt64(hash) << 32 | UInt64(row) + 1
    }
    private static func node(_ entry: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: entry) - 1 }
    private func firstSlot(_ hash: UInt32) -> Int {
        Int((UInt64(hash) &* 0x9E37_79B9_7F4A_7C15) >> 32) % slots.count
    }

    private mutating func insert(_ row: UInt32, _ hash: UInt32) {
        if 2 * (count + 1) > slots.count { grow() }
        place(Self.entry(row, hash))
        count += 1
    }

    private mutating func place(_ entry: UInt64) {
        var slot = firstSlot(UInt32(entry >> 32))
        while slots[slot] != 0 { slot = (slot + 1) % slots.count }
        slots[slot] = entry
    }

    private mutating func grow() {
        let earlier = slots
        slots = Array(repeating: 0, count: 2 * earlier.count)
        for entry in earlier where entry != 0 { place(entry) }
    }

    // MARK: Rows

    private static func hash(_ row: UInt32, _ coded: CodedRows) -> UInt32 {
        crc32c(UnsafeRawBufferPointer(start: coded.codes(ofRow: Int(row)), count: coded.layout.stride))
    }

    /// Codes tell most of those apart that have the same hash; equal ones don't prove that the rows are.
    private static func areAlike(_ a: UInt32, _ b: UInt32, _ coded: CodedRows, _ rows: RowMapping) -> Bool {
        let (a, b) = (Int(a), Int(b))
        return memcmp(coded.codes(ofRow: a), coded.codes(ofRow: b), coded.layout.stride) == 0
            && rows.isIntact(a) && rows.isIntact(b)
            && memcmp(rows.row(a), rows.row(b), 4 * coded.layout.dimension) == 0
    }
}
