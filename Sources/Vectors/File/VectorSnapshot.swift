/// One live row: the stable id of a vector, and where it is in its file.
public struct RowReference: Sendable, Equatable, Codable {
    /// The vector's stable id: the record id of its image.
    public let id: Int64
    /// Its row in the file, counted from 0.
    public let row: Int

    /// The vector `id` is in the row `row`.
    public init(id: Int64, row: Int) {
        self.id = id
        self.row = row
    }
}

/// An immutable state of a vector file: which of its rows are live, and under which ids. The rows stay readable
/// whatever happens to the file. Uses at most 12 bytes per row besides the mapping, and none while ids and rows are
/// consecutive numbers.
public struct VectorSnapshot: Sendable {
    /// The ids of the live rows, each once, in the order of `rows`.
    public let ids: NumberList<Int64>
    /// The numbers of the live rows, ascending.
    public let rows: NumberList<UInt32>
    /// Whether `ids` ascend too, as they do until an id is stored a second time.
    let idsAscend: Bool

    /// The identity of the file that the rows are in.
    public let fileIdentity: VectorFile.Identity

    let layout: RowLayout
    let mapping: RowMapping
    /// The same as `rows`, to find a row in.
    let liveRows: LiveRows

    /// Number of live vectors.
    public var count: Int { ids.count }
    /// Numbers per vector.
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

    /// The position of an id: by bisection while ids ascend, otherwise by a linear search (about 0.3 ms per million).
    public func position(of id: Int64) -> Int? {
        guard idsAscend else { return ids.firstIndex(of: id) }
        let position = ids.firstPosition(notBelow: id)
        return position < count && ids[position] == id ? position : nil
    }

    /// The position of a row of the file, in a few nanoseconds; nil if it is not live.
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
    /// - Throws: `damagedRow` if the row does not match its checksum, or has another id than it is listed under.
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

    /// Whether the row matches its checksum and has the id that it is listed under.
    public func isIntact(at position: Int) -> Bool {
        withRow(at: position) { layout.isIntact($0) && layout.id($0) == ids[position] }
    }

    private func withRow<Result>(at position: Int, _ body: (UnsafeRawPointer) -> Result) -> Result {
        withExtendedLifetime(mapping) { body(mapping.row(Int(rows[position]))) }
    }
}
