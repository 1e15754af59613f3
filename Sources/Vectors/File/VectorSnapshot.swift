/// One live row: the stable id of a vector, and where it is in its file.
public struct RowReference: Sendable, Equatable, Codable {
    public let id: Int64
    public let row: Int

    public init(id: Int64, row: Int) {
        self.id = id
        self.row = row
    }
}

/// An immutable state of a vector file: which of its rows are live, and under which ids. It keeps the rows
/// readable whatever happens to the file afterwards. At most 12 bytes a row beside the mapping; none while ids and rows are
/// consecutive numbers.
public struct VectorSnapshot: Sendable {
    /// The ids of the live rows, each once, in the order of `rows`.
    public let ids: NumberList<Int64>
    /// The numbers of the live rows, ascending.
    public let rows: NumberList<UInt32>
    /// Whether `ids` ascend as well, as they do while no id is stored a second time.
    let idsAscend: Bool

    /// The identity of the file that the rows are in.
    public let fileIdentity: VectorFile.Identity

    let layout: RowLayout
    let mapping: RowMapping
    /// The same as `rows`, to find a row in.
    let liveRows: LiveRows

    public var count: Int { ids.count }
    public var dimension: Int { layout.dimension }

    /// An empty state of a file.
    init(of file: VectorFile) throws(VectorFileError) {
        ids = []
        rows = []
        idsAscend = true
        fileIdentity = file.identity
        layout = file.layout
        mapping = try file.mapping(coveringRows: 0)
        liveRows = LiveRows()
    }

    /// A later state of the same file.
    ///
    /// - Precondition: the rows ascend and are covered by the mapping, and `liveRows` are the same.
    init(
        after earlier: VectorSnapshot, ids: NumberList<Int64>, rows: NumberList<UInt32>, liveRows: LiveRows,
        idsAscend: Bool,
        mapping: RowMapping
    ) {
        self.ids = ids
        self.rows = rows
        self.liveRows = liveRows
        self.idsAscend = idsAscend
        fileIdentity = earlier.fileIdentity
        layout = earlier.layout
        self.mapping = mapping
    }

    // MARK: Reading; a position counts the live rows.

    /// Where an id is: by bisection while ids ascend, otherwise by looking at all (about 0.3 ms a million).
    public func position(of id: Int64) -> Int? {
        guard idsAscend else { return ids.firstIndex(of: id) }
        let position = ids.firstPosition(notBelow: id)
        return position < count && ids[position] == id ? position : nil
    }

    /// Where a row of the file is, in a few nanoseconds; nil where it is not live.
    package func position(ofRow row: Int) -> Int? { liveRows.position(ofRow: row) }

    /// The first position whose row is not below `row`.
    func firstPosition(notBelowRow row: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if Int(rows[middle]) < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The stored numbers.
    ///
    /// - Throws: `damagedRow` where the row is not as it was written, or carries another id than it is listed under.
    public func vector(at position: Int) throws(IndexError) -> [Float] {
        guard isIntact(at: position) else {
            let row = Int(rows[position])
            mapping.note(damaged: row)
            throw .damagedRow(row)
        }
        return withRow(at: position) { row in
            Array(UnsafeBufferPointer(start: row.assumingMemoryBound(to: Float.self), count: dimension))
        }
    }

    /// Whether the row matches its checksum and carries the id that it is listed under.
    public func isIntact(at position: Int) -> Bool {
        withRow(at: position) { layout.isIntact($0) && layout.id($0) == ids[position] }
    }

    private func withRow<Result>(at position: Int, _ body: (UnsafeRawPointer) -> Result) -> Result {
        withExtendedLifetime(mapping) { body(mapping.row(Int(rows[position]))) }
    }
}
