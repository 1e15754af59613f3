internal import CLookalikeVectorKernels
internal import Dispatch
internal import Synchronization

/// One pass over the byte codes of candidate rows for a few queries at once, on several threads. It finds, for each
/// query, the rows that can be among its best: each row whose upper bound reaches the k-th best lower bound.
///
/// With x = x̂ + e, ‖e‖ stored with the codes of x̂, and q = q̂ + f, Cauchy–Schwarz gives
/// |⟨q, x⟩ − ⟨q̂, x̂⟩| ≤ ‖q‖ ‖e‖ + ‖f‖ ‖x̂‖, and ⟨q̂, x̂⟩ is computed from whole numbers. So the rows left out are
/// provably not among the best.
struct CodeScan: Sendable {
    let metric: Metric
    let kernel: Kernel
    let candidates: CandidateRows
    let coded: CodedRows
    /// Rows below this one have codes.
    let covered: Int
    let queries: QueryCodes
    let excluded: IDSet
    /// Number of lower bounds that exclude all rows below them.
    let capacity: Int

    static let blockSize = 128

    struct Survivor: Sendable {
        /// Which candidate.
        let position: UInt32
        /// The highest possible score, in the kernel's units (see `lkv_code_hit`); NaN if unknown.
        let high: Float
    }

    struct Outcome: Sendable {
        /// For each query.
        var survivors: [[Survivor]]
        /// Queries whose bounds leave too many rows to continue.
        var hopeless: [Bool]
        /// Candidates with damaged codes, which were not scanned.
        var unread: [Range<Int>]
    }

    var queryCount: Int { queries.terms.count }

    /// - Parameter cutoffs: for each query, the upper bound that a row must reach.
    func run(_ range: Range<Int>, threads: Int, cutoffs: [Float]) -> Outcome {
        let shared = SharedCutoffs(cutoffs)
        let threads = range.count * queryCount * coded.layout.stride < Self.inlineLimit ? 1 : threads
        guard threads > 1 else {
            let scanner = CodeScanner(self, shared)
            scanner.scan(range)
            return merge([scanner.outcome], shared)
        }
        let share = Self.rowsAtOnce(range.count, threads: threads)
        let next = Atomic(range.lowerBound)
        let finished = Guarded<[Outcome]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            let scanner = CodeScanner(self, shared)
            while true {
                let start = next.wrappingAdd(share, ordering: .relaxed).oldValue
                guard start < range.upperBound else { break }
                scanner.scan(start..<min(start + share, range.upperBound))
            }
            finished.withLock { $0.append(scanner.outcome) }
        }
        return merge(finished.withLock { $0 }, shared)
    }

    /// Below this number of multiplications, waking another thread costs more than it saves.
    static let inlineLimit = 2_000_000

    /// Whole blocks; about sixteen shares per thread, so that no thread waits long for another at the end.
    static func rowsAtOnce(_ count: Int, threads: Int) -> Int {
        min(max(count / blockSize / (16 * threads), 1), 64) * blockSize
    }

    private func merge(_ parts: [Outcome], _ shared: SharedCutoffs) -> Outcome {
        let hopeless = (0..<queryCount).map { q in parts.contains { $0.hopeless[q] } }
        let survivors = (0..<queryCount).map { q -> [Survivor] in
            if hopeless[q] { return [] }
            let cutoff = shared[q]
            return parts.flatMap { part in part.survivors[q].filter { !($0.high < cutoff) } }
        }
        return Outcome(survivors: survivors, hopeless: hopeless, unread: parts.flatMap(\.unread))
    }
}

/// For each query, the highest k-th best lower bound found by any thread; only rises.
final class SharedCutoffs: Sendable {
    private let keys: AtomicCounts

    init(_ cutoffs: [Float]) {
        keys = AtomicCounts(cutoffs.count)
        for (q, cutoff) in cutoffs.enumerated() { keys.store(Self.key(cutoff), q) }
    }

    subscript(q: Int) -> Float {
        let key = keys.load(q)
        return Float(bitPattern: key & 0x8000_0000 != 0 ? key & 0x7FFF_FFFF : ~key)
    }

    func raise(_ cutoff: Float, _ q: Int) { keys.raise(Self.key(cutoff), q) }

    /// Integers in the same order as the floats, none of which is NaN.
    static func key(_ value: Float) -> UInt32 {
        let bits = value.bitPattern
        return bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
    }
}
