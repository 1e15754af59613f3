/// How inverted lists are built.
public struct ListParameters: Sendable, Equatable {
    /// The number of lists; nil for about four times the square root of the number of rows, so that finding the
    /// nearest centroids costs less than scanning their lists.
    public var lists: Int?
    /// Number of lists that a search scans; nil for as few as reach `targetRecall`.
    public var probes: Int?
    /// The share of the 10 nearest rows that a search should find, if `probes` is nil.
    public var targetRecall: Double
    /// The same rows, parameters and seed give the same lists, whatever the number of threads and the processor.
    public var seed: UInt64

    /// The permitted numbers of lists.
    public static let listCounts = 1...1_000_000

    /// Nil means: chosen by the number of rows, or by measurement.
    public init(lists: Int? = nil, probes: Int? = nil, targetRecall: Double = 0.95, seed: UInt64 = 1) {
        self.lists = lists
        self.probes = probes
        self.targetRecall = targetRecall
        self.seed = seed
    }

    /// By default at least 32 rows per list on average: shorter lists are not worth their centroid.
    func listCount(rows: Int) -> Int {
        if let lists { return min(max(lists, 1), Self.listCounts.upperBound) }
        return min(max(1, min(Int(4 * Double(rows).squareRoot()), rows / 32)), Self.listCounts.upperBound)
    }
}

/// Statistics from when the lists were built.
public struct ListStatistics: Sendable, Equatable {
    /// Number of lists.
    public let lists: Int
    /// Rows that are in a list.
    public let rows: Int
    /// Rows of the vector file from this one on were added later; searches scan them.
    public let coveredRows: Int
    /// Number of lists that a search scans by default.
    public let probes: Int
    /// The seed that they were built with.
    public let seed: UInt64
    /// The share of the 10 nearest rows in the nearest lists, by the number of lists. Measured when the lists were
    /// built, with stored rows as queries, each excluding itself. Empty if there were too few rows.
    public let recall: [Recall]

    /// What scanning a number of lists finds.
    public struct Recall: Sendable, Equatable {
        /// Number of lists that are scanned.
        public let probes: Int
        /// Between 0 and 1.
        public let recall: Float
    }

    /// The recall of a search with default settings; nil if not measured.
    public var expectedRecall: Float? { recall.last { $0.probes <= probes }?.recall }
}
