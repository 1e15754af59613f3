import LookalikeVectors
import Testing

/// min(k, how many qualify) results whatever is asked for, and the best there are where all lists are looked into.
@Suite(.timeLimit(.minutes(10))) struct InvertedListsFilterTests {
    let data: ListedCollection
    let lists: InvertedLists

    init() throws {
        data = try ListedCollection(count: 6000, clusters: 60)
        // Few rows a list, and few lists to look into: so that the sets below are both small and large.
        lists = try data.build(.cosine, ListParameters(lists: 300, probes: 2))
    }

    var index: InvertedIndex { InvertedIndex(data.snapshot, lists) }
    var exact: FlatIndex { FlatIndex(data.snapshot, metric: .cosine) }

    func check(
        _ request: SearchRequest, of snapshot: VectorSnapshot? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let index = InvertedIndex(snapshot ?? data.snapshot, lists)
        let expected = try FlatIndex(snapshot ?? data.snapshot, metric: .cosine).search(data.queries, request)
        let found = try index.search(data.queries, request)
        #expect(found.map(\.count) == expected.map(\.count), sourceLocation: location)
        let allowed = request.allowed
        for result in found.joined() {
            #expect(allowed?.contains(result.id) ?? true && !request.excluded.contains(result.id))
        }
        var wide = request
        wide.effort = .max
        #expect(try index.search(data.queries, wide) == expected, sourceLocation: location)
    }

    /// Sets from none to all, of ids all over and of whole clusters, which may all be far from the query.
    @Test(arguments: [0, 1, 9, 100, 900, 1100, 1500, 3000, 5900, 6000]) func allowed(_ size: Int) throws {
        var random = Random(80)
        let scattered = (0..<Int64(6000)).shuffled(using: &random).prefix(size)
        let clusters = (0..<Int64(6000)).sorted { ($0 % 60, $0) < ($1 % 60, $1) }.prefix(size)
        for k in [1, 10, 200, 700] {
            try check(SearchRequest(k: k, allowed: IDSet(scattered + [-1, 77_777])))
            try check(SearchRequest(k: k, allowed: IDSet(clusters)))
        }
    }

    @Test func excluded() throws {
        for count in [1, 10, 200, 3000] {
            let nearest = try exact.search(data.query(0), SearchRequest(k: count))[0]
            let near = IDSet(nearest.map(\.id))
            try check(SearchRequest(k: 10, excluding: near))
            try check(SearchRequest(k: 10, allowed: IDSet(Int64(0)..<4000), excluding: near))
        }
    }

    /// Everything above a score, also what is in lists that would not be looked into otherwise.
    @Test(arguments: Metric.allCases) func minimumScore(_ metric: Metric) throws {
        let lists = try data.build(metric, ListParameters(lists: 300, probes: 2))
        let index = InvertedIndex(data.snapshot, lists)
        let exact = FlatIndex(data.snapshot, metric: metric)
        let all = try exact.search(data.query(3), SearchRequest(k: 6000))[0]
        for rank in [0, 5, 150, 1000, 5000] {
            let minimum = all[rank].score
            for k in [rank + 1, 700, .max] where k > rank {
                let found = try index.search(data.query(3), SearchRequest(k: k, minimumScore: minimum))[0]
                let expected = all.filter { $0.score >= minimum }
                if k > expected.count { #expect(found == expected, "rank \(rank), k \(k)") }
                #expect(found.count == min(k, expected.count))
            }
        }
        let unreachable = SearchRequest(k: 5, minimumScore: all[0].score.nextUp)
        #expect(try index.search(data.query(3), unreachable) == [[]])
    }

    /// New rows are found at once, removed ones never again, replaced ones at their new place.
    @Test func laterChanges() throws {
        var random = Random(81)
        let more = random.gaussians(500 * ListedCollection.dimension)
        let first = try data.file.append(ids: (5900..<Int64(6400)).map { $0 }, vectors: more)
        let added = (0..<500).map { RowReference(id: 5900 + Int64($0), row: first + $0) }
        var snapshot = try data.snapshot.adding(added, in: data.file)
        snapshot = snapshot.removing(IDSet((0..<Int64(6400)).filter { $0 % 7 == 0 }))
        let index = InvertedIndex(snapshot, lists)
        #expect(index.count == snapshot.count && index.unlistedCount == 428)
        #expect(index.deadCount == 6000 - (snapshot.count - 428))
        for request in [
            SearchRequest(k: 10), SearchRequest(k: 300), SearchRequest(k: 3, minimumScore: 0.6),
            SearchRequest(k: 10, allowed: IDSet(Int64(3000)..<6400)),
            SearchRequest(k: 10, allowed: IDSet(Int64(6000)..<6400)),
        ] {
            try check(request, of: snapshot)
        }
        let itself = Array(more[24 * 200..<24 * 201])
        #expect(try index.search(itself, SearchRequest(k: 1))[0].first?.id == 6100)
    }

    /// Rows that were not live when the lists were made, and came to life later, are found.
    @Test func rowsThatWereNotYetLive() throws {
        let some = data.snapshot.removing(IDSet((0..<Int64(6000)).filter { $0 % 3 == 0 && $0 > 10 }))
        let lists = try data.build(.cosine, ListParameters(lists: 50), of: some)
        #expect(lists.statistics.rows == some.count && lists.statistics.coveredRows == 6000)
        let index = InvertedIndex(data.snapshot, lists)
        #expect(index.unlistedCount == 6000 - some.count && index.deadCount == 0)
        let expected = try exact.search(data.queries, SearchRequest(k: 12))
        #expect(try index.search(data.queries, SearchRequest(k: 12, effort: .max)) == expected)
    }

    @Test func staleness() throws {
        #expect(!index.isStale)
        let half = data.snapshot.removing(IDSet(Int64(0)..<3000))
        #expect(InvertedIndex(half, lists).isStale && InvertedIndex(half, lists).deadCount == 3000)
        let none = try data.file.snapshot(live: [])
        #expect(
            try InvertedIndex(none, lists).search(data.queries, SearchRequest(k: 3)).allSatisfy(\.isEmpty))
        let ofNone = try data.build(.cosine, of: none)
        #expect(ofNone.statistics.lists == 1 && ofNone.statistics.rows == 0)
        let later = InvertedIndex(data.snapshot, ofNone)
        #expect(
            try later.search(data.queries, SearchRequest(k: 3))
                == exact.search(data.queries, SearchRequest(k: 3)))
    }
}
