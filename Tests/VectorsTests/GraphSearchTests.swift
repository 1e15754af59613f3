import LookalikeVectors
import Testing

/// What a search by way of a graph finds: the scores and their order are exact, most of the nearest are there, and
/// where less effort is made, some are not.
@Suite(.timeLimit(.minutes(10))) struct GraphSearchTests {
    @Test(arguments: Metric.allCases) func findsMostOfTheNearest(metric: Metric) throws {
        var random = Random(1)
        let clusters = try GraphCase(
            random.clusters(6000, dimension: 48, centres: 60), dimension: 48, metric: metric)
        let queries = random.clusters(50, dimension: 48, centres: 50)
        #expect(try clusters.recall(queries, SearchRequest(k: 10, effort: 300)) > 0.97)

        let gaussian = try GraphCase(random.gaussians(6000 * 20), dimension: 20, metric: metric)
        let others = random.gaussians(50 * 20)
        #expect(try gaussian.recall(others, SearchRequest(k: 10, effort: 200), threads: 3) > 0.97)
        // A graph is what answers: little effort misses some.
        let little = try gaussian.recall(others, SearchRequest(k: 10, effort: 10))
        #expect(little > 0.4)
        #expect(little < 0.97)
    }

    @Test func innerProductsOfVectorsOfAllLengths() throws {
        var random = Random(2)
        let rows = (0..<5000).flatMap { _ in
            let length = Float.random(in: 0.2...3, using: &random)
            return random.gaussians(24, scale: length)
        }
        let graph = try GraphCase(rows, dimension: 24, metric: .innerProduct)
        #expect(try graph.recall(random.gaussians(60 * 24), SearchRequest(k: 10, effort: 200)) > 0.95)
    }

    @Test func asManyResultsAsThereAreForEveryK() throws {
        var random = Random(3)
        let graph = try GraphCase(
            random.clusters(1500, dimension: 16, centres: 40), dimension: 16, metric: .l2)
        let query = random.gaussians(16)
        for k in [1, 9, 64, 65, 300, 1499, 1500, 1501, 100_000] {
            let found = try graph.index().search(query, SearchRequest(k: k))
            #expect(found[0].count == min(k, 1500))
            #expect(try graph.recall(query, SearchRequest(k: k)) > 0.9)
        }
    }

    @Test func rowsAllAlike() throws {
        var random = Random(4)
        let same = random.gaussians(12)
        let rows = (0..<3000).flatMap { $0 % 1000 == 7 ? random.gaussians(12) : same }
        for metric in Metric.allCases {
            let graph = try GraphCase(rows, dimension: 12, metric: metric)
            #expect(try graph.recall(same, SearchRequest(k: 20)) == 1)
            #expect(try graph.index().search(same, SearchRequest(k: 20))[0].count == 20)
        }
    }

    @Test func zerosAndExtremesAreFound() throws {
        var random = Random(5)
        let scales: [Float] = [0, 1e-30, 1, 1, 1, 1, 1, 1, 1e20]
        let rows = (0..<1800).flatMap { random.gaussians(8, scale: scales[$0 % scales.count]) }
        let queries = [0, 1e-25, 1, 3, 1e20].flatMap { random.gaussians(8, scale: $0) }
        for metric in Metric.allCases {
            let graph = try GraphCase(rows, dimension: 8, metric: metric)
            #expect(graph.graph.outsideCount == 400)
            #expect(try graph.recall(queries, SearchRequest(k: 15, effort: 300)) > 0.95)
        }
    }

    @Test func badRequestsAreRefused() throws {
        var random = Random(6)
        let index = try GraphCase(random.gaussians(300 * 4), dimension: 4, metric: .cosine).index()
        #expect(throws: IndexError.invalidResultCount(0)) {
            try index.search([1, 2, 3, 4], SearchRequest(k: 0))
        }
        #expect(throws: IndexError.dimensionMismatch(dimension: 4, valueCount: 3)) {
            try index.search([1, 2, 3], SearchRequest(k: 1))
        }
        #expect(throws: IndexError.notFinite(vector: 1, component: 2)) {
            try index.search([1, 2, 3, 4, 1, 2, .nan, 4], SearchRequest(k: 1))
        }
        #expect(try index.search([], SearchRequest(k: 1)).isEmpty)
    }

    @Test func effortIsTunedToARecall() throws {
        var random = Random(7)
        let graph = try GraphCase(random.gaussians(4000 * 32), dimension: 32, metric: .cosine)
        let index = graph.index(threads: 2)
        let some = try index.tune(recall: 0.8, queries: 60)
        let most = try index.tune(recall: 0.99, queries: 60)
        #expect(some.recall >= 0.8)
        #expect(most.recall >= 0.99)
        #expect(some.effort < most.effort)
        #expect(graph.graph.statistics == most)
        let again = try index.recall(queries: 60)
        #expect(again.recall == most.recall && again.effort == most.effort)
    }
}
