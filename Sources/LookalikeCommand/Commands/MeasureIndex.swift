import ArgumentParser
import Foundation
import LookalikeEngine
import LookalikeVectorFormats
import LookalikeVectors

/// For `make bench-index`: builds an index of given vectors and measures searches in it.
struct MeasureIndex: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-index", abstract: "Measure an index of given vectors.",
        usage: """
            lookalike measure-index <rows> <queries> --kind <kind> --output <output>
              [options]
            """, shouldDisplay: false)

    @Argument(help: "The vectors: a .npy array.") var rows: String
    @Argument(help: "The queries: a .npy array.") var queries: String
    @Option(help: "flat, ivfflat or hnsw.") var kind: IndexKind
    @Option(help: "cosine, inner_product or l2.") var metric: Metric = .innerProduct
    @Option(help: "Numbers of threads, comma-separated.") var threads = "1"
    @Option(help: "A graph's efSearch, or lists to probe, comma-separated.") var efforts: String?
    @Option(help: "Queries searched at once.") var batch = 64
    @Option(help: "The folder for the results.") var output: String

    private static let k = 10

    func run() throws {
        let table = try VectorTable.open(rows)
        let asked = try VectorTable.open(queries)
        let queries = QuerySet(values: try asked.read(0..<asked.count), dimension: asked.dimension)
        let path = "\(output)/index.lkv"
        let counts = threads.split(separator: ",").compactMap { Int($0) }
        let build = try Self.build(table, at: path, settings, metric, threads: counts.max() ?? 1)
        let opened = try Self.firstAnswer(path, settings, metric, queries[0..<1])
        var runs: [IndexRun] = []
        for count in counts {
            let index = try Self.open(path, settings, metric, threads: count)
            for effort in efforts.map({ $0.split(separator: ",").map { Int($0) } }) ?? [nil] {
                let request = SearchRequest(k: Self.k, effort: effort)
                let (run, found) = try index.measure(queries, request, batch: batch)
                let name = "found-\(count)-\(effort ?? 0).npy"
                try Self.write(found, to: "\(output)/\(name)")
                runs.append(IndexRun(run, threads: count, effort: effort, ids: name))
            }
        }
        let index = try Self.open(path, settings, metric, threads: counts.max() ?? 1)
        try Terminal.printJSON(
            IndexMeasurement(
                buildSeconds: build.seconds, bytesPerVector: try Self.bytes(in: output) / Double(table.count),
                openMilliseconds: opened.seconds * 1_000,
                filterShare: try index.filterShare(queries, count: table.count), runs: runs))
    }

    private var settings: IndexSettings { IndexSettings(kind: kind) }

    /// Writes the rows and builds the index; returns the time of both.
    private static func build(
        _ table: VectorTable, at path: String, _ settings: IndexSettings, _ metric: Metric, threads: Int
    ) throws -> Duration {
        var spent = Duration.zero
        let file = try VectorFile.create(at: path, dimension: table.dimension)
        for block in table.blocks() {
            let values = try table.read(block)
            let begin = ContinuousClock.now
            try file.append(ids: block.map { Int64($0) }, vectors: values)
            spent += ContinuousClock.now - begin
        }
        let begin = ContinuousClock.now
        let store = IndexStore(of: file, metric: metric, settings: settings, threads: threads)
        try store.upkeep(try file.snapshotOfAllRows()) { false }
        return spent + (ContinuousClock.now - begin)
    }

    private static func open(
        _ path: String, _ settings: IndexSettings, _ metric: Metric, threads: Int
    ) throws -> any VectorIndex {
        let file = try VectorFile.open(at: path, access: .readOnly)
        let store = IndexStore(of: file, metric: metric, settings: settings, threads: threads)
        return store.index(try file.snapshotOfAllRows())
    }

    private static func firstAnswer(
        _ path: String, _ settings: IndexSettings, _ metric: Metric, _ query: [Float]
    ) throws -> Duration {
        let begin = ContinuousClock.now
        _ = try open(path, settings, metric, threads: ProcessInfo.processInfo.activeProcessorCount)
            .search(query, SearchRequest(k: k))
        return ContinuousClock.now - begin
    }

    /// Size of the index's files, including the vectors.
    private static func bytes(in folder: String) throws -> Double {
        let manager = FileManager.default
        return try manager.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("index.lkv") }.reduce(0)
        {
            let size = try manager.attributesOfItem(atPath: "\(folder)/\($1)")[.size] as? NSNumber
            return $0 + (size?.doubleValue ?? 0)
        }
    }

    /// A .npy array of integers, padded with −1.
    private static func write(_ found: [[Neighbour]], to path: String) throws {
        var header = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(found.count), \(k)), }"
        header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8)
        for list in found {
            for i in 0..<k {
                let id = i < list.count ? list[i].id : -1
                withUnsafeBytes(of: id.littleEndian) { data.append(contentsOf: $0) }
            }
        }
        try data.write(to: URL(fileURLWithPath: path))
    }
}

