internal import CLookalikeVectorKernels

/// The centroids of a lists file, kept as bytes: a centroid is what its bytes stand for, scale · u + offset.
///
/// `@unchecked Sendable`: it points into a mapping that it keeps alive and that is only read.
struct Centroids: @unchecked Sendable {
    let count: Int
    private let metric: Metric
    private let layout: ListsFileLayout
    private let file: FileMapping
    private let codes: UnsafePointer<UInt8>
    private let scale: UnsafePointer<Float>
    private let offset: UnsafePointer<Float>
    private let squaredNorm: UnsafePointer<Float>
    private let radius: UnsafePointer<Float>

    init(_ file: FileMapping, _ layout: ListsFileLayout, metric: Metric) {
        self.file = file
        self.layout = layout
        self.metric = metric
        count = layout.lists
        codes = (file.base + layout.centroids).assumingMemoryBound(to: UInt8.self)
        scale = (file.base + layout.centroidTerms).assumingMemoryBound(to: Float.self)
        offset = scale + count
        squaredNorm = scale + 2 * count
        radius = scale + 3 * count
    }

    private static let blockSize = 128

    /// How near each centroid is to each query: ⟨q, c⟩, or 2 ⟨q, c⟩ − ‖c‖² for L2. Computed from whole numbers by the
    /// same roundings everywhere, so that every processor looks into the same lists.
    func affinities(_ queries: QueryCodes, kernel: Kernel, threads: Int) -> [[Float]] {
        let queryCount = queries.terms.count
        let firsts = queries.firstLevels
        let values = Scratch<Float>(queryCount * count, repeating: 0)
        let threads = count * queryCount * queries.length < CodeScan.inlineLimit ? 1 : threads
        firsts.withUnsafeBufferPointer { firsts in
            _ = inParallel(count, share: 8 * Self.blockSize, threads: threads) { part in
                let rows = Scratch<UnsafePointer<UInt8>?>(Self.blockSize, repeating: nil)
                let sums = Scratch<Int32>(queryCount * Self.blockSize, repeating: 0)
                for start in stride(from: part.lowerBound, to: part.upperBound, by: Self.blockSize) {
                    let size = min(Self.blockSize, part.upperBound - start)
                    for i in 0..<size { rows.pointer[i] = codes + (start + i) * layout.stride }
                    kernel.table.pointee.code_dots(
                        firsts.baseAddress!, queryCount, queries.length, rows.pointer, size, sums.pointer,
                        Self.blockSize)
                    for q in 0..<queryCount {
                        var terms = queries.terms[q]
                        lkv_code_affinities(
                            &terms, sums.pointer + q * Self.blockSize, scale + start, offset + start,
                            metric == .l2 ? squaredNorm + start : nil, size,
                            values.pointer + q * count + start)
                    }
                }
                return true
            }
        }
        return (0..<queryCount).map { q in
            Array(UnsafeBufferPointer(start: values.pointer + q * count, count: count))
        }
    }

    /// What the score of no row of list `i` is above, from the radius of the list and the triangle inequality.
    ///
    /// - Parameters:
    ///   - affinity: of the query and this centroid.
    ///   - norm: the query's.
    func highestScore(_ i: Int, affinity: Float, query: lkv_code_query, norm: Double) -> Double {
        let length = Double(squaredNorm[i]).squareRoot()
        let root = Double(layout.dimension).squareRoot()
        // What the query's first level leaves, and the roundings to float32 of `affinities`.
        let left = Double(query.scale.0) / 2 * root + Double(query.row_norm)
        let spread = root * (255 * Double(scale[i]) + abs(Double(offset[i])))
        let error = left * length + (norm + left) * (spread + length) * 0x1p-19
        let radius = Double(radius[i])
        switch metric {
        case .innerProduct: return Double(affinity) + error + norm * radius
        case .cosine: return (Double(affinity) + error) / norm + radius
        case .l2:
            let squared =
                norm * norm - Double(affinity) - 2 * error - (norm * norm + length * length) * 0x1p-19
            let distance = max(0, max(0, squared).squareRoot() - radius)
            return 0 - distance * distance
        }
    }
}

extension QueryCodes {
    /// The first level of each query alone.
    fileprivate var firstLevels: [Int8] {
        (0..<terms.count).flatMap { codes[2 * $0 * length..<(2 * $0 + 1) * length] }
    }

    /// Whether the codes say anything about query `q`: its norm is neither 0 nor beyond what float32 arithmetic bears.
    func isUsable(_ q: Int) -> Bool { terms[q].row_error > 0 && terms[q].row_error < .infinity }
}
