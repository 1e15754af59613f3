internal import Dispatch
internal import Synchronization

/// Scores what a code scan left, in double precision, best bound first, until no bound reaches the k-th best score.
struct ExactRescoring: Sendable {
    let metric: Metric
    let kernel: Kernel
    let candidates: CandidateRows
    let request: SearchRequest
    let queries: QueryGroup

    /// Adds to `best`, one for each query, what can be found among the survivors.
    ///
    /// - Throws: `damagedRow`.
    func run(
        _ survivors: [[CodeScan.Survivor]], into best: inout [TopK], threads: Int
    ) throws(IndexError) {
        if queries.count == 1 || threads == 1 {
            for q in best.indices { try rescore(survivors[q], query: q, into: &best[q]) }
            return
        }
        let started = best
        let finished = Mutex<[(Int, Result<TopK, IndexError>)]>([])
        DispatchQueue.concurrentPerform(iterations: started.count) { q in
            var mine = started[q]
            let result = Result { () throws(IndexError) in
                try rescore(survivors[q], query: q, into: &mine)
                return mine
            }
            finished.withLock { $0.append((q, result)) }
        }
        for (q, result) in finished.withLock({ $0 }) { best[q] = try result.get() }
    }

    private func rescore(
        _ survivors: [CodeScan.Survivor], query q: Int, into best: inout TopK
    ) throws(IndexError) {
        let mapping = candidates.snapshot.mapping
        for survivor in survivors.sorted(by: Self.isMorePromising) {
            if let reached = best.scoreToReach, cannotReach(reached, survivor.high, q) { return }
            let position = Int(survivor.position)
            let row = candidates.row(position)
            guard mapping.isIntact(row) else { throw .damagedRow(row) }
            let score = queries.exactScore(q, of: mapping.vector(row), metric, kernel)
            if let minimum = request.minimumScore, Float(score) < minimum { continue }
            best.offer(TopK.Candidate(score: score, id: candidates.id(position)))
        }
    }

    private static func isMorePromising(_ a: CodeScan.Survivor, _ b: CodeScan.Survivor) -> Bool {
        b.high.isNaN ? false : a.high.isNaN || a.high > b.high
    }

    /// Generous by far more than the rounding of the comparison itself.
    private func cannotReach(_ score: Double, _ high: Float, _ q: Int) -> Bool {
        let bar = metric == .cosine ? score * queries.norms[q] : score
        return Double(high) < bar - abs(bar) * 1e-6
    }
}
