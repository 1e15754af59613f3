/// How many of the nearest rows are in the nearest lists. As a search finds every one of the rows that is the nearest
/// within the lists that it looks into, this is its recall for any number of them at once.
struct RecallMeasurement {
    let builder: ListsBuilder
    /// Of each live row, its list; `.max` for those that every search looks at.
    let lists: [UInt32]
    let centroids: Centroids

    static let neighbours = 10
    static let queries = 200

    /// - Returns: nil where it was cancelled.
    func run(_ random: inout SeededRandom) throws(VectorFileError) -> RecallCurve? {
        let chosen = random.choose(Self.queries, of: builder.snapshot.count)
        var curve = RecallCurve(lists: centroids.count)
        for start in stride(from: 0, to: chosen.count, by: 16) {
            if builder.isCancelled() { return nil }
            let part = Array(chosen[start..<min(start + 16, chosen.count)])
            do throws(IndexError) {
                try measure(part, &curve)
            } catch {
                throw .input(error)
            }
        }
        return curve
    }

    /// - Parameter positions: stored rows that are the queries; each is not to find itself.
    private func measure(_ positions: [Int], _ curve: inout RecallCurve) throws(IndexError) {
        let snapshot = builder.snapshot
        // Damaged rows are no queries.
        let stored = positions.map { try? snapshot.vector(at: $0) }
        let positions = zip(positions, stored).filter { $1 != nil }.map(\.0)
        let queries = stored.compactMap(\.self).flatMap(\.self)
        let exact = FlatIndex(
            snapshot, metric: builder.metric, threads: builder.threads, kernel: builder.kernel)
        let found = try exact.search(queries, SearchRequest(k: Self.neighbours + 1))
        let codes = QueryCodes(queries, dimension: snapshot.dimension, layout: builder.layout)
        let affinities = centroids.affinities(codes, kernel: builder.kernel, threads: builder.threads)
        for (q, position) in positions.enumerated() where codes.isUsable(q) {
            let others = found[q].filter { $0.id != snapshot.ids[position] }.prefix(Self.neighbours)
            for neighbour in others {
                guard let other = snapshot.position(of: neighbour.id) else { continue }
                curve.note(rank: rank(of: lists[other], affinities[q]))
            }
        }
    }

    /// How many lists come before a list; the same order as that of a search.
    private func rank(of list: UInt32, _ affinities: [Float]) -> Int {
        guard list != .max else { return 0 }
        let own = affinities[Int(list)]
        return affinities.indices.reduce(0) {
            $0 + (affinities[$1] > own || (affinities[$1] == own && $1 < list) ? 1 : 0)
        }
    }
}

/// How many neighbours were found within how many lists.
struct RecallCurve {
    private var countOfRank: [Int]
    private var total = 0

    init(lists: Int) { countOfRank = Array(repeating: 0, count: lists) }

    mutating func note(rank: Int) {
        countOfRank[rank] += 1
        total += 1
    }

    /// The least number of lists that finds this share; a few more than the rule of thumb (2 %) where nothing could be
    /// measured.
    func probes(reaching recall: Double) -> Int {
        guard total > 0 else { return countOfRank.count / 50 + 1 }
        var found = 0
        for (rank, count) in countOfRank.enumerated() {
            found += count
            if Double(found) >= recall * Double(total) { return rank + 1 }
        }
        return countOfRank.count
    }

    /// The recall for a few numbers of lists, `probes` among them, ascending.
    func table(including probes: Int) -> [ListStatistics.Recall] {
        guard total > 0 else { return [] }
        var wanted: Set<Int> = [probes, countOfRank.count]
        var next = 1
        while next < countOfRank.count, wanted.count < ListsFileHeader.mostMeasurements {
            wanted.insert(next)
            next = max(next + 1, next * 8 / 5)
        }
        var found = 0
        var table: [ListStatistics.Recall] = []
        for (rank, count) in countOfRank.enumerated() {
            found += count
            guard wanted.contains(rank + 1) else { continue }
            table.append(.init(probes: rank + 1, recall: Float(Double(found) / Double(total))))
        }
        return table
    }
}
