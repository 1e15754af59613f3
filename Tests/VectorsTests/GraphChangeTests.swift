import Foundation
import LookalikeVectors
import Testing

/// Rows come and go while a graph is used.
@Suite(.timeLimit(.minutes(10))) struct GraphChangeTests {
    @Test func newRowsAreFoundBeforeAndAfterTheyAreLinked() throws {
        var random = Random(21)
        var graph = try GraphCase(random.gaussians(2000 * 12), dimension: 12, metric: .cosine)
        for round in 0..<6 {
            let count = [1, 2, 300, 1, 3000, 40][round]
            let first = graph.snapshot.count
            let ids = (first..<first + count).map { Int64($0) }
            try graph.file.append(ids: ids, vectors: random.gaussians(count * 12))
            graph.snapshot = try graph.snapshot.adding(
                ids.map { RowReference(id: $0, row: Int($0)) }, in: graph.file)
            let query = try graph.snapshot.vector(at: graph.snapshot.count - 1)
            #expect(try graph.index().search(query, SearchRequest(k: 1))[0].first?.id == ids.last)
            if round % 2 == 0 { graph.graph.extend(to: graph.snapshot) }
            #expect(try graph.index().search(query, SearchRequest(k: 1))[0].first?.id == ids.last)
            #expect(try graph.recall(random.gaussians(20 * 12), SearchRequest(k: 10, effort: 200)) > 0.95)
        }
        #expect(graph.graph.coveredRows >= 5300)
    }

    @Test(arguments: [0.1, 0.6, 0.95]) func removedRowsAreNeverFound(share: Double) throws {
        var random = Random(22)
        var graph = try GraphCase(
            random.clusters(4000, dimension: 16, centres: 30), dimension: 16, metric: .l2)
        let before = graph
        let removed = IDSet(
            (0..<4000).filter { _ in Double.random(in: 0..<1, using: &random) < share }.map { Int64($0) })
        graph.snapshot = graph.snapshot.removing(removed)
        let queries = random.clusters(20, dimension: 16, centres: 20)
        let request = SearchRequest(k: 10, effort: 100)
        #expect(abs(graph.graph.deadShare(in: graph.snapshot) - Double(removed.count) / 4000) < 1e-9)
        #expect(try graph.recall(queries, request) > 0.95)
        graph.graph.repair(for: graph.snapshot)
        #expect(graph.graph.deadShare(in: graph.snapshot) == 0)
        #expect(try graph.recall(queries, request) > 0.95)
        // Who still has the state from before finds what it had.
        #expect(try before.recall(queries, request) > 0.95)
        #expect(try before.index().search(queries, SearchRequest(k: 4000))[0].count == 4000)
    }

    @Test func aWholeNeighbourhoodIsRemoved() throws {
        var random = Random(23)
        var graph = try GraphCase(
            random.clusters(4000, dimension: 16, centres: 10), dimension: 16, metric: .cosine)
        let query = try graph.snapshot.vector(at: 1)
        let nearest = try graph.exact(query, SearchRequest(k: 1500))[0].map(\.id)
        let queries = try nearest[..<30].flatMap { try graph.snapshot.vector(at: Int($0)) }
        let request = SearchRequest(k: 10, effort: 150)
        graph.snapshot = graph.snapshot.removing(IDSet(nearest))
        let before = try graph.recall(queries, request)
        graph.graph.repair(for: graph.snapshot, threads: 3)
        let after = try graph.recall(queries, request)
        #expect(before > 0.8 && after > 0.8, "\(before) and \(after)")
        graph.snapshot = graph.snapshot.removing(IDSet(0..<4000))
        #expect(try graph.index().search(query, SearchRequest(k: 10)) == [[]])
        graph.graph.repair(for: graph.snapshot)
        #expect(try graph.index().search(query, SearchRequest(k: 10)) == [[]])
    }

    @Test func compactedFilesTakeTheirGraphAlong() throws {
        var random = Random(24)
        var graph = try GraphCase(
            random.clusters(4000, dimension: 16, centres: 30), dimension: 16, metric: .l2)
        graph.snapshot = graph.snapshot.removing(IDSet((0..<4000).filter { $0 % 3 == 0 }.map { Int64($0) }))
        let live = zip(graph.snapshot.ids, graph.snapshot.rows).map { RowReference(id: $0, row: Int($1)) }
        let file = try graph.file.compacted(to: graph.scratch.file("compacted"), live: live)
        let new = try file.snapshot(
            live: live.enumerated().map { RowReference(id: $1.id, row: $0) })
        let remapped = try #require(graph.graph.remapped(from: graph.snapshot, to: new))
        #expect(remapped.coveredRows == new.count)
        #expect(remapped.outsideCount == 0)
        let queries = random.clusters(20, dimension: 16, centres: 20)
        let request = SearchRequest(k: 10, effort: 100)
        let found = try GraphIndex(new, graph: remapped, threads: 1, nodeCost: 0).search(queries, request)
        let expected = try FlatIndex(new, metric: .l2).search(queries, request)
        #expect(checkedRecall(found, against: expected, new, .l2, queries) > 0.95)
        // It can go on growing.
        try file.append(ids: [9999], vectors: Array(queries[..<16]))
        let more = try new.adding([RowReference(id: 9999, row: new.count)], in: file)
        remapped.extend(to: more)
        let again = try GraphIndex(more, graph: remapped, threads: 1, nodeCost: 0)
            .search(Array(queries[..<16]), SearchRequest(k: 1))
        #expect(again[0].first?.id == 9999)
    }

    @Test func builtByOneThreadItIsTheSameForTheSameSeed() throws {
        var random = Random(25)
        let rows = random.clusters(3000, dimension: 8, centres: 30)
        func bytes(seed: UInt64) throws -> [UInt8] {
            let graph = try GraphCase(
                rows, dimension: 8, metric: .cosine, parameters: GraphParameters(seed: seed), threads: 1)
            try graph.graph.save(beside: graph.file.path)
            // The identity of the vector file, and the checksums that cover it, differ.
            return Array(try read(Graph.path(for: graph.file.path)).dropFirst(4096))
        }
        let first = try bytes(seed: 1)
        #expect(try first == bytes(seed: 1))
        #expect(try first != bytes(seed: 2))
    }

    @Test func aCancelledExtensionLeavesWhatIsDone() throws {
        var random = Random(26)
        let scratch = try Scratch()
        let rows = random.gaussians(9000 * 6)
        let snapshot = try makeSnapshot(rows, dimension: 6, in: scratch)
        let graph = Graph(for: snapshot, metric: .l2)
        graph.extend(to: snapshot) { graph.coveredRows > 0 && true }
        #expect(graph.coveredRows < 9000)
        let queries = random.gaussians(10 * 6)
        let index = GraphIndex(snapshot, graph: graph, threads: 1, nodeCost: 0)
        let expected = try FlatIndex(snapshot, metric: .l2).search(queries, SearchRequest(k: 10))
        let found = try index.search(queries, SearchRequest(k: 10, effort: 100))
        #expect(checkedRecall(found, against: expected, snapshot, .l2, queries) > 0.95)
        graph.extend(to: snapshot)
        #expect(graph.coveredRows == 9000)
    }

    /// Searches of old and new states while rows are linked, removed and repaired.
    @Test func searchesGoOnMeanwhile() async throws {
        var random = Random(27)
        let start = try GraphCase(
            random.clusters(1000, dimension: 10, centres: 20), dimension: 10, metric: .cosine)
        let queries = random.clusters(4, dimension: 10, centres: 4)
        var states = [start.snapshot]
        for step in 1..<8 {
            let first = 1000 + (step - 1) * 300
            let ids = (first..<first + 300).map { Int64($0) }
            try start.file.append(ids: ids, vectors: random.clusters(300, dimension: 10, centres: 20))
            let removed = IDSet((0..<100).map { Int64($0 * 7 + step) })
            states.append(
                try states[step - 1].adding(ids.map { RowReference(id: $0, row: Int($0)) }, in: start.file)
                    .removing(removed))
        }
        let graph = start.graph
        let all = states
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for state in all {
                    graph.extend(to: state, threads: 2)
                    graph.repair(for: state, threads: 2)
                }
            }
            for snapshot in [all[0], all[3], all[7]] {
                group.addTask {
                    let expected = try FlatIndex(snapshot, metric: .cosine).search(
                        queries, SearchRequest(k: 10))
                    for _ in 0..<15 {
                        let index = GraphIndex(snapshot, graph: graph, threads: 2, nodeCost: 0)
                        let found = try index.search(queries, SearchRequest(k: 10, effort: 100))
                        #expect(found.allSatisfy { $0.count == 10 })
                        #expect(checkedRecall(found, against: expected, snapshot, .cosine, queries) > 0.7)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
