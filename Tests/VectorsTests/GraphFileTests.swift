import Foundation
import LookalikeVectors
import Testing

/// Graphs on disk: what is read is what was written, or is refused.
@Suite(.timeLimit(.minutes(10))) struct GraphFileTests {
    static func saved(_ count: Int = 1200) throws -> GraphCase {
        var random = Random(31)
        let graph = try GraphCase(
            random.clusters(count, dimension: 8, centres: 12), dimension: 8, metric: .l2)
        _ = try graph.index().tune(queries: 20)
        try graph.graph.save(beside: graph.file.path)
        return graph
    }

    static func load(_ graph: GraphCase, metric: Metric = .l2) throws -> Graph? {
        try Graph.load(beside: graph.file.path, for: graph.snapshot, metric: metric)
    }

    @Test func isReadAsItWasWritten() throws {
        var graph = try Self.saved()
        graph.snapshot = graph.snapshot.removing(IDSet(0..<100))
        graph.graph.repair(for: graph.snapshot)
        try graph.graph.save(beside: graph.file.path)
        let loaded = try #require(try Self.load(graph))
        #expect(loaded.coveredRows == 1200)
        #expect(loaded.outsideCount == 100)
        #expect(loaded.parameters == graph.graph.parameters)
        #expect(loaded.statistics == graph.graph.statistics)
        var random = Random(32)
        let queries = random.clusters(20, dimension: 8, centres: 20)
        let index = GraphIndex(graph.snapshot, graph: loaded, threads: 1, nodeCost: 0)
        for effort in [10, 20, 100] {
            let request = SearchRequest(k: 10, effort: effort)
            #expect(
                try index.search(queries, request) == graph.index().search(queries, request) as [[Neighbour]])
        }
        // It goes on growing, beyond the room that it was read into.
        let more = random.clusters(700, dimension: 8, centres: 12)
        let ids = (1200..<1900).map { Int64($0) }
        try graph.file.append(ids: ids, vectors: more)
        let grown = try graph.snapshot.adding(ids.map { RowReference(id: $0, row: Int($0)) }, in: graph.file)
        loaded.extend(to: grown)
        let found = try GraphIndex(grown, graph: loaded, threads: 1, nodeCost: 0)
            .search(queries, SearchRequest(k: 10, effort: 100))
        let expected = try FlatIndex(grown, metric: .l2).search(queries, SearchRequest(k: 10))
        #expect(checkedRecall(found, against: expected, grown, .l2, queries) > 0.95)
    }

    @Test func noneAndEmpty() throws {
        let scratch = try Scratch()
        let snapshot = try makeSnapshot([], dimension: 3, in: scratch)
        #expect(try Graph.load(beside: scratch.file(), for: snapshot, metric: .l2) == nil)
        let graph = Graph(for: snapshot, metric: .l2)
        graph.extend(to: snapshot)
        try graph.save(beside: scratch.file())
        #expect(try Graph.load(beside: scratch.file(), for: snapshot, metric: .l2) == nil)
        #expect(try GraphIndex(snapshot, graph: graph).search([1, 2, 3], SearchRequest(k: 2)) == [[]])
    }

    @Test func everyFlippedByteIsNoticed() throws {
        let graph = try Self.saved()
        let path = Graph.path(for: graph.file.path)
        let whole = try read(path)
        var random = Random(33)
        let places =
            Array(0..<300) + Array(whole.count - 40..<whole.count)
            + (0..<randomSteps(200)).map { _ in Int.random(in: 0..<whole.count, using: &random) }
        for place in places {
            var bytes = whole
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try write(bytes, to: path)
            #expect(throws: VectorFileError.self, "byte \(place)") { try Self.load(graph) }
        }
        try write(whole, to: path)
        #expect(try Self.load(graph) != nil)
    }

    @Test func cutAndLengthenedFilesAreRefused() throws {
        let graph = try Self.saved()
        let path = Graph.path(for: graph.file.path)
        let whole = try read(path)
        var random = Random(34)
        let some = (0..<randomSteps(20)).map { _ in Int.random(in: 0..<whole.count, using: &random) }
        for length in [0, 5, 4095, 4096, 5000, whole.count - 1] + some {
            try write(Array(whole.prefix(length)), to: path)
            #expect(throws: VectorFileError.self) { try Self.load(graph) }
        }
        try write(whole + [0], to: path)
        #expect(throws: VectorFileError.self) { try Self.load(graph) }
        try write(Array("something else".utf8), to: path)
        #expect(throws: VectorFileError.foreign(path: path)) { try Self.load(graph) }
    }

    @Test func aForeignFileOfThatNameIsLeftAlone() throws {
        let graph = try Self.saved()
        let path = Graph.path(for: graph.file.path)
        let foreign = Array("a letter to a friend".utf8)
        try write(foreign, to: path)
        #expect(throws: VectorFileError.foreign(path: path)) {
            try graph.graph.save(beside: graph.file.path)
        }
        #expect(try read(path) == foreign)
    }

    /// Fields that don't fit together, under right checksums.
    @Test func wrongNumbersUnderRightChecksumsAreRefused() throws {
        let graph = try Self.saved()
        let path = Graph.path(for: graph.file.path)
        let whole = try read(path)
        var refused = 0
        for offset in stride(from: 12, to: 240, by: 4) where !(16..<32).contains(offset) {
            for value in [0xFFFF_FFFF, 0x7FFF_FFFF, 13, 5000] as [UInt32] {
                var bytes = whole
                withUnsafeBytes(of: value.littleEndian) {
                    bytes.replaceSubrange(offset..<offset + 4, with: $0)
                }
                let checksum = bytes[..<4092].withUnsafeBytes { crc32c($0) }
                withUnsafeBytes(of: checksum.littleEndian) { bytes.replaceSubrange(4092..<4096, with: $0) }
                try write(bytes, to: path)
                // Seeds, statistics and the like may be anything; searches must work whatever they are.
                guard let loaded = try? Self.load(graph) else {
                    refused += 1
                    continue
                }
                let index = GraphIndex(graph.snapshot, graph: loaded, threads: 1, nodeCost: 0)
                let found = try index.search(
                    graph.snapshot.vector(at: 3), SearchRequest(k: 5, effort: 60))
                #expect(found[0].first?.id == 3, "\(value) at \(offset)")
            }
        }
        #expect(refused > 10)
    }

    @Test func belongsToOneFileAndOneMetric() throws {
        let graph = try Self.saved()
        #expect(throws: VectorFileError.self) { try Self.load(graph, metric: .cosine) }
        let other = try Self.saved()
        try write(try read(Graph.path(for: graph.file.path)), to: Graph.path(for: other.file.path))
        #expect(throws: VectorFileError.self) { try Self.load(other) }
    }

    @Test func goesWithItsFile() throws {
        let graph = try Self.saved()
        let path = graph.file.path
        #expect(FileManager.default.fileExists(atPath: Graph.path(for: path)))
        try VectorFile.remove(at: path)
        #expect(!FileManager.default.fileExists(atPath: Graph.path(for: path)))
    }

    @Test func damagedCodesAreLookedAtAsRows() throws {
        let graph = try Self.saved()
        let codes = graph.file.path + ".codes"
        var bytes = try read(codes)
        for place in stride(from: 8192, to: 8192 + 1024 * 8, by: 512) { bytes[place] ^= 0x55 }
        try write(bytes, to: codes)
        let reader = try VectorFile.open(at: graph.file.path, access: .readOnly)
        let snapshot = try reader.snapshot(live: (0..<1200).map { RowReference(id: Int64($0), row: $0) })
        let loaded = try #require(try Graph.load(beside: reader.path, for: snapshot, metric: .l2))
        #expect(loaded.outsideCount == 1024)
        let queries = Array(graph.rows[..<(30 * 8)])
        let request = SearchRequest(k: 10, effort: 200)
        let found = try GraphIndex(snapshot, graph: loaded, threads: 1, nodeCost: 0).search(queries, request)
        let expected = try FlatIndex(snapshot, metric: .l2).search(queries, request)
        #expect(checkedRecall(found, against: expected, snapshot, .l2, queries) > 0.95)
    }
}
