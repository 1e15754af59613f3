import Foundation
import LookalikeVectors

/// SplitMix64: the same numbers on every run.
struct Random: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Normally distributed (Box–Muller).
    mutating func gaussian() -> Float {
        let u = Double.random(in: 0x1p-53..<1, using: &self)
        let v = Double.random(in: 0..<1, using: &self)
        return Float((-2 * log(u)).squareRoot() * cos(2 * .pi * v))
    }

    mutating func gaussians(_ count: Int, scale: Float = 1) -> [Float] {
        (0..<count).map { _ in gaussian() * scale }
    }
}

/// How many steps a test of random changes takes: LOOKALIKE_TEST_STEPS, or as many as are quick.
func randomSteps(_ usual: Int) -> Int {
    ProcessInfo.processInfo.environment["LOOKALIKE_TEST_STEPS"].flatMap { Int($0) } ?? usual
}

/// A directory that is removed at the end of the test.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/vectors-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String = "a.vectors") -> String { "\(path)/\(name)" }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

/// A file with `vectors` under the ids given (0, 1, … by default), all of them live.
func makeSnapshot(
    _ vectors: [Float], dimension: Int, ids: [Int64]? = nil, in scratch: Scratch
) throws -> VectorSnapshot {
    let file = try VectorFile.create(at: scratch.file(UUID().uuidString), dimension: dimension)
    let ids = ids ?? (0..<Int64(vectors.count / dimension)).map { $0 }
    let first = try file.append(ids: ids, vectors: vectors)
    return try file.snapshot(live: ids.enumerated().map { RowReference(id: $1, row: first + $0) })
}

/// What the index is measured against: every score in double precision, sorted by score, then id.
struct BruteForce {
    var vectors: [Int64: [Float]]
    let metric: Metric

    init(_ vectors: [Int64: [Float]], metric: Metric) {
        self.vectors = vectors
        self.metric = metric
    }

    init(_ values: [Float], dimension: Int, metric: Metric) {
        let rows = stride(from: 0, to: values.count, by: dimension).enumerated().map {
            (Int64($0), Array(values[$1..<$1 + dimension]))
        }
        self.init(Dictionary(uniqueKeysWithValues: rows), metric: metric)
    }

    func search(_ query: [Float], k: Int, where isAllowed: (Int64) -> Bool = { _ in true }) -> [Neighbour] {
        let scored = vectors.filter { isAllowed($0.key) }.map { (id: $0.key, score: score(query, $0.value)) }
        return scored.sorted { $0.score > $1.score || ($0.score == $1.score && $0.id < $1.id) }
            .prefix(k).map { Neighbour(id: $0.id, score: Float($0.score)) }
    }

    private func score(_ a: [Float], _ b: [Float]) -> Double {
        switch metric {
        case .innerProduct: return dot(a, b)
        case .cosine:
            let norms = dot(a, a).squareRoot() * dot(b, b).squareRoot()
            return norms == 0 ? 0 : dot(a, b) / norms
        case .l2:
            return 0
                - zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
        }
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