struct QuerySet {
    let values: [Float]
    let dimension: Int

    var count: Int { values.count / dimension }

    subscript(range: Range<Int>) -> [Float] {
        Array(values[range.lowerBound * dimension..<range.upperBound * dimension])
    }
}

extension VectorIndex {
    /// Measures each query alone, then all in batches.
    fileprivate func measure(
        _ queries: QuerySet, _ request: SearchRequest, batch: Int
    ) throws -> (SearchTimes, [[Neighbour]]) {
        let alone = try times(queries, request).sorted()
        var found: [[Neighbour]] = []
        let begin = ContinuousClock.now
        for start in stride(from: 0, to: queries.count, by: batch) {
            found += try search(queries[start..<min(start + batch, queries.count)], request)
        }
        let seconds = (ContinuousClock.now - begin).seconds
        let times = SearchTimes(
            p50: alone[alone.count / 2] * 1_000,
            p99: alone[min(alone.count - 1, alone.count * 99 / 100)] * 1_000,
            singleQPS: Double(alone.count) / alone.reduce(0, +), qps: Double(queries.count) / seconds)
        return (times, found)
    }

    /// Seconds.
    private func times(_ queries: QuerySet, _ request: SearchRequest) throws -> [Double] {
        _ = try search(queries[0..<1], request)
        return try (0..<queries.count).map { q in
            let query = queries[q..<q + 1]
            let begin = ContinuousClock.now
            _ = try search(query, request)
            return (ContinuousClock.now - begin).seconds
        }
    }

    /// The relative cost of a search among one in a hundred ids, compared with an unfiltered one.
    fileprivate func filterShare(_ queries: QuerySet, count: Int) throws -> Double {
        let allowed = IDSet((0..<max(1, count / 100)).map { Int64($0 * 100) })
        let filtered = try times(queries, SearchRequest(k: 10, allowed: allowed)).sorted()
        let all = try times(queries, SearchRequest(k: 10)).sorted()
        return filtered[filtered.count / 2] / all[all.count / 2]
    }
}

private struct SearchTimes {
    let p50, p99, singleQPS, qps: Double
}

private struct IndexRun: Encodable {
    let threads: Int
    let effort: Int?
    let qps, singleQPS, p50, p99: Double
    /// The file with the results.
    let ids: String

    init(_ times: SearchTimes, threads: Int, effort: Int?, ids: String) {
        self.threads = threads
        self.effort = effort
        self.ids = ids
        (qps, singleQPS, p50, p99) = (times.qps, times.singleQPS, times.p50, times.p99)
    }

    enum CodingKeys: String, CodingKey {
        case threads, effort, qps, p50, p99, ids
        case singleQPS = "single_qps"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(threads, forKey: .threads)
        try container.encode(effort, forKey: .effort)
        try container.encode(qps, forKey: .qps)
        try container.encode(singleQPS, forKey: .singleQPS)
        try container.encode(p50, forKey: .p50)
        try container.encode(p99, forKey: .p99)
        try container.encode(ids, forKey: .ids)
    }
}

private struct IndexMeasurement: Encodable {
    let buildSeconds, bytesPerVector, openMilliseconds, filterShare: Double
    let runs: [IndexRun]

    enum CodingKeys: String, CodingKey {
        case runs
        case buildSeconds = "build_seconds"
        case bytesPerVector = "bytes_per_vector"
        case openMilliseconds = "open_milliseconds"
        case filterShare = "filter_share"
    }
}
