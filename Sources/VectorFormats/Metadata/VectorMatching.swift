/// Links the rows of a list and the vectors of a table.
public struct VectorMatching: Sendable, Equatable {
    /// An ambiguous link: several rows name one vector, or several vectors have the id that a row names.
    public struct Conflict: Sendable, Equatable {
        /// The positions of the vectors in the table, from 0.
        public var vectors: [Int]
        /// The positions of the rows in the metadata, from 0.
        public var rows: [Int]
    }

    /// For each vector the number of its row; nil if it has none.
    public internal(set) var rows: [Int?]
    /// Rows without a vector, or with one that does not exist; ascending.
    public internal(set) var rowsWithoutVector: [Int] = []
    /// Ascending.
    public internal(set) var vectorsWithoutRow: [Int] = []
    /// Vectors in conflict have no row here.
    public internal(set) var conflicts: [Conflict] = []
}

extension VectorMetadata {
    /// Links rows and the vectors of a table.
    ///
    /// If rows name their vector (`VectorLink`), that counts. Otherwise, if the table has ids, a vector's row is the
    /// one that has its id or, if no row has one of them, the row with that number, counted from 0. If the table has no
    /// ids, rows and vectors are in the same order.
    ///
    /// - Throws: `disagreement` if the order counts and the numbers of rows and vectors differ, and if the rows
    ///   have some of the ids while their order matches too, so that the link would be a guess.
    public func matching(_ table: VectorTable) throws(VectorFormatError) -> VectorMatching {
        if rows.contains(where: { $0.vector != .unstated }) {
            let named = rows.map { row -> Int64? in
                if case .vector(let number) = row.vector { number } else { nil }
            }
            return VectorMatching(vectors: table.ids ?? (0..<Int64(table.count)).map { $0 }, named: named)
        }
        guard let ids = table.ids else {
            guard rows.count == table.count else {
                throw .disagreement(
                    path: path,
                    reason: "it has \(rows.count) rows for the \(table.count) vectors of \(table.path)"
                        + ", and no column faiss_index that says whose they are")
            }
            return VectorMatching(rows: Array(rows.indices))
        }
        if let byID = try matchingByID(ids, table) { return byID }
        for id in ids where id < 0 || id >= rows.count {
            throw .disagreement(path: path, reason: "it has no row for id \(id) of \(table.path)")
        }
        return VectorMatching(vectors: ids, named: rows.indices.map(Int64.init))
    }

    /// Nil if a row has no integer as its id, or no row has one of the ids.
    private func matchingByID(
        _ ids: [Int64], _ table: VectorTable
    ) throws(VectorFormatError) -> VectorMatching? {
        var named: [Int64] = []
        named.reserveCapacity(rows.count)
        for row in rows {
            guard let id = row.id.flatMap({ Int64($0) }) else { return nil }
            named.append(id)
        }
        let known = Set(named)
        let found = ids.count { known.contains($0) }
        if found == 0 { return nil }
        guard found == ids.count || ids.contains(where: { $0 < 0 || $0 >= rows.count }) else {
            throw .disagreement(
                path: path,
                reason:
                    "\(found) of the \(ids.count) ids of \(table.path) are ids of its rows, and all could be "
                    + "places in it: a column faiss_index has to say whose they are")
        }
        return VectorMatching(vectors: ids, named: named)
    }

    /// For each vector of a table the number of its row; every vector must have one.
    ///
    /// - Throws: `disagreement` if a vector has no row or several.
    public func rowNumbers(of table: VectorTable) throws(VectorFormatError) -> [Int] {
        let matching = try matching(table)
        var numbers = matching.rows
        for conflict in matching.conflicts {
            guard conflict.rows.count == 1 else {
                let named = conflict.rows.map { "\($0 + 1)" }.joined(separator: ", ")
                throw .disagreement(
                    path: path, reason: "its rows \(named) are of one vector of \(table.path)")
            }
            for vector in conflict.vectors { numbers[vector] = conflict.rows[0] }
        }
        if let vector = matching.vectorsWithoutRow.first {
            throw .disagreement(
                path: path,
                reason: "it has no row for vector \(table.ids?[vector] ?? Int64(vector)) of \(table.path)"
            )
        }
        return numbers.compactMap { $0 }
    }
}

extension VectorMatching {
    /// - Parameters:
    ///   - vectors: their ids.
    ///   - named: for each row the id that it names.
    fileprivate init(vectors: [Int64], named: [Int64?]) {
        var rowsOfID: [Int64: [Int]] = [:]
        for (row, id) in named.enumerated() { if let id { rowsOfID[id, default: []].append(row) } }
        var vectorsOfID: [Int64: [Int]] = [:]
        for (vector, id) in vectors.enumerated() where rowsOfID[id] != nil {
            vectorsOfID[id, default: []].append(vector)
        }
        self.init(rows: [Int?](repeating: nil, count: vectors.count))
        for (vector, id) in vectors.enumerated() {
            guard let owners = rowsOfID[id] else {
                vectorsWithoutRow.append(vector)
                continue
            }
            // Sound: it was put there above.
            let same = vectorsOfID[id]!
            if owners.count == 1, same.count == 1 {
                rows[vector] = owners[0]
            } else if same[0] == vector {
                conflicts.append(Conflict(vectors: same, rows: owners))
            }
        }
        for (row, id) in named.enumerated() where id.map({ vectorsOfID[$0] == nil }) ?? true {
            rowsWithoutVector.append(row)
        }
    }
}
