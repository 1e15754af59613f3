/// One thread's part of a scan: scores rows block by block and keeps the best for each query.
struct BlockScanner {
    private let scan: FlatScan
    private let bounds: [ScoreBound]
    /// For each query.
    private(set) var best: [TopK]
    /// For each query, the bound that a row must reach to be scored exactly.
    private var cutoffs: [Float]
    // Of one block: values[q * blockSize + r], and for each row its number and its part of the bound.
    private var values: [Float]
    private var rowNumbers: [UInt32]
    private var multipliers: [Float]
    private var slacks: [Float]
    private var hits: [UInt32]
    private var blockIsIntact = true

    private static let blockSize = FlatScan.blockSize

    init(_ scan: FlatScan) {
        self.scan = scan
        best = Array(repeating: TopK(capacity: scan.capacity), count: scan.queryCount)
        bounds = scan.queries.norms.map {
            ScoreBound(metric: scan.metric, queryNorm: $0, dimension: scan.dimension, kernel: scan.kernel)
        }
        // Anything that rounds up to the lowest score asked for is welcome.
        let lowest = scan.request.minimumScore.map { Double($0.nextDown) }
        cutoffs = zip(bounds, scan.floors).map { bound, floor in
            [lowest, floor].compactMap { $0 }.max().map { bound.cutoff(for: $0) } ?? -.infinity
        }
        values = Array(repeating: 0, count: scan.queryCount * Self.blockSize)
        rowNumbers = Array(repeating: 0, count: Self.blockSize)
        multipliers = Array(repeating: 0, count: Self.blockSize)
        slacks = Array(repeating: 0, count: Self.blockSize)
        hits = Array(repeating: 0, count: Self.blockSize)
    }

    /// Scans candidate rows `range`, except damaged ones.
    mutating func scan(_ range: Range<Int>) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockSize) {
            let end = min(start + Self.blockSize, range.upperBound)
            var scratch = rowNumbers
            rowNumbers = []
            scan.candidates.withBlock(start..<end, scratch: &scratch) { block in
                blockIsIntact = isIntact(block)
                score(block, from: start)
            }
            rowNumbers = scratch
        }
    }

    private func isIntact(_ block: RowBlock) -> Bool {
        let mapping = scan.candidates.snapshot.mapping
        var isIntact = true
        // Check all of them, so that each damaged one becomes known.
        for i in 0..<block.count where !mapping.isIntact(block.number(i)) { isIntact = false }
        return isIntact
    }

    /// - Parameter start: which candidate the block's first row is.
    private mutating func score(_ block: RowBlock, from start: Int) {
        values.withUnsafeMutableBufferPointer { values in
            scan.kernel.values(
                scan.metric, queries: scan.queries.values, queryCount: scan.queryCount,
                dimension: scan.dimension,
                rows: block, into: values.baseAddress!, outputStride: Self.blockSize)
        }
        for r in 0..<block.count {
            let norm = scan.candidates.snapshot.layout.norm(block.row(r))
            (multipliers[r], slacks[r]) = ScoreBound.rowTerms(scan.metric, norm: norm)
        }
        for q in 0..<scan.queryCount { pick(block, from: start, query: q) }
    }

    /// Scores exactly the rows of the block that can be among the best of query `q`.
    private mutating func pick(_ block: RowBlock, from start: Int, query q: Int) {
        let bound = bounds[q]
        let offset = q * Self.blockSize
        let hitCount = values.withUnsafeBufferPointer { values in
            hits.withUnsafeMutableBufferPointer { hits in
                bound.reaching(
                    cutoffs[q], values: values.baseAddress! + offset, multiplier: multipliers,
                    slack: slacks, count: block.count, hits: hits.baseAddress!)
            }
        }
        for hit in hits[..<hitCount] {
            let r = Int(hit)
            // The cutoff may have risen since the hits were found.
            guard
                bound.canReach(
                    cutoffs[q], value: values[offset + r], multiplier: multipliers[r], slack: slacks[r])
            else { continue }
            let id = scan.candidates.id(start + r)
            guard !scan.request.excluded.contains(id) else { continue }
            if !blockIsIntact, !scan.candidates.snapshot.mapping.isIntact(block.number(r)) { continue }
            offer(id: id, score: exactScore(of: block.row(r), query: q), query: q)
        }
    }

    private func exactScore(of row: UnsafeRawPointer, query q: Int) -> Double {
        scan.queries.exactScore(q, of: row.assumingMemoryBound(to: Float.self), scan.metric, scan.kernel)
    }

    private mutating func offer(id: Int64, score: Double, query q: Int) {
        if let minimum = scan.request.minimumScore, Float(score) < minimum { return }
        best[q].offer(TopK.Candidate(score: score, id: id))
        if let scoreToReach = best[q].scoreToReach {
            cutoffs[q] = max(cutoffs[q], bounds[q].cutoff(for: scoreToReach))
        }
    }
}
