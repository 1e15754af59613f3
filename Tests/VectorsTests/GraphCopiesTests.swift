import LookalikeVectors
import Testing

/// Exact copies and clumps of near copies: each stored row finds itself, and most of the nearest are found, whatever their
/// share, after rows were removed and after others came.
@Suite(.timeLimit(.minutes(10))) struct GraphCopiesTests {
    static let dimension = 32
    static let count = 3_000

    /// Around some centres; a share of them in groups of `size`, each a row and others that differ from it by `noise`.
    static func rows(_ random: inout Random, share: Double, size: Int, noise: Float) -> [[Float]] {
        let points = random.clusters(count, dimension: dimension, centres: 60)
        let single = stride(from: 0, to: points.count, by: dimension).map {
            Array(points[$0..<$0 + dimension])
        }
        let grouped = Int(share * Double(count))
        var rows = Array(single[..<(count - grouped)])
        for group in single[(count - grouped)...].prefix((grouped + size - 1) / size) {
            rows.append(group)
            for _ in 1..<size where rows.count < count {
                rows.append(noise == 0 ? group : group.map { $0 + noise * random.gaussian() })
            }
        }
        return rows.shuffled(using: &random)
    }

    /// The share of the live rows that find a score of 1 at k = 1. Fails the test where a few that have copies are not among
    /// as many results.
    static func selfRecall(_ graph: GraphCase, _ label: String) throws -> Double {
        let index = graph.index(threads: 2)
        let positions = 0..<graph.snapshot.count
        let queries = try positions.flatMap { try graph.snapshot.vector(at: $0) }
        let found = try index.search(queries, SearchRequest(k: 1))
        let hits = found.count { $0.first?.score == 1 }
        for position in stride(from: 0, to: positions.count, by: 97) {
            let query = try graph.snapshot.vector(at: position)
            let copies = try graph.exact(query, SearchRequest(k: graph.snapshot.count, minimumScore: 1))[0]
            let own = graph.snapshot.ids[position]
            let wanted = SearchRequest(k: copies.count)
            let results = try index.search(query, wanted)[0].map(\.id)
            #expect(results.contains(own) || copies.count > 64, "\(label): row \(own) of \(copies.count)")
            if copies.allSatisfy({ graph.hasSameVector($0.id, own) }) {
                #expect(results == copies.map(\.id), "\(label): row \(own) of \(copies.count)")
            }
        }
        return Double(hits) / Double(max(1, positions.count))
    }

    static func check(_ graph: GraphCase, _ random: inout Random, _ label: String) throws {
        try graph.index(threads: 2).tune()
        #expect(try selfRecall(graph, label) >= 0.999, "\(label)")
        var queries: [Float] = []
        for _ in 0..<60 {
            let position = Int.random(in: 0..<graph.snapshot.count, using: &random)
            queries += try graph.snapshot.vector(at: position).map { $0 + 0.3 * random.gaussian() }
        }
        #expect(try graph.recall(queries, SearchRequest(k: 10), threads: 2) >= 0.95, "\(label)")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let share: Double
        let size: Int
        let noise: Float
        let removed: Double
        var testDescription: String { "\(share) in \(size)s, noise \(noise), \(removed) removed" }
    }

    static let cases: [Case] = [
        Case(share: 0, size: 2, noise: 0, removed: 0.2), Case(share: 0.1, size: 2, noise: 0, removed: 0.2),
        Case(share: 0.1, size: 2, noise: 0, removed: 0.9), Case(share: 1, size: 2, noise: 0, removed: 0.01),
        Case(share: 1, size: 2, noise: 0, removed: 0.5), Case(share: 0.5, size: 7, noise: 0, removed: 0.4),
        Case(share: 0.9, size: 300, noise: 0, removed: 0.6),
        Case(share: 1, size: 3_000, noise: 0, removed: 0.3),
        Case(share: 0.5, size: 10, noise: 1e-4, removed: 0.3),
        Case(share: 1, size: 10, noise: 0.01, removed: 0.7),
        Case(share: 0.5, size: 40, noise: 0.03, removed: 0.2),
        Case(share: 0.3, size: 300, noise: 0.01, removed: 0.5),
    ]

    @Test(arguments: cases) func eachRowFindsItself(_ one: Case) throws {
        var random = Random(150)
        let rows = Self.rows(&random, share: one.share, size: one.size, noise: one.noise)
        var graph = try GraphCase(Array(rows.joined()), dimension: Self.dimension, metric: .cosine)
        try Self.check(graph, &random, "new")

        let removed = (0..<Int64(Self.count)).filter { _ in
            Double.random(in: 0..<1, using: &random) < one.removed
        }
        graph.snapshot = graph.snapshot.removing(IDSet(removed))
        let dead = graph.graph.deadShare(in: graph.snapshot)
        graph.graph.repair(for: graph.snapshot, threads: 2)
        // Those behind the last live row stay.
        #expect(graph.graph.deadShare(in: graph.snapshot) <= dead / 4)
        #expect(dead == 0 || graph.graph.statistics == nil)
        try Self.check(graph, &random, "repaired")

        // As many as were removed, copies of what is there and of what is not among them.
        let ids = removed.indices.map { Int64(Self.count + $0) }
        let more = ids.map { _ in rows.randomElement(using: &random)! }
        try graph.file.append(ids: ids, vectors: Array(more.joined()))
        graph.snapshot = try graph.snapshot.adding(
            ids.map { RowReference(id: $0, row: Int($0)) }, in: graph.file)
        graph.graph.extend(to: graph.snapshot, threads: 2)
        try Self.check(graph, &random, "refilled")
    }

    /// Nine in ten rows are in clumps of 500, and queries are near the others: a clump is not all that a walk sees.
    @Test(arguments: [Float(0.001), 0.03]) func clumpsDoNotHideTheOthers(_ noise: Float) throws {
        var random = Random(154)
        let (count, dimension) = (8_000, 32)
        let points = random.clusters(count, dimension: dimension, centres: 60)
        let single = stride(from: 0, to: points.count, by: dimension).map {
            Array(points[$0..<$0 + dimension])
        }
        let others = Array(single[..<(count / 10)])
        var rows = others
        for middle in single[(count / 10)...] where rows.count < count {
            for _ in 0..<500 { rows.append(middle.map { $0 + noise * random.gaussian() }) }
        }
        // Those that come last have the clumps in their way when they are linked.
        let last = rows.prefix(count / 40)
        rows = Array(rows.dropFirst(last.count)).shuffled(using: &random) + last
        var graph = try GraphCase(Array(rows.joined()), dimension: dimension, metric: .cosine)
        var queries: [Float] = []
        for _ in 0..<100 {
            queries += others.randomElement(using: &random)!.map { $0 + 0.3 * random.gaussian() }
        }
        try graph.index(threads: 2).tune()
        #expect(try graph.recall(queries, SearchRequest(k: 10), threads: 2) >= 0.95, "new")
        let removed = (0..<Int64(count)).filter { _ in Double.random(in: 0..<1, using: &random) < 0.4 }
        graph.snapshot = graph.snapshot.removing(IDSet(removed))
        graph.graph.repair(for: graph.snapshot, threads: 2)
        try graph.index(threads: 2).tune()
        #expect(try graph.recall(queries, SearchRequest(k: 10), threads: 2) >= 0.95, "repaired")
        #expect(try Self.selfRecall(graph, "repaired") >= 0.999)
    }

    /// A node for all that are alike, the results in the order of their ids.
    @Test func copiesShareANode() throws {
        var random = Random(151)
        let vectors = (0..<400).map { _ in random.gaussians(8) }
        // Ids 0 ..< 400, then the same again, and the first of them a third time.
        var graph = try GraphCase(
            Array((vectors + vectors + [vectors[0]]).joined()), dimension: 8, metric: .l2)
        #expect(graph.graph.twinCount == 401 && graph.graph.outsideCount == 0)
        #expect(try graph.index().search(vectors[0], SearchRequest(k: 3))[0].map(\.id) == [0, 400, 800])
        #expect(try graph.index().search(vectors[0], SearchRequest(k: 1))[0].map(\.id) == [0])
        let some = SearchRequest(k: 2, allowed: [400, 401, 800], excluding: [800])
        #expect(try graph.index().search(vectors[0], some)[0].map(\.id) == [400, 401])
        // The node's own row goes, and the node stays for the others.
        graph.snapshot = graph.snapshot.removing(IDSet(0..<400))
        #expect(graph.graph.deadShare(in: graph.snapshot) == 0)
        #expect(try graph.index().search(vectors[0], SearchRequest(k: 2))[0].map(\.id) == [400, 800])
        graph.snapshot = graph.snapshot.removing([401])
        #expect(abs(graph.graph.deadShare(in: graph.snapshot) - 1.0 / 400) < 1e-9)
        graph.graph.repair(for: graph.snapshot)
        #expect(graph.graph.deadShare(in: graph.snapshot) == 0)
        #expect(graph.graph.outsideCount == 2 && graph.graph.twinCount == 400)
        #expect(try graph.index().search(vectors[1], SearchRequest(k: 1))[0][0].score < 0)
    }

    /// They are alike on the disk, and in the file that is made of the live rows.
    @Test func copiesAreSavedAndRenumbered() throws {
        var random = Random(152)
        let vectors = (0..<500).map { _ in random.gaussians(12) }
        var graph = try GraphCase(Array((vectors + vectors).joined()), dimension: 12, metric: .cosine)
        graph.snapshot = graph.snapshot.removing(IDSet(Array(0..<250) + Array(700..<800)))
        try graph.graph.save(beside: graph.file.path)
        let loaded = try #require(
            try Graph.load(beside: graph.file.path, for: graph.snapshot, metric: .cosine))
        #expect(loaded.twinCount == 500)
        let queries = Array(vectors.joined())
        let wanted = try graph.exact(queries, SearchRequest(k: 2))
        let request = SearchRequest(k: 2, effort: 60)
        let index = GraphIndex(graph.snapshot, graph: loaded, threads: 2, nodeCost: 0)
        #expect(
            checkedRecall(
                try index.search(queries, request), against: wanted, graph.snapshot, .cosine, queries) > 0.99)

        let live = zip(graph.snapshot.ids, graph.snapshot.rows).map { RowReference(id: $0, row: Int($1)) }
        let file = try graph.file.compacted(to: graph.scratch.file("compacted"), live: live)
        let new = try file.snapshot(live: live.enumerated().map { RowReference(id: $1.id, row: $0) })
        let remapped = try #require(loaded.remapped(from: graph.snapshot, to: new))
        // Of 200 pairs both are left, of 250 one.
        #expect(remapped.coveredRows == 650 && remapped.twinCount == 200 && remapped.outsideCount == 0)
        let compacted = GraphIndex(new, graph: remapped, threads: 2, nodeCost: 0)
        #expect(
            checkedRecall(try compacted.search(queries, request), against: wanted, new, .cosine, queries)
                > 0.99)
        #expect(try compacted.search(vectors[3], SearchRequest(k: 1))[0].map(\.id) == [503])
        #expect(try compacted.search(vectors[300], SearchRequest(k: 2))[0].map(\.id).first == 300)
        // More of the same find their nodes.
        try file.append(ids: [5_000, 5_001], vectors: vectors[3] + vectors[300])
        let more = try new.adding(
            [RowReference(id: 5_000, row: 650), RowReference(id: 5_001, row: 651)], in: file)
        remapped.extend(to: more)
        #expect(remapped.twinCount == 202)
        let grown = GraphIndex(more, graph: remapped, threads: 1, nodeCost: 0)
        #expect(try grown.search(vectors[3], SearchRequest(k: 2))[0].map(\.id) == [503, 5_000])
    }

    /// A graph of a version before copies shared a node is built anew, which is nothing to tell.
    @Test func earlierFilesAreMadeAnew() throws {
        let graph = try GraphFileTests.saved()
        let path = Graph.path(for: graph.file.path)
        var bytes = try read(path)
        bytes[8] = 1
        try write(bytes, to: path)
        #expect(try GraphFileTests.load(graph) == nil)
        bytes[8] = 4
        try write(bytes, to: path)
        #expect(throws: VectorFileError.unknownVersion(path: path, version: 4)) {
            try GraphFileTests.load(graph)
        }
    }

    /// What is told of a graph is measured again once it has been repaired.
    @Test func repairedGraphsAreMeasured() throws {
        var random = Random(153)
        let scratch = try Scratch()
        let rows = Array(Self.rows(&random, share: 1, size: 2, noise: 0).joined())
        let file = try VectorFile.create(at: scratch.file(), dimension: Self.dimension)
        try file.append(ids: (0..<Int64(Self.count)).map { $0 }, vectors: rows)
        try file.append(
            ids: (0..<Int64(Self.count)).map { $0 + 10_000 }, vectors: random.gaussians(rows.count))
        let store = IndexStore(of: file, metric: .cosine, settings: IndexSettings(kind: .hnsw, m: 8))
        let all = try file.snapshotOfAllRows()
        try store.upkeep(all) { false }
        let left = all.removing(IDSet((0..<Int64(Self.count)).filter { $0 % 10 > 0 }))
        #expect(store.needsUpkeep(left))
        try store.upkeep(left) { false }
        #expect(!store.needsUpkeep(left))
        #expect(try #require(store.statistics(left).recall) > 0.9)
        #expect(try #require(store.statistics(left).selfRecall) >= 0.999)
        let reader = try VectorFile.open(at: scratch.file(), access: .readOnly)
        let again = IndexStore(of: reader, metric: .cosine, settings: store.settings)
        #expect(again.statistics(left) == store.statistics(left))
    }
}

extension GraphCase {
    func hasSameVector(_ a: Int64, _ b: Int64) -> Bool {
        index().vector(of: a).map { $0 == index().vector(of: b) } ?? false
    }
}
