internal import Dispatch
internal import Synchronization

/// One pass over the candidate rows for a few queries at once, on several threads.
struct FlatScan: Sendable {
    let metric: Metric
    let kernel: Kernel
    let candidates: CandidateRows
    let request: SearchRequest
    let dimension: Int
    let queryCount: Int
    /// `queryCount` × `dimension`, row-major.
    let queries: [Float]
    let norms: [Double]
    let bounds: [ScoreBound]

    /// Rows scored before the best are picked from them: few enough for their values to stay in cache.
    static let blockSize = 128
    /// Below so many multiplications waking another thread costs more than it saves.
    private static let inlineLimit = 200_000

    init(index: FlatIndex, queries: [Float], candidates: CandidateRows, request: SearchRequest) {
        metric = index.metric
        kernel = index.kernel
        dimension = index.dimension
        self.candidates = candidates
        self.request = request
        self.queries = queries
        queryCount = queries.count / dimension
        norms = queries.withUnsafeBufferPointer { [kernel, dimension] buffer in
            stride(from: 0, to: buffer.count, by: dimension).map {
                kernel.norm(buffer.baseAddress! + $0, dimension)
            }
        }
        bounds = norms.map { [metric, kernel, dimension] in
            ScoreBound(metric: metric, queryNorm: $0, dimension: dimension, kernel: kernel)
        }
    }

    /// The results of each query. Each thread takes the next rows that nobody has taken, and keeps the best
    /// of its own; as every kept score is final, the best of all do not depend on who took which.
    func run(threads: Int) -> [[Neighbour]] {
        let work = candidates.count * queries.count
        let threads = work < Self.inlineLimit ? 1 : threads
        guard threads > 1 else {
            var scanner = BlockScanner(self)
            scanner.scan(0..<candidates.count)
            return results(of: [scanner.best])
        }
        let share = rowsAtOnce(threads: threads)
        let next = Atomic(0)
        let finished = Mutex<[[TopK]]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var scanner = BlockScanner(self)
            while true {
                let start = next.wrappingAdd(share, ordering: .relaxed).oldValue
                guard start < candidates.count else { break }
                scanner.scan(start..<min(start + share, candidates.count))
            }
            finished.withLock { $0.append(scanner.best) }
        }
        return results(of: finished.withLock { $0 })
    }

    /// Whole blocks; about sixteen shares a thread, so that none waits long for another at the end.
    private func rowsAtOnce(threads: Int) -> Int {
        let blocks = candidates.count / Self.blockSize / (16 * threads)
        return min(max(blocks, 1), 32) * Self.blockSize
    }

    private func results(of parts: [[TopK]]) -> [[Neighbour]] {
        (0..<queryCount).map { q in
            var best = TopK(capacity: capacity)
            for part in parts {
                for candidate in part[q].heap { best.offer(candidate) }
            }
            return best.sorted().map { Neighbour(id: $0.id, score: Float($0.score)) }
        }
    }

    var capacity: Int { min(request.k, candidates.count) }
}
