internal import CLookalikeVectorKernels
internal import Dispatch

/// Scores the survivors of a code scan in double precision, best bound first, until no bound reaches the k-th best
/// score.
struct ExactRescoring: Sendable {
    let metric: Metric
    let kernel: Kernel
    let candidates: CandidateRows
    let request: SearchRequest
    let queries: QueryGroup

    /// Adds the best survivors of each query to `best`. Damaged rows are skipped. Because their codes may have
    /// excluded other rows, the caller must repeat the search without them.
    func run(_ survivors: [[CodeScan.Survivor]], into best: inout [TopK], threads: Int) {
        if queries.count == 1 || threads == 1 {
            for q in best.indices { rescore(survivors[q], query: q, into: &best[q]) }
            return
        }
        let started = best
        let finished = Guarded<[(Int, TopK)]>([])
        DispatchQueue.concurrentPerform(iterations: started.count) { q in
            var mine = started[q]
            rescore(survivors[q], query: q, into: &mine)
            let result = mine
            finished.withLock { $0.append((q, result)) }
        }
        for (q, result) in finished.withLock({ $0 }) { best[q] = result }
    }

    /// For query `q`.
    func rescore(_ survivors: [CodeScan.Survivor], query q: Int, into best: inout TopK) {
        let mapping = candidates.snapshot.mapping
        let order = Self.mostPromisingFirst(survivors)
        // Prefetches the next rows while one is scored.
        for i in order.indices.prefix(Self.ahead) { prefetch(survivors[order[i]]) }
        for (i, chosen) in order.enumerated() {
            let survivor = survivors[chosen]
            if let reached = best.scoreToReach, cannotReach(reached, survivor.high, q) { return }
            if i + Self.ahead < order.count { prefetch(survivors[order[i + Self.ahead]]) }
            let position = Int(survivor.position)
            let row = candidates.row(position)
            guard mapping.isIntact(row) else { continue }
            let score = queries.exactScore(q, of: mapping.vector(row), metric, kernel)
            if let minimum = request.minimumScore, Float(score) < minimum { continue }
            best.offer(TopK.Candidate(score: score, id: candidates.id(position)))
        }
    }

    private static let ahead = 8

    private func prefetch(_ survivor: CodeScan.Survivor) {
        let snapshot = candidates.snapshot
        let row = candidates.row(Int(survivor.position))
        lkv_prefetch(snapshot.mapping.row(row), min(snapshot.layout.stride, 1024))
    }

    /// By upper bound, descending; NaNs come first.
    private static func mostPromisingFirst(_ survivors: [CodeScan.Survivor]) -> [Int] {
        // Sorting integer keys (bound, then position) is faster than sorting survivors.
        var keys = survivors.enumerated().map { i, survivor in
            UInt64(~(survivor.high.isNaN ? .max : SharedCutoffs.key(survivor.high))) << 32 | UInt64(i)
        }
        keys.sort()
        return keys.map { Int($0 & 0xFFFF_FFFF) }
    }

    /// With a margin far larger than the rounding errors of the comparison.
    private func cannotReach(_ score: Double, _ high: Float, _ q: Int) -> Bool {
        let bar = metric == .cosine ? score * queries.norms[q] : score
        return Double(high) < bar - abs(bar) * 1e-6
    }
}
