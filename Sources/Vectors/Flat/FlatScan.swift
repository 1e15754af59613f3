internal import Dispatch
internal import Synchronization

/// One pass over the stored candidate rows for a few queries at once, on several threads.
struct FlatScan: Sendable {
    let metric: Metric
    let kernel: Kernel
    let candidates: CandidateRows
    let request: SearchRequest
    let queries: QueryGroup
    /// For each query, a score that `capacity` rows elsewhere reach: lower ones are not needed.
    let floors: [Double?]

    /// Rows scored before the best are picked: few enough for their values to stay in the cache.
    static let blockSize = 128
    /// Below this number of multiplications, waking another thread costs more than it saves.
    private static let inlineLimit = 200_000

    var dimension: Int { queries.dimension }
    var queryCount: Int { queries.count }
    var capacity: Int { min(request.k, candidates.count) }

    /// The best candidates of each query in `ranges`. Each thread takes the next free rows and keeps its own best.
    /// Every kept score is final, so the overall result does not depend on which thread took which rows.
    func run(_ ranges: [Range<Int>], threads: Int) -> [TopK] {
        let count = ranges.reduce(0) { $0 + $1.count }
        let threads = count * queries.values.count < Self.inlineLimit ? 1 : threads
        let shares = Self.shares(of: ranges, size: rowsAtOnce(count, threads: threads))
        guard threads > 1 else {
            var scanner = BlockScanner(self)
            for share in shares { scanner.scan(share) }
            return scanner.best
        }
        let next = Atomic(0)
        let finished = Guarded<[[TopK]]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var scanner = BlockScanner(self)
            while true {
                let share = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard share < shares.count else { break }
                scanner.scan(shares[share])
            }
            let best = scanner.best
            finished.withLock { $0.append(best) }
        }
        return merged(finished.withLock { $0 })
    }

    private static func shares(of ranges: [Range<Int>], size: Int) -> [Range<Int>] {
        ranges.flatMap { range in
            stride(from: range.lowerBound, to: range.upperBound, by: size).map {
                $0..<min($0 + size, range.upperBound)
            }
        }
    }

    /// Whole blocks; about sixteen shares per thread, so that no thread waits long for another at the end.
    private func rowsAtOnce(_ count: Int, threads: Int) -> Int {
        let blocks = count / Self.blockSize / (16 * threads)
        return min(max(blocks, 1), 32) * Self.blockSize
    }

    private func merged(_ parts: [[TopK]]) -> [TopK] {
        var best = Array(repeating: TopK(capacity: capacity), count: queryCount)
        for part in parts {
            for (q, found) in part.enumerated() { best[q].merge(found) }
        }
        return best
    }
}
