internal import CLookalikeVectorKernels
internal import Dispatch
internal import Synchronization

/// The walks of a few queries.
struct GraphWalks: Sendable {
    let search: GraphSearch
    let storage: GraphStorage
    let entry: GraphEntry
    let effort: Int
    let queries: QueryGroup
    private let codes: QueryCodes

    init(
        search: GraphSearch, storage: GraphStorage, entry: GraphEntry, effort: Int, queries: QueryGroup
    ) {
        self.search = search
        self.storage = storage
        self.entry = entry
        self.effort = effort
        self.queries = queries
        codes = QueryCodes(queries.values, dimension: queries.dimension, layout: storage.coded.layout)
    }

    private var request: SearchRequest { search.request }
    private var snapshot: VectorSnapshot { search.index.snapshot }
    private var metric: Metric { storage.metric }

    /// For each query the best of what the graph has; nil where the walk did not find enough.
    func run() -> [TopK?] {
        let threads = min(search.index.threads, queries.count)
        if threads == 1 { return walk(0..<queries.count) }
        let next = Atomic(0)
        let finished = Guarded<[(Int, [TopK?])]>([])
        // A few at once, so that threads seldom meet.
        let share = max(1, min(16, queries.count / (4 * threads)))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let start = next.wrappingAdd(share, ordering: .relaxed).oldValue
                guard start < queries.count else { return }
                let range = start..<min(start + share, queries.count)
                let result = walk(range)
                finished.withLock { $0.append((start, result)) }
            }
        }
        var results: [TopK?] = []
        for (_, part) in finished.withLock({ $0 }).sorted(by: { $0.0 < $1.0 }) { results += part }
        return results
    }

    private func walk(_ range: Range<Int>) -> [TopK?] {
        let accepts = accepts
        // Room for what is gone through and not accepted.
        let capacity = accepts == nil ? wanted : 16 * wanted + 1024
        let walker = search.state.walkers.take(storage, kernel: search.index.graph.kernel, capacity: capacity)
        defer { search.state.walkers.giveBack(walker) }
        var results: [TopK?] = []
        results.reserveCapacity(range.count)
        for q in range { results.append(walk(q, walker, accepts)) }
        return results
    }

    /// Excluded ids that there is simply room for.
    private static let fewExcluded = 32
    private var wanted: Int {
        request.excluded.count > Self.fewExcluded ? effort : effort + request.excluded.count
    }

    private func walk(
        _ q: Int, _ walker: GraphWalker, _ accepts: ((UInt32) -> Bool)?
    ) -> TopK? {
        let terms = codes.terms[q]
        // Nothing is known of queries beyond what codes can express.
        guard terms.scale.0 > 0, terms.row_error < .infinity else { return nil }
        let query = WalkQuery(terms, queries.norms[q], metric)
        walk(q, query, walker, accepts, wanted: wanted)
        if walker.pool.hasOverflown { return nil }
        if walker.pool.count < wanted || canTellApart(walker.pool, query) { return rescore(q, query, walker) }
        return widened(q, query, accepts)
    }

    private func walk(
        _ q: Int, _ query: WalkQuery, _ walker: GraphWalker, _ accepts: ((UInt32) -> Bool)?, wanted: Int
    ) {
        codes.codes.withUnsafeBufferPointer { codes in
            let signed = codes.baseAddress! + 2 * q * storage.queryLength
            let goal = WalkQuery.goal(query, codes: signed, length: storage.queryLength)
            let node = walker.descend(from: entry, to: 0, goal)
            walker.pool.reset(
                wanted: wanted, floor: floor(query), keptBelowFloor: search.effortBelow)
            walker.walk(0, goal, from: node, accepts: accepts)
        }
    }

    // MARK: Rows that are too much alike

    private static let mostWidened = 4096

    /// Whether the last of a full pool is farther from the query than the first by more than codes are exact: if not, it may
    /// be chance which of a clump of rows are in the pool.
    private func canTellApart(_ pool: WalkPool, _ query: WalkQuery) -> Bool {
        let margin = query.margin(storage.layers[0].terms[Int(pool.node(0))])
        return pool.affinity(pool.count - 1) + margin < pool.affinity(0)
    }

    /// Walks again with more in mind, until the pool holds all of a clump; nil where it is too large for that.
    private func widened(_ q: Int, _ query: WalkQuery, _ accepts: ((UInt32) -> Bool)?) -> TopK? {
        var wider = 4 * wanted
        while wider <= Self.mostWidened {
            let capacity = accepts == nil ? wider : 16 * wider + 1024
            let walker = search.state.walkers.take(
                storage, kernel: search.index.graph.kernel, capacity: capacity)
            defer { search.state.walkers.giveBack(walker) }
            walk(q, query, walker, accepts, wanted: wider)
            if walker.pool.hasOverflown { return nil }
            if walker.pool.count < wider || canTellApart(walker.pool, query) {
                return rescore(q, query, walker)
            }
            wider *= 4
        }
        return nil
    }

    private func floor(_ query: WalkQuery) -> Float {
        guard let minimum = request.minimumScore else { return -.infinity }
        let margin = query.margin(storage.layers[0].terms[Int(entryRow)])
        let affinity = query.affinity(ofScore: Double(minimum))
        return affinity - margin - search.state.spread(query, at: affinity)
    }

    private var entryRow: UInt32 {
        entry.layer == 0 ? entry.node : storage.layers[entry.layer].places[Int(entry.node)].row
    }

    /// Which nodes may be results, by one row of their chain at least; nil where all that the graph has may be.
    private var accepts: ((UInt32) -> Bool)? {
        guard let acceptsRow else { return nil }
        let heads = search.state.heads
        if heads.count == 0 { return acceptsRow }
        let lowest = storage.layers[0]
        return { node in
            if acceptsRow(node) { return true }
            guard heads.contains(Int(node)) else { return false }
            var next = lowest.twin(of: node)
            while let row = next {
                if acceptsRow(row) { return true }
                next = lowest.twin(of: row)
            }
            return false
        }
    }

    /// Which rows may be results; nil where all that the graph has may be.
    private var acceptsRow: ((UInt32) -> Bool)? {
        let live = snapshot.liveRows
        let excluded = request.excluded.count > Self.fewExcluded ? request.excluded : []
        let outside = search.state.outside
        let covered = search.state.coveredRows
        if request.allowed == nil, excluded.isEmpty {
            if outside.count == 0, live.hasAll(below: covered) { return nil }
            return { live.contains(row: Int($0)) && !outside.contains(Int($0)) }
        }
        let ids = snapshot.ids
        let allowed = request.allowed
        return { row in
            guard let position = live.position(ofRow: Int(row)), !outside.contains(Int(row)) else {
                return false
            }
            return (allowed?.contains(ids[position]) ?? true) && !excluded.contains(ids[position])
        }
    }

    // MARK: Exact scores

    /// Scores the most promising of the pool in double precision, until it is all but certain that no other belongs to
    /// the best k. Nil where there are fewer than there should be.
    private func rescore(_ q: Int, _ query: WalkQuery, _ walker: GraphWalker) -> TopK? {
        var best = TopK(capacity: min(request.k, search.index.count))
        var seen = 0
        let pool = walker.pool
        let acceptsRow = search.state.heads.count > 0 ? acceptsRow : nil
        for i in 0..<pool.count where pool.isAccepted(i) {
            let node = pool.node(i)
            let spread =
                search.state.heads.contains(Int(node)) ? search.state.spread(query, at: pool.affinity(i)) : 0
            if let reached = best.scoreToReach,
                pool.affinity(i) + query.margin(storage.layers[0].terms[Int(node)]) + spread
                    < query.affinity(ofScore: reached)
            {
                seen += 1
                continue
            }
            offerChain(of: node, q, acceptsRow, into: &best, &seen)
        }
        return seen < request.k && request.minimumScore == nil ? nil : best
    }

    /// Takes the rows that share a node into account.
    private func offerChain(
        of node: UInt32, _ q: Int, _ acceptsRow: ((UInt32) -> Bool)?, into best: inout TopK, _ seen: inout Int
    ) {
        let isHead = search.state.heads.contains(Int(node))
        var next: UInt32? = node
        while let row = next {
            next = isHead ? storage.layers[0].twin(of: row) : nil
            // Those that are being added are known to the scan of the rest only.
            guard row < search.state.coveredRows, let position = snapshot.position(ofRow: Int(row)),
                acceptsRow.map({ $0(row) }) ?? true
            else { continue }
            let id = snapshot.ids[position]
            if !request.excluded.isEmpty, request.excluded.contains(id) { continue }
            guard snapshot.mapping.isIntact(Int(row)) else { continue }
            seen += 1
            let own = score(q, row)
            if let minimum = request.minimumScore, Float(own) < minimum { continue }
            best.offer(TopK.Candidate(score: own, id: id))
        }
    }

    private func score(_ q: Int, _ row: UInt32) -> Double {
        queries.exactScore(
            q, of: snapshot.mapping.vector(Int(row)), metric, search.index.graph.kernel)
    }
}

