import Foundation
import LookalikeVectors
import Testing

/// Random appending, replacing, removing, searching, linking, repairing, saving, reopening and compacting, against a
/// dictionary: every score and the order are right, as many are found as there are, and most of the nearest.
@Suite(.timeLimit(.minutes(10))) struct GraphInterleavingTests {
    static let dimension = 6

    struct Model {
        let scratch: Scratch
        let metric: Metric
        var file: VectorFile
        var snapshot: VectorSnapshot
        var graph: Graph
        var live: [Int64: Int] = [:]
        var vectors: [Int64: [Float]] = [:]
        var committedRows = 0
        var generation = 0
        var random: Random
        var hits = 0
        var wanted = 0

        init(seed: UInt64, metric: Metric) throws {
            scratch = try Scratch()
            self.metric = metric
            random = Random(seed)
            file = try VectorFile.create(at: scratch.file("0"), dimension: dimension)
            snapshot = try file.snapshot(live: [])
            graph = Graph(
                for: snapshot, metric: metric, parameters: GraphParameters(m: 6, efConstruction: 40))
        }

        var references: [RowReference] { live.map { RowReference(id: $0.key, row: $0.value) } }

        mutating func append() throws {
            let ids = Set(
                (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    Int64.random(in: -600...600, using: &random)
                }
            ).shuffled(using: &random)
            let kind = Int.random(in: 0..<3, using: &random)
            let known = vectors.keys.sorted()
            let values = ids.map { _ -> [Float] in
                // Whole numbers tie; others don't, unless they are copies of what there is.
                if kind == 0 {
                    return (0..<dimension).map { _ in Float(Int.random(in: -2...2, using: &random)) }
                }
                let copied = kind == 1 ? known.randomElement(using: &random) : nil
                return copied.flatMap { vectors[$0] } ?? random.gaussians(dimension)
            }
            let first = try file.append(ids: ids, vectors: values.flatMap { $0 })
            if Int.random(in: 0..<10, using: &random) == 0 { return }  // A crash before the commit.
            for (i, id) in ids.enumerated() {
                live[id] = first + i
                vectors[id] = values[i]
            }
            committedRows = first + ids.count
            snapshot = try snapshot.adding(
                ids.enumerated().map { RowReference(id: $1, row: first + $0) }, in: file)
        }

        mutating func remove() {
            let ids = live.keys.sorted().filter { _ in Int.random(in: 0..<25, using: &random) == 0 }
            for id in ids {
                live[id] = nil
                vectors[id] = nil
            }
            snapshot = snapshot.removing(IDSet(ids))
        }

        mutating func reopen() throws {
            let path = file.path
            if Bool.random(using: &random) { try graph.save(beside: path) }
            // Closes the file: the lock goes with the last reference.
            file = try VectorFile.create(at: scratch.file("other"), dimension: dimension)
            try VectorFile.remove(at: scratch.file("other"))
            file = try VectorFile.open(at: path)
            try file.settle(rows: committedRows)
            snapshot = try file.snapshot(live: references)
            let loaded = try Graph.load(beside: path, for: snapshot, metric: metric)
            graph = loaded ?? Graph(for: snapshot, metric: metric, parameters: graph.parameters)
        }

        mutating func compact() throws {
            generation += 1
            let old = (file, snapshot)
            file = try file.compacted(to: scratch.file("\(generation)"), live: references)
            for (row, id) in live.sorted(by: { $0.value < $1.value }).map(\.key).enumerated() {
                live[id] = row
            }
            committedRows = live.count
            snapshot = try file.snapshot(live: references)
            let remapped = graph.remapped(from: old.1, to: snapshot)
            graph = remapped ?? Graph(for: snapshot, metric: metric, parameters: graph.parameters)
            try VectorFile.remove(at: old.0.path)
        }

        mutating func search() throws {
            let query = random.gaussians(dimension)
            let k = Int.random(in: 1...30, using: &random)
            var request = SearchRequest(k: k, effort: 60)
            let filter = Int.random(in: 0..<4, using: &random)
            if filter == 1 {
                let size = Int.random(in: 0...900, using: &random)
                request.allowed = IDSet((0..<size).map { _ in Int64.random(in: -700...700, using: &random) })
            }
            if filter == 2 {
                let size = Int.random(in: 1...60, using: &random)
                request.excluded = IDSet((0..<size).map { _ in Int64.random(in: -700...700, using: &random) })
            }
            let index = GraphIndex(snapshot, graph: graph, threads: 2, nodeCost: 0)
            let found = try index.search(query, request)
            let expected = BruteForce(vectors, metric: metric).search(query, k: k) {
                request.allowed?.contains($0) ?? true && !request.excluded.contains($0)
            }
            #expect(found[0].count == expected.count && Set(found[0].map(\.id)).count == found[0].count)
            #expect(
                found[0].allSatisfy {
                    request.allowed?.contains($0.id) ?? true && !request.excluded.contains($0.id)
                })
            let recall = checkedRecall(found, against: [expected], snapshot, metric, query)
            hits += Int((recall * Double(expected.count)).rounded())
            wanted += expected.count
            #expect(index.count == vectors.count)
            let id = Int64.random(in: -700...700, using: &random)
            #expect(index.vector(of: id) == vectors[id])
        }
    }

    @Test(arguments: [1, 2] as [UInt64], Metric.allCases)
    func matchesDictionary(seed: UInt64, metric: Metric) throws {
        var model = try Model(seed: seed, metric: metric)
        for _ in 0..<randomSteps(1200) {
            switch Int.random(in: 0..<100, using: &model.random) {
            case 0..<20: try model.append()
            case 20..<30: model.remove()
            case 30..<50: model.graph.extend(to: model.snapshot, threads: 2)
            case 50..<53: model.graph.repair(for: model.snapshot, threads: 2)
            case 53..<95: try model.search()
            case 95..<98: try model.reopen()
            default: try model.compact()
            }
        }
        #expect(Double(model.hits) / Double(model.wanted) > 0.95)
    }
}
