internal import CLookalikeVectorKernels

/// One thread's part of a search in inverted lists: finds the rows that can be among the best, by the bounds that
/// `CodeScan` explains.
struct ListScanner {
    private(set) var survivors: [CodeScan.Survivor] = []

    private let snapshot: VectorSnapshot
    private let mapping: ListMapping
    private let request: SearchRequest
    private let queries: QueryCodes
    private let q: Int
    private let kernel: Kernel
    private let metric: lkv_metric
    private let shared: SharedCutoffs
    private var lowerBounds: LowerBounds
    private var nextReview = 1024

    private static let blockSize = CodeScan.blockSize
    private let rows = Scratch<UnsafePointer<UInt8>?>(blockSize, repeating: nil)
    private let sums = Scratch<Int32>(2 * blockSize, repeating: 0)
    private let hits = Scratch<lkv_code_hit>(blockSize, repeating: lkv_code_hit())

    init(_ search: InvertedSearch, _ shared: SharedCutoffs) {
        snapshot = search.index.snapshot
        mapping = search.index.lists.mapping
        request = search.exact.request
        queries = search.codes
        q = search.q
        kernel = search.index.kernel
        metric = search.index.metric.kernelMetric
        self.shared = shared
        lowerBounds = LowerBounds(capacity: min(search.exact.request.k, search.index.count))
    }

    /// - Parameter next: the list that is scanned after this one.
    /// - Returns: false where the list is damaged.
    mutating func scan(_ number: Int, next: Int?) -> Bool {
        guard let list = mapping.list(number) else { return false }
        if let next { mapping.prefetch(next) }
        for start in stride(from: 0, to: list.count, by: Self.blockSize) {
            scan(list, start, min(Self.blockSize, list.count - start))
        }
        return true
    }

    private mutating func scan(_ list: CodedList, _ start: Int, _ count: Int) {
        // Sound: the scratch has room for a block, and the mapping outlives the search.
        for i in 0..<count { rows.pointer[i] = list.codes + (start + i) * list.stride }
        queries.codes.withUnsafeBufferPointer {
            kernel.table.pointee.code_dots(
                $0.baseAddress! + 2 * q * queries.length, 2, queries.length, rows.pointer, count,
                sums.pointer,
                Self.blockSize)
        }
        var columns = list.columns(from: start)
        var terms = queries.terms[q]
        var cutoff = shared[0]
        let found = kernel.table.pointee.code_hits(
            metric, &terms, sums.pointer, sums.pointer + Self.blockSize, &columns, count, cutoff, hits.pointer
        )
        for i in 0..<found {
            let hit = hits.pointer[i]
            // The cutoff may have risen since the hits were listed.
            if hit.high < cutoff { continue }
            let row = Int(UInt32(littleEndian: list.rows[start + Int(hit.row)]))
            guard let position = snapshot.position(ofRow: row), isWanted(position) else { continue }
            survivors.append(CodeScan.Survivor(position: UInt32(position), high: hit.high))
            if let raised = lowerBounds.offer(hit.low), raised > cutoff {
                cutoff = raised
                shared.raise(raised, 0)
            }
        }
        if survivors.count > nextReview { review() }
    }

    private func isWanted(_ position: Int) -> Bool {
        if request.allowed == nil, request.excluded.isEmpty { return true }
        let id = snapshot.ids[position]
        return (request.allowed?.contains(id) ?? true) && !request.excluded.contains(id)
    }

    /// Forgets survivors that have become superfluous.
    private mutating func review() {
        let cutoff = shared[0]
        survivors.removeAll { $0.high < cutoff }
        nextReview = max(1024, 2 * survivors.count)
    }
}
