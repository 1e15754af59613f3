extension VectorSnapshot {
    /// The ids whose rows have been found damaged since the file was opened, in the order of their rows; searches
    /// leave them out.
    public var damagedIDs: [Int64] {
        if mapping.damaged.count == 0 { return [] }
        return mapping.damaged.sorted.compactMap { row in position(ofRow: row).map { ids[$0] } }
    }

    /// The results of a search as if damaged rows did not exist: known ones are excluded, and the search is repeated
    /// whenever it finds others.
    func leavingOutDamage(
        _ request: SearchRequest, _ search: (SearchRequest) throws(IndexError) -> [[Neighbour]]
    ) throws(IndexError) -> [[Neighbour]] {
        for _ in 0..<Self.mostSearches {
            let known = mapping.damaged.count
            let found = try search(request.excluding(damagedIDs))
            if mapping.damaged.count == known { return found }
        }
        // There are so many that checking all rows is faster.
        for row in rows { _ = mapping.isIntact(Int(row)) }
        return try search(request.excluding(damagedIDs))
    }

    private static let mostSearches = 4
}

extension SearchRequest {
    fileprivate func excluding(_ ids: [Int64]) -> SearchRequest {
        if ids.isEmpty { return self }
        var request = self
        request.excluded = IDSet(excluded.sorted + ids)
        return request
    }
}
