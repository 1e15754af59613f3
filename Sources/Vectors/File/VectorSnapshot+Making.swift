extension VectorFile {
    /// The state in which exactly these rows are live.
    ///
    /// - Parameter live: in any order; ids and rows at most once each. The ids are taken from here, not from the
    ///   file.
    /// - Throws: `invalidRow` for a row that the file does not have or that occurs twice; `duplicateID`.
    public func snapshot(live: [RowReference]) throws(VectorFileError) -> VectorSnapshot {
        try VectorSnapshot(of: self).adding(live, in: self)
    }

    /// The state in which every row is live, under the id stored in the file: that of a file from which nothing was
    /// removed or replaced.
    ///
    /// - Throws: `duplicateID` if an id was stored twice.
    public func snapshotOfAllRows() throws(VectorFileError) -> VectorSnapshot {
        let count = rowCount
        let mapping = try mapping(coveringRows: count)
        let live = withExtendedLifetime(mapping) {
            (0..<count).map { RowReference(id: layout.id(mapping.row($0)), row: $0) }
        }
        return try snapshot(live: live)
    }

    fileprivate func mapping(covering live: [RowReference]) throws(VectorFileError) -> RowMapping {
        if let impossible = live.first(where: { $0.row < 0 || $0.row >= Int(UInt32.max) }) {
            throw .invalidRow(path: path, row: impossible.row)
        }
        return try mapping(coveringRows: live.reduce(0) { max($0, $1.row) } + 1)
    }
}

extension VectorSnapshot {
    /// This state with more rows of the same file; an id that was present moves to its new row.
    ///
    /// Appending new ids after the present ones, the usual case, costs at most a copy of the lists.
    ///
    /// - Precondition: it is the same file.
    /// - Throws: as `VectorFile.snapshot(live:)`.
    public func adding(
        _ live: [RowReference], in file: VectorFile
    ) throws(VectorFileError) -> VectorSnapshot {
        precondition(file.identity == fileIdentity, "rows of another file")
        guard !live.isEmpty else { return self }
        let mapping = try file.mapping(covering: live)
        let ids = IDSet(live.lazy.map(\.id))
        guard ids.count == live.count else {
            throw .duplicateID(path: file.path, id: live.firstRepeatedID)
        }
        let kept = removing(ids)
        let added = live.ascends(by: \.row) ? live : live.sorted { $0.row < $1.row }
        if let last = kept.rows.last, added[0].row <= Int(last) {
            return try kept.merging(added, mapping: mapping, path: file.path)
        }
        return try kept.appending(added, mapping: mapping, path: file.path)
    }

    /// This state without some ids; unknown ids are ignored.
    public func removing(_ removed: IDSet) -> VectorSnapshot {
        guard let firstRemoved = removed.sorted.first else { return self }
        if idsAscend, ids.last.map({ $0 < firstRemoved }) ?? true { return self }
        let positions = ids.indices.filter { !removed.contains(ids[$0]) }
        guard positions.count < count else { return self }
        let kept = positions.map { rows[$0] }
        return VectorSnapshot(
            after: self, ids: NumberList(positions.map { ids[$0] }), rows: NumberList(kept),
            liveRows: LiveRows(kept),
            idsAscend: idsAscend, mapping: mapping)
    }

    /// Adds rows that come after the present ones, in row order.
    private func appending(
        _ added: [RowReference], mapping: RowMapping, path: String
    ) throws(VectorFileError) -> VectorSnapshot {
        let addedRows = added.map { UInt32($0.row) }
        try Self.checkDistinct(addedRows, path: path)
        let staysAscending =
            idsAscend && added.ascends(by: \.id) && (ids.last.map { $0 < added[0].id } ?? true)
        return VectorSnapshot(
            after: self, ids: ids.appending(added.map(\.id)), rows: rows.appending(addedRows),
            liveRows: liveRows.appending(addedRows), idsAscend: staysAscending, mapping: mapping)
    }

    /// Adds rows that come between the present ones: sorts everything again.
    private func merging(
        _ added: [RowReference], mapping: RowMapping, path: String
    ) throws(VectorFileError) -> VectorSnapshot {
        var all = zip(ids, rows).map { RowReference(id: $0, row: Int($1)) } + added
        all.sort { $0.row < $1.row }
        let rows = all.map { UInt32($0.row) }
        try Self.checkDistinct(rows, path: path)
        return VectorSnapshot(
            after: self, ids: NumberList(all.map(\.id)), rows: NumberList(rows), liveRows: LiveRows(rows),
            idsAscend: all.ascends(by: \.id), mapping: mapping)
    }

    private static func checkDistinct(_ ascending: [UInt32], path: String) throws(VectorFileError) {
        if let twice = zip(ascending, ascending.dropFirst()).first(where: { $0 == $1 }) {
            throw .invalidRow(path: path, row: Int(twice.0))
        }
    }
}

extension [RowReference] {
    /// - Precondition: there is one.
    fileprivate var firstRepeatedID: Int64 {
        var seen: Set<Int64> = []
        return first { !seen.insert($0.id).inserted }!.id
    }
}

extension Array {
    /// Whether each element's key is above the one before it.
    func ascends(by key: (Element) -> some Comparable) -> Bool {
        zip(self, dropFirst()).allSatisfy { key($0) < key($1) }
    }
}
