import LookalikeVectors
import Testing

/// Random appending, replacing, removing, making lists anew, reopening them and searching, against a dictionary.
@Suite(.timeLimit(.minutes(10))) struct InvertedInterleavingTests {
    static let dimension = 5

    struct Model {
        let scratch: Scratch
        let file: VectorFile
        var snapshot: VectorSnapshot
        var lists: InvertedLists
        var vectors: [Int64: [Float]] = [:]
        let metric: Metric
        var random: Random

        init(seed: UInt64, _ metric: Metric) throws {
            scratch = try Scratch()
            random = Random(seed)
            self.metric = metric
            file = try VectorFile.create(at: scratch.file(), dimension: dimension)
            snapshot = try file.snapshot(live: [])
            lists = try #require(try InvertedLists.build(beside: file, snapshot, metric: metric))
        }

        mutating func append() throws {
            let ids = Set(
                (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    Int64.random(in: -300...300, using: &random)
                }
            ).shuffled(using: &random)
            // Whole numbers, so that many scores tie.
            let values = ids.map { _ in
                (0..<dimension).map { _ in Float(Int.random(in: -2...2, using: &random)) }
            }
            let first = try file.append(ids: ids, vectors: values.flatMap { $0 })
            if Int.random(in: 0..<10, using: &random) == 0 { return }  // Never committed.
            for (id, value) in zip(ids, values) { vectors[id] = value }
            let added = ids.enumerated().map { RowReference(id: $1, row: first + $0) }
            snapshot = try snapshot.adding(added, in: file)
        }

        mutating func remove() {
            let ids = vectors.keys.sorted().filter { _ in Int.random(in: 0..<12, using: &random) == 0 }
            for id in ids { vectors[id] = nil }
            snapshot = snapshot.removing(IDSet(ids))
        }

        mutating func build() throws {
            let parameters = ListParameters(
                lists: Int.random(in: 1...60, using: &random), probes: Int.random(in: 1...4, using: &random))
            let built = try InvertedLists.build(
                beside: file, snapshot, metric: metric, parameters: parameters)
            lists = try #require(built)
        }

        mutating func reopen() throws {
            lists = try #require(try InvertedLists.open(beside: file, metric: metric))
        }

        mutating func search() throws {
            let query = (0..<dimension).map { _ in Float(Int.random(in: -2...2, using: &random)) }
            let allowed = IDSet((0..<200).map { _ in Int64.random(in: -310...310, using: &random) })
            let isFiltered = Bool.random(using: &random)
            let index = InvertedIndex(snapshot, lists, threads: 2)
            var request = SearchRequest(
                k: Int.random(in: 1...30, using: &random), allowed: isFiltered ? allowed : nil)
            let oracle = BruteForce(vectors, metric: metric).search(query, k: request.k) {
                !isFiltered || allowed.contains($0)
            }
            let some = try index.search(query, request)[0]
            #expect(some.count == oracle.count && index.count == vectors.count)
            #expect(some.allSatisfy { vectors[$0.id] != nil && (!isFiltered || allowed.contains($0.id)) })
            // Scores and order are exact, whatever was found.
            _ = checkedRecall([some], against: [oracle], snapshot, metric, query)
            request.effort = .max
            #expect(try index.search(query, request) == [oracle])
        }
    }

    @Test(arguments: Metric.allCases, [1, 2] as [UInt64]) func matchesDictionary(
        _ metric: Metric, seed: UInt64
    ) throws {
        var model = try Model(seed: seed, metric)
        for _ in 0..<randomSteps(700) {
            switch Int.random(in: 0..<100, using: &model.random) {
            case 0..<25: try model.append()
            case 25..<35: model.remove()
            case 35..<40: try model.build()
            case 40..<45: try model.reopen()
            default: try model.search()
            }
        }
        #expect(model.lists.failure == nil && model.lists.verify().isEmpty)
    }
}
