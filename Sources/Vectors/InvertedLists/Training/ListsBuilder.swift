internal import Foundation

extension InvertedLists {
    /// Makes the lists of a vector file's live rows, in place of those that there are. Searches on older lists go on
    /// meanwhile, and may keep these for as long as they like.
    ///
    /// The file is whole and on the disk before it has its name. Blocks for long: about 5 s for a million rows of 128
    /// numbers on two cores.
    ///
    /// - Parameters:
    ///   - snapshot: of this file. Its rows must be on the disk (`sync`) and committed: lists know rows by their numbers.
    ///   - threads: all cores, where nil.
    ///   - isCancelled: is asked several times a second, from several threads.
    /// - Returns: nil where it was cancelled; what was there is as before then.
    /// - Throws: `foreign` where something else has the name. Damaged rows are in no list.
    public static func build(
        beside file: VectorFile, _ snapshot: VectorSnapshot, metric: Metric,
        parameters: ListParameters = ListParameters(), threads: Int? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(VectorFileError) -> InvertedLists? {
        precondition(file.identity == snapshot.fileIdentity, "rows of another file")
        return try build(
            beside: file, snapshot, metric: metric, parameters: parameters,
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, kernel: .best,
            isCancelled: isCancelled)
    }

    /// For tests: with a given implementation of the kernels, and of other sizes.
    package static func build(
        beside file: VectorFile, _ snapshot: VectorSnapshot, metric: Metric, parameters: ListParameters,
        threads: Int, kernel: Kernel, bandSize: Int = 256 << 20,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(VectorFileError) -> InvertedLists? {
        let builder = ListsBuilder(
            file: file, snapshot: snapshot, metric: metric, parameters: parameters, kernel: kernel,
            threads: max(1, threads), bandSize: bandSize, isCancelled: isCancelled)
        return try builder.run()
    }
}

/// One making of inverted lists.
struct ListsBuilder {
    let file: VectorFile
    let snapshot: VectorSnapshot
    let metric: Metric
    let parameters: ListParameters
    let kernel: Kernel
    let threads: Int
    /// Bytes of lists that are put together in memory at a time.
    let bandSize: Int
    let isCancelled: @Sendable () -> Bool

    var layout: CodeLayout { CodeLayout(dimension: snapshot.dimension) }

    func run() throws(VectorFileError) -> InvertedLists? {
        var random = SeededRandom(seed: parameters.seed)
        guard let centroids = centroids(&random), let lists = assign(centroids) else { return nil }
        let writer = ListsWriter(builder: self, centroids: centroids, lists: lists)
        return try writer.run(&random)
    }

    // MARK: Centroids

    private func centroids(_ random: inout SeededRandom) -> CentroidTable? {
        let wanted = parameters.listCount(rows: snapshot.count)
        guard let sample = sample(wanted * CentroidTraining.sampleRows, &random) else { return nil }
        let zero = [Float](repeating: 0, count: snapshot.dimension)
        if sample.count == 0 { return CentroidTable(zero, layout, kernel: kernel) }
        let training = CentroidTraining(
            metric: metric, dimension: snapshot.dimension, kernel: kernel, threads: threads,
            isCancelled: isCancelled)
        let trained = training.train(sample, count: min(wanted, sample.count), random: &random)
        return trained.map { CentroidTable($0, layout, kernel: kernel) }
    }

    /// Random rows, without those whose codes say nothing.
    private func sample(_ size: Int, _ random: inout SeededRandom) -> RowCodes? {
        let chosen = random.choose(size, of: snapshot.count)
        guard let coded = encode(chosen) else { return nil }
        let usable = chosen.indices.filter { coded.isUsable($0) }
        return usable.count == chosen.count ? coded : encode(usable.map { chosen[$0] })
    }

    /// The codes of rows at some positions of the snapshot; nil where it was cancelled.
    private func encode(_ positions: [Int]) -> RowCodes? {
        let codes = RowCodes(count: positions.count, layout: layout)
        let isDone = inParallel(positions.count, share: 256, threads: threads) { part in
            for i in part { encode(positions[i], into: codes, i) }
            return !isCancelled()
        }
        return isDone ? codes : nil
    }

    private func encode(_ position: Int, into codes: RowCodes, _ i: Int) {
        let row = Int(snapshot.rows[position])
        if snapshot.mapping.isIntact(row) {
            codes.encode(snapshot.mapping.vector(row), i)
        } else {
            codes.markUnusable(i)
        }
    }

    // MARK: Rows

    /// The list of each live row; `.max` for those that are damaged or whose codes say nothing. Nil where it was
    /// cancelled.
    private func assign(_ centroids: CentroidTable) -> [UInt32]? {
        let signed = SignedCentroids(
            centroids.decoded, dimension: snapshot.dimension, metric: metric, kernel: kernel, threads: threads
        )
        var lists = [UInt32](repeating: .max, count: snapshot.count)
        let isDone = lists.withUnsafeMutableBufferPointer { lists in
            inParallel(snapshot.count, share: SignedCentroids.blockSize, threads: threads) { block in
                let codes = RowCodes(count: block.count, layout: layout)
                for (i, position) in block.enumerated() { encode(position, into: codes, i) }
                let nearest = lists.baseAddress! + block.lowerBound
                signed.findNearest(of: codes, 0..<block.count, into: nearest)
                for i in 0..<block.count where !codes.isUsable(i) { nearest[i] = .max }
                return !isCancelled()
            }
        }
        return isDone ? lists : nil
    }
}
