import LookalikeVectors
import Testing

/// The index against a brute force in double precision: the same ids, in the same order, for every metric,
/// implementation and number of threads.
@Suite(.timeLimit(.minutes(10))) struct ExactnessTests {
    struct DataSet: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let dimension: Int
        let rows: [Float]
        let queries: [Float]
    }

    static let dataSets: [DataSet] = [
        gaussian(count: 2500, dimension: 96, seed: 1),
        gaussian(count: 600, dimension: 1, seed: 2),
        gaussian(count: 150, dimension: 4096, seed: 3),
        gaussian(count: 3000, dimension: 7, seed: 4),
        gaussian(count: 500, dimension: 33, seed: 5, scale: 1e-22),
        gaussian(count: 500, dimension: 33, seed: 6, scale: 3e37),
        clusters, identical, zeros, mixedScales,
    ]

    @Test(arguments: dataSets, Metric.allCases)
    func equalsBruteForce(_ data: DataSet, _ metric: Metric) throws {
        let scratch = try Scratch()
        let snapshot = try makeSnapshot(data.rows, dimension: data.dimension, in: scratch)
        let oracle = BruteForce(data.rows, dimension: data.dimension, metric: metric)
        let expected = stride(from: 0, to: data.queries.count, by: data.dimension).map {
            oracle.search(Array(data.queries[$0..<$0 + data.dimension]), k: 25)
        }
        for kernel in Kernel.available {
            for threads in [1, 3] {
                let index = FlatIndex(snapshot, metric: metric, threads: threads, kernel: kernel)
                let found = try index.search(data.queries, SearchRequest(k: 25))
                #expect(found == expected as [[Neighbour]], "\(kernel.name), \(threads) threads")
            }
        }
    }

    static func gaussian(count: Int, dimension: Int, seed: UInt64, scale: Float = 1) -> DataSet {
        var random = Random(seed)
        return DataSet(
            testDescription: "\(count) × \(dimension) Gaussian, scale \(scale)", dimension: dimension,
            rows: random.gaussians(count * dimension, scale: scale),
            queries: random.gaussians(6 * dimension, scale: scale))
    }

    /// Points so close together that float32 cannot tell their scores apart. (Much closer, and the scores in
    /// double precision differ by its last bits, where the order of summation decides.)
    static var clusters: DataSet {
        var random = Random(7)
        let centres = (0..<4).map { _ in random.gaussians(64) }
        let rows = (0..<2000).flatMap { i in centres[i % 4].map { $0 + random.gaussian() * 1e-5 } }
        return DataSet(
            testDescription: "tight clusters", dimension: 64, rows: rows,
            queries: centres[0] + centres[3] + random.gaussians(64))
    }

    static var identical: DataSet {
        var random = Random(8)
        let row = random.gaussians(48)
        let other = random.gaussians(48)
        let rows = (0..<5000).flatMap { $0 % 1000 == 999 ? other : row }
        return DataSet(
            testDescription: "thousands of identical rows", dimension: 48, rows: rows, queries: row + other)
    }

    static var zeros: DataSet {
        var random = Random(9)
        let zero = [Float](repeating: 0, count: 20)
        let rows = (0..<300).flatMap { $0 % 3 == 0 ? zero : random.gaussians(20) }
        return DataSet(
            testDescription: "zero vectors", dimension: 20, rows: rows, queries: zero + random.gaussians(20))
    }

    /// Rows of every magnitude that a Float has, in one collection.
    static var mixedScales: DataSet {
        var random = Random(10)
        let scales: [Float] = [0x1p-146, 1e-38, 1e-20, 1e-8, 1, 1e8, 1e17, 1e30, 3e37]
        let rows = (0..<900).flatMap { random.gaussians(24, scale: scales[$0 % scales.count]) }
        let queries = scales.flatMap { random.gaussians(24, scale: $0) }
        return DataSet(testDescription: "mixed magnitudes", dimension: 24, rows: rows, queries: queries)
    }
}
