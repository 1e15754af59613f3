internal import CLookalikeVectorKernels

/// One thread's part of a `CodeScan`.
final class CodeScanner {
    private let scan: CodeScan
    private let shared: SharedCutoffs
    private(set) var outcome: CodeScan.Outcome
    private var lowerBounds: [LowerBounds]
    /// For each query, the number of survivors at which to review them.
    private var nextReview: [Int]
    private var scanned = 0
    /// The chunk used last, and whether its codes are intact.
    private var chunk = -1
    private var chunkIsIntact = false

    private static let blockSize = CodeScan.blockSize
    private let numbers = Scratch<UInt32>(blockSize, repeating: 0)
    private let rows: Scratch<UnsafePointer<UInt8>?> = Scratch(blockSize, repeating: nil)
    /// Scale, offset, error and norm.
    private let columns = Scratch<Float>(4 * blockSize, repeating: 0)
    /// The kernel's sums: for each query, those of its first level, then those of its second.
    private let sums: Scratch<Int32>
    private let hits = Scratch<lkv_code_hit>(blockSize, repeating: lkv_code_hit())

    init(_ scan: CodeScan, _ shared: SharedCutoffs) {
        self.scan = scan
        self.shared = shared
        let count = scan.queryCount
        outcome = CodeScan.Outcome(
            survivors: Array(repeating: [], count: count), hopeless: Array(repeating: false, count: count),
            unread: [])
        lowerBounds = Array(repeating: LowerBounds(capacity: scan.capacity), count: count)
        nextReview = Array(repeating: Self.leastReview, count: count)
        sums = Scratch(2 * count * Self.blockSize, repeating: 0)
    }

    /// Scans candidates `range`, all of which have codes.
    func scan(_ range: Range<Int>) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockSize) {
            let end = min(start + Self.blockSize, range.upperBound)
            let room = UnsafeMutableBufferPointer(start: numbers.pointer, count: Self.blockSize)
            scan.candidates.withRowNumbers(start..<end, scratch: room) { score($0, from: start) }
        }
        scanned += range.count
        for q in 0..<scan.queryCount where outcome.survivors[q].count > nextReview[q] { review(q) }
    }

    private func score(_ block: UnsafeBufferPointer<UInt32>, from start: Int) {
        guard isIntact(block) else {
            outcome.unread.append(start..<start + block.count)
            return
        }
        let count = block.count
        // Sound: the scratch has room for a block, and the mapping outlives the scan.
        lkv_code_block(
            scan.coded.table, block.baseAddress!, 0, count, rows.pointer, columns.pointer, Self.blockSize)
        scan.queries.codes.withUnsafeBufferPointer { codes in
            scan.kernel.table.pointee.code_dots(
                codes.baseAddress!, 2 * scan.queryCount, scan.queries.length, rows.pointer, count,
                sums.pointer, Self.blockSize)
        }
        for q in 0..<scan.queryCount where !outcome.hopeless[q] { pick(q, count, from: start) }
    }

    private func pick(_ q: Int, _ count: Int, from start: Int) {
        let first = sums.pointer + 2 * q * Self.blockSize
        let columns = columns.pointer
        var table = lkv_code_rows(
            scale: columns, offset: columns + Self.blockSize, error: columns + 2 * Self.blockSize,
            norm: columns + 3 * Self.blockSize)
        var cutoff = shared[q]
        let found = scan.queries.terms.withUnsafeBufferPointer { terms in
            scan.kernel.table.pointee.code_hits(
                scan.metric.kernelMetric, terms.baseAddress! + q, first, first + Self.blockSize, &table,
                count,
                cutoff, hits.pointer)
        }
        for i in 0..<found {
            let hit = hits.pointer[i]
            // The cutoff may have risen since the hits were found.
            if hit.high < cutoff { continue }
            let position = start + Int(hit.row)
            if !scan.excluded.isEmpty, scan.excluded.contains(scan.candidates.id(position)) { continue }
            outcome.survivors[q].append(CodeScan.Survivor(position: UInt32(position), high: hit.high))
            if let raised = lowerBounds[q].offer(hit.low), raised > cutoff {
                cutoff = raised
                shared.raise(raised, q)
            }
        }
    }

    private func isIntact(_ block: UnsafeBufferPointer<UInt32>) -> Bool {
        // Rows ascend: if the last is in the first's chunk, all are.
        var i = 0
        while i < block.count {
            let number = Int(block[i]) / CodeLayout.chunkRows
            if number != chunk {
                chunk = number
                chunkIsIntact = scan.coded.isIntact(chunk: number, covered: scan.covered)
            }
            if !chunkIsIntact { return false }
            if Int(block[block.count - 1]) / CodeLayout.chunkRows == number { return true }
            i += 1
        }
        return true
    }

    private static let leastReview = 1024

    /// Drops survivors that can be excluded by now, and gives up on the query if too many are left.
    private func review(_ q: Int) {
        let cutoff = shared[q]
        outcome.survivors[q].removeAll { $0.high < cutoff }
        let left = outcome.survivors[q].count
        nextReview[q] = max(Self.leastReview, 2 * left)
        if left > max(Self.leastReview, scanned / 8) {
            outcome.hopeless[q] = true
            outcome.survivors[q] = []
        }
    }
}

/// The highest `capacity` lower bounds seen: a binary heap with the lowest at its root.
struct LowerBounds {
    let capacity: Int
    private var heap: [Float] = []

    init(capacity: Int) { self.capacity = capacity }

    /// - Returns: the lowest of the highest `capacity` values, once there are that many.
    mutating func offer(_ value: Float) -> Float? {
        // NaN bounds nothing.
        guard value > -.infinity else { return nil }
        if heap.count < capacity {
            heap.append(value)
            siftUp()
        } else if value > heap[0] {
            heap[0] = value
            siftDown()
        }
        return heap.count == capacity ? heap[0] : nil
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