/// A query in the terms of a walk.
struct WalkQuery {
    var terms: lkv_graph_query
    let norm: Double
    let metric: Metric
    private let scale: Float

    init(_ query: lkv_code_query, _ norm: Double, _ metric: Metric) {
        scale = query.scale.0
        self.norm = norm
        self.metric = metric
        terms = lkv_graph_query(
            scale: scale, offset: 0, sum: 0, extra: metric == .l2 ? 1 : 0, constant: 0)
    }

    static func goal(_ query: WalkQuery, codes: UnsafePointer<Int8>, length: Int) -> GraphWalker.Goal {
        var terms = query.terms
        var sum = 0
        for i in 0..<length { sum += Int(codes[i]) }
        terms.sum = terms.scale * Float(sum)
        return GraphWalker.Goal(codes: codes, terms: terms)
    }

    /// The affinity of a row with this score.
    func affinity(ofScore score: Double) -> Float {
        switch metric {
        case .cosine: Float(score * norm)
        case .innerProduct: Float(score)
        case .l2: Float((score + norm * norm) / 2)
        }
    }

    /// How far an affinity from the first level of codes is off, at most, in all likelihood: four standard deviations,
    /// where the rounding of each number is uniform and independent.
    func margin(_ row: lkv_graph_terms) -> Float {
        let rowNorm = metric == .l2 ? (-2 * row.extra).squareRoot() : 1
        let fromRow = Float(norm) * row.scale
        let fromQuery = rowNorm * scale
        return 4 * ((fromRow * fromRow + fromQuery * fromQuery) / 12).squareRoot()
    }
}
