/// How inverted lists are made.
public struct ListParameters: Sendable, Equatable {
    /// The number of lists; nil for about four times the square root of the number of rows, as the cost of finding the
    /// nearest centroids then stays below that of looking into their lists.
    public var lists: Int?
    /// How many lists a search looks into; nil for as few as reach `targetRecall`.
    public var probes: Int?
    /// The share of the 10 nearest rows that a search should find, where `probes` is nil.
    public var targetRecall: Double
    /// The same rows, parameters and seed give the same lists, whatever the number of threads and the processor.
    public var seed: UInt64

    /// The least and the most lists that there can be.
    public static let listCounts = 1...1_000_000

    public init(lists: Int? = nil, probes: Int? = nil, targetRecall: Double = 0.95, seed: UInt64 = 1) {
        self.lists = lists
        self.probes = probes
        self.targetRecall = targetRecall
        self.seed = seed
    }

    /// At least 32 rows a list on average, where that is left to us: shorter ones are not worth their centroid.
    func listCount(rows: Int) -> Int {
        if let lists { return min(max(lists, 1), Self.listCounts.upperBound) }
        return min(max(1, min(Int(4 * Double(rows).squareRoot()), rows / 32)), Self.listCounts.upperBound)
    }
}

/// What is known about inverted lists since they were made.
public struct ListStatistics: Sendable, Equatable {
    public let lists: Int
    /// Rows that are in a list.
    public let rows: Int
    /// Rows of the vector file from this one on came later; searches look at them one by one.
    public let coveredRows: Int
    /// How many lists a search looks into unless it is told otherwise.
    public let probes: Int
    public let seed: UInt64
    /// The share of the 10 nearest rows that are within the nearest lists, by the number of lists: measured when they
    /// were made, on stored rows as queries, each without itself. Empty where there were too few rows.
    public let recall: [Recall]

    public struct Recall: Sendable, Equatable {
        public let probes: Int
        /// Between 0 and 1.
        public let recall: Float
    }

    /// The recall of a search that is not told otherwise; nil where it was not measured.
    public var expectedRecall: Float? { recall.last { $0.probes <= probes }?.recall }
}
