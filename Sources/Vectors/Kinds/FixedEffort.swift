/// An index whose searches take the effort that its owner has set, unless they ask for another.
struct FixedEffort: VectorIndex {
    let index: any VectorIndex
    let effort: Int

    init(_ index: any VectorIndex, effort: Int) {
        self.index = index
        self.effort = effort
    }

    var dimension: Int { index.dimension }
    var metric: Metric { index.metric }
    var count: Int { index.count }

    func search(_ queries: [Float], _ request: SearchRequest) throws(IndexError) -> [[Neighbour]] {
        var request = request
        request.effort = request.effort ?? effort
        return try index.search(queries, request)
    }

    func vector(of id: Int64) -> [Float]? { index.vector(of: id) }
    func isDamaged(_ id: Int64) -> Bool { index.isDamaged(id) }
    var damagedIDs: [Int64] { index.damagedIDs }
}
