internal import Synchronization

/// k-means (Lloyd, "Least squares quantization in PCM", 1982) over a sample of rows as bytes: from random rows on, each
/// centroid becomes the mean of the rows that it is the nearest to, again and again. For cosines rows count as if they
/// had length 1, and so do the means (spherical k-means: Dhillon and Modha, 2001).
struct CentroidTraining {
    let metric: Metric
    let dimension: Int
    let kernel: Kernel
    let threads: Int
    let isCancelled: @Sendable () -> Bool

    /// More changes little (as measured on clustered and on Gaussian vectors).
    static let rounds = 10
    /// Rows a list that are looked at.
    static let sampleRows = 100

    /// - Parameter sample: at least one row, all usable.
    /// - Returns: `count` centroids, row-major; nil where it was cancelled.
    func train(_ sample: RowCodes, count: Int, random: inout SeededRandom) -> [Float]? {
        var centroids = random.choose(count, of: sample.count).flatMap { vector(sample, $0) }
        var nearest = [UInt32](repeating: .max, count: sample.count)
        for _ in 0..<Self.rounds {
            guard let found = assign(sample, centroids) else { return nil }
            let moved = zip(nearest, found).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
            nearest = found
            let groups = RowGroups(found, count: count)
            update(&centroids, sample, groups)
            let filled = fillEmpty(&centroids, groups)
            if !filled, moved * 1000 < sample.count { break }
        }
        return isCancelled() ? nil : centroids
    }

    private func weight(_ sample: RowCodes, _ i: Int) -> Float {
        metric == .cosine ? (sample.norm[i] > 0 ? 1 / sample.norm[i] : 0) : 1
    }

    private func vector(_ sample: RowCodes, _ i: Int) -> [Float] {
        let weight = weight(sample, i)
        return (0..<dimension).map {
            weight * (sample.scale[i] * Float(sample.row(i)[$0]) + sample.offset[i])
        }
    }

    private func assign(_ sample: RowCodes, _ centroids: [Float]) -> [UInt32]? {
        let signed = SignedCentroids(
            centroids, dimension: dimension, metric: metric, kernel: kernel, threads: threads)
        var nearest = [UInt32](repeating: 0, count: sample.count)
        let isDone = nearest.withUnsafeMutableBufferPointer { nearest in
            let base = nearest.baseAddress!
            return inParallel(sample.count, share: SignedCentroids.blockSize, threads: threads) { block in
                signed.findNearest(of: sample, block, into: base + block.lowerBound)
                return !isCancelled()
            }
        }
        return isDone ? nearest : nil
    }

    /// Each mean is summed up by one thread in the order of the rows, so that it is the same for any number of them.
    private func update(_ centroids: inout [Float], _ sample: RowCodes, _ groups: RowGroups) {
        centroids.withUnsafeMutableBufferPointer { centroids in
            let base = centroids.baseAddress!
            _ = inParallel(groups.count, share: 16, threads: threads) { part in
                for list in part where !groups[list].isEmpty {
                    mean(of: groups[list], sample, into: base + list * dimension)
                }
                return true
            }
        }
    }

    private func mean(
        of members: ArraySlice<UInt32>, _ sample: RowCodes, into mean: UnsafeMutablePointer<Float>
    ) {
        mean.update(repeating: 0, count: dimension)
        var constant: Float = 0
        for member in members {
            let i = Int(member)
            let weight = weight(sample, i)
            let scale = weight * sample.scale[i]
            constant += weight * sample.offset[i]
            let codes = sample.row(i)
            for j in 0..<dimension { mean[j] += scale * Float(codes[j]) }
        }
        for j in 0..<dimension { mean[j] = (mean[j] + constant) / Float(members.count) }
        if metric == .cosine { normalise(mean) }
    }

    private func normalise(_ vector: UnsafeMutablePointer<Float>) {
        let norm = kernel.norm(vector, dimension)
        // Rows that cancel each other out have no direction in common.
        guard norm > 1e-6 else { return }
        for j in 0..<dimension { vector[j] = Float(Double(vector[j]) / norm) }
    }

    /// Gives each centroid without rows half of the rows of one that has many, by moving both a little, as FAISS does.
    private func fillEmpty(_ centroids: inout [Float], _ groups: RowGroups) -> Bool {
        let empty = (0..<groups.count).filter { groups[$0].isEmpty }
        guard !empty.isEmpty else { return false }
        let largest = (0..<groups.count).sorted {
            (groups[$0].count, $1) > (groups[$1].count, $0)
        }
        for (list, source) in zip(empty, largest) where groups[source].count > 1 {
            for j in 0..<dimension {
                let value = centroids[source * dimension + j]
                let shift: Float = j.isMultiple(of: 2) ? 1 + 1 / 1024 : 1 - 1 / 1024
                centroids[list * dimension + j] = value * shift
                centroids[source * dimension + j] = value * (2 - shift)
            }
        }
        return true
    }
}

/// Rows by the list that they belong to, in order.
struct RowGroups {
    let count: Int
    private let starts: [Int]
    private let members: [UInt32]

    /// - Parameter lists: of each row, its list, or one that is not below `count` for none.
    init(_ lists: [UInt32], count: Int) {
        self.count = count
        var starts = [Int](repeating: 0, count: count + 1)
        for list in lists where list < UInt32(count) { starts[Int(list) + 1] += 1 }
        for list in 0..<count { starts[list + 1] += starts[list] }
        var next = starts
        var members = [UInt32](repeating: 0, count: starts[count])
        for (row, list) in lists.enumerated() where list < UInt32(count) {
            members[next[Int(list)]] = UInt32(row)
            next[Int(list)] += 1
        }
        self.starts = starts
        self.members = members
    }

    subscript(list: Int) -> ArraySlice<UInt32> { members[starts[list]..<starts[list + 1]] }
}
