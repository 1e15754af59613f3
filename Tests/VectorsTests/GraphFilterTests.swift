import LookalikeVectors
import Testing

/// Filters keep their promise: k results whenever k exist.
@Suite(.timeLimit(.minutes(10))) struct GraphFilterTests {
    static func clusters(_ metric: Metric = .cosine) throws -> GraphCase {
        var random = Random(11)
        return try GraphCase(random.clusters(4000, dimension: 16, centres: 20), dimension: 16, metric: metric)
    }

    @Test func everySizeOfAllowedSet() throws {
        let graph = try Self.clusters()
        var random = Random(12)
        let queries = random.gaussians(8 * 16)
        for size in [0, 1, 3, 10, 11, 40, 160, 700, 2500, 3990, 4000] {
            let ids = IDSet((0..<4000).shuffled(using: &random).prefix(size).map { Int64($0) })
            let request = SearchRequest(k: 10, allowed: ids)
            let found = try graph.index().search(queries, request)
            #expect(found.allSatisfy { $0.count == min(10, size) })
            #expect(found.allSatisfy { $0.allSatisfy { ids.contains($0.id) } })
            #expect(try graph.recall(queries, request) > 0.9)
        }
    }

    /// The allowed rows are all far from the query, behind thousands that are not.
    @Test func allowedRowsFarAway() throws {
        let graph = try Self.clusters(.l2)
        let query = try graph.snapshot.vector(at: 0)
        let all = try graph.exact(query, SearchRequest(k: 4000))[0]
        for count in [10, 30, 400] {
            let request = SearchRequest(k: 10, allowed: IDSet(all.suffix(count).map(\.id)))
            #expect(try graph.index().search(query, request)[0].count == 10)
            #expect(try graph.recall(query, request) > 0.95)
        }
    }

    @Test func idsThatAreNotStoredAndIDsOutOfOrder() throws {
        var graph = try Self.clusters()
        // Ids 0 ..< 500 move behind the others.
        let moved = (0..<500).map { $0 }
        let vectors = try moved.flatMap { try graph.snapshot.vector(at: $0) }
        let first = try graph.file.append(ids: moved.map { Int64($0) }, vectors: vectors)
        graph.snapshot = try graph.snapshot.adding(
            moved.map { RowReference(id: Int64($0), row: first + $0) }, in: graph.file)
        graph.graph.extend(to: graph.snapshot)
        let query = try graph.snapshot.vector(at: 77)
        let ids = IDSet((0..<3000).map { Int64($0 * 2) } + [-5, 1 << 40])
        for excluded in [[], [Int64](0..<20), [Int64](0..<1000)] {
            let request = SearchRequest(k: 25, allowed: ids, excluding: IDSet(excluded))
            #expect(try graph.recall(query, request) > 0.95)
            #expect(try graph.index().search(query, request)[0].count == 25)
        }
    }

    @Test func excludedIDsAreNeverFound() throws {
        let graph = try Self.clusters()
        let query = try graph.snapshot.vector(at: 5)
        let nearest = try graph.exact(query, SearchRequest(k: 300))[0].map(\.id)
        for count in [1, 2, 31, 33, 290] {
            let request = SearchRequest(k: 10, excluding: IDSet(nearest.prefix(count)))
            let found = try graph.index().search(query, request)[0]
            #expect(found.count == 10)
            #expect(Set(found.map(\.id)).isDisjoint(with: nearest.prefix(count)))
            #expect(try graph.recall(query, request) > 0.9)
        }
    }

    /// An effort is what somebody asks for: any number has to do.
    @Test(arguments: [Int.min, -1, 0, 1, Int.max]) func impossibleEfforts(effort: Int) throws {
        let graph = try Self.clusters()
        let query = try graph.snapshot.vector(at: 5)
        let all = try graph.exact(query, SearchRequest(k: 4000))[0]
        for minimum in [nil, all[0].score, all[20].score, 2] {
            let request = SearchRequest(k: 5, minimumScore: minimum, effort: effort)
            let found = try graph.index().search(query, request)[0]
            #expect(found.first == (minimum == 2 ? nil : all[0]))
        }
    }

    @Test(arguments: Metric.allCases) func everythingAboveAScore(metric: Metric) throws {
        let graph = try Self.clusters(metric)
        let query = try graph.snapshot.vector(at: 5)
        let all = try graph.exact(query, SearchRequest(k: 4000))[0]
        for count in [1, 5, 50, 180, 1500] {
            let request = SearchRequest(k: 2000, minimumScore: all[count - 1].score)
            let found = try graph.index().search(query, request)[0]
            #expect(found.allSatisfy { $0.score >= all[count - 1].score })
            let recall = try graph.recall(query, request)
            #expect(recall > 0.9, "\(count) results")
        }
    }
}
