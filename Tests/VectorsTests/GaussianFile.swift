import LookalikeVectors

/// A vector file of normally distributed rows, and a query.
struct GaussianFile {
    static let dimension = 16
    static let count = 6_000
    let scratch: Scratch
    let path: String
    let rows: [Float]
    let query: [Float]

    init(seed: UInt64) throws {
        var random = Random(seed)
        rows = random.gaussians(Self.count * Self.dimension)
        query = random.gaussians(Self.dimension)
        scratch = try Scratch()
        path = scratch.file()
        let file = try VectorFile.create(at: path, dimension: Self.dimension)
        try file.append(ids: (0..<Int64(Self.count)).map { $0 }, vectors: rows)
    }

    /// The rows nearest to the query by the cosine.
    func nearest(_ k: Int, where isAllowed: (Int64) -> Bool = { _ in true }) -> [Neighbour] {
        BruteForce(rows, dimension: Self.dimension, metric: .cosine).search(query, k: k, where: isAllowed)
    }
}
