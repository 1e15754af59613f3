/// An exact search among candidates for a few queries: over byte codes if that pays, else over the rows.
struct FlatSearch {
    let index: FlatIndex
    let candidates: CandidateRows
    let request: SearchRequest
    let queries: QueryGroup

    func run() -> [[Neighbour]] { best(among: 0..<candidates.count).map(\.neighbours) }

    /// The best of some of the candidates, for each query.
    func best(among range: Range<Int>) -> [TopK] {
        var best = Array(repeating: TopK(capacity: capacity), count: queries.count)
        guard let coded, scansCodes(range.count) else {
            scanPlainly([range], into: &best)
            return best
        }
        let covered = coded.coveredRows
        let end = min(max(candidates.firstPosition(notBelowRow: covered), range.lowerBound), range.upperBound)
        scanPlainly([end..<range.upperBound], into: &best)
        let scan = CodeScan(
            metric: index.metric, kernel: index.kernel, candidates: candidates, coded: coded,
            covered: covered,
            queries: QueryCodes(queries.values, dimension: queries.dimension, layout: coded.layout),
            excluded: request.excluded, capacity: capacity)
        let outcome = scan.run(
            range.lowerBound..<end, threads: index.threads, cutoffs: best.indices.map { cutoff($0, best[$0]) }
        )
        rescoring.run(outcome.survivors, into: &best, threads: index.threads)
        scanPlainly(outcome.unread, into: &best)
        scanAgain(range.lowerBound..<end, outcome, into: &best)
        return best
    }

    private var capacity: Int { min(request.k, candidates.count) }
    private var coded: CodedRows? { candidates.snapshot.mapping.codes }

    /// Few candidates are scored directly; and if most are wanted, bounds exclude none.
    private func scansCodes(_ count: Int) -> Bool {
        count * queries.dimension >= 20_000 && (request.minimumScore != nil || capacity <= count / 8)
    }

    var rescoring: ExactRescoring {
        ExactRescoring(
            metric: index.metric, kernel: index.kernel, candidates: candidates, request: request,
            queries: queries)
    }

    /// A lower limit for the upper bound that a row must reach, in the kernel's units.
    func cutoff(_ q: Int, _ found: TopK) -> Float {
        // Anything that rounds up to the lowest score asked for is welcome.
        let lowest = [request.minimumScore.map { Double($0.nextDown) }, found.scoreToReach].compactMap { $0 }
            .max()
        guard let lowest else { return -.infinity }
        let bar = index.metric == .cosine ? lowest * queries.norms[q] : lowest
        return Float(bar - abs(bar) * 1e-6).nextDown
    }

    private func scanPlainly(_ ranges: [Range<Int>], into best: inout [TopK]) {
        scanPlainly(ranges, Array(best.indices), into: &best)
    }

    private func scanPlainly(
        _ ranges: [Range<Int>], _ chosen: [Int], into best: inout [TopK]
    ) {
        if chosen.isEmpty || ranges.allSatisfy(\.isEmpty) { return }
        let scan = FlatScan(
            metric: index.metric, kernel: index.kernel, candidates: candidates, request: request,
            queries: chosen.count == queries.count ? queries : queries.selecting(chosen),
            floors: chosen.map { best[$0].scoreToReach })
        for (q, found) in zip(chosen, scan.run(ranges, threads: index.threads)) { best[q].merge(found) }
    }

    /// Scans the rows for queries that the bounds could not help.
    private func scanAgain(
        _ range: Range<Int>, _ outcome: CodeScan.Outcome, into best: inout [TopK]
    ) {
        let hopeless = outcome.hopeless.indices.filter { outcome.hopeless[$0] }
        // Unreadable codes have been handled for all queries.
        var rest: [Range<Int>] = []
        var start = range.lowerBound
        for unread in outcome.unread.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            rest.append(start..<unread.lowerBound)
            start = unread.upperBound
        }
        rest.append(start..<range.upperBound)
        scanPlainly(rest, hopeless, into: &best)
    }
}
