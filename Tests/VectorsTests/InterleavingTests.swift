import Foundation
import LookalikeVectors
import Testing

/// Random appending, replacing, removing, searching, reopening and compacting, against a dictionary.
@Suite(.timeLimit(.minutes(10))) struct InterleavingTests {
    /// What a caller keeps: the file, the live rows (the catalogue's part), and what should be found.
    struct Model {
        let scratch: Scratch
        let dimension: Int
        /// Ids are between −this and this.
        let most: Int64
        var file: VectorFile
        var snapshot: VectorSnapshot
        var live: [Int64: Int] = [:]
        var vectors: [Int64: [Float]] = [:]
        var committedRows = 0
        var generation = 0
        var random: Random

        init(seed: UInt64, dimension: Int, most: Int64) throws {
            scratch = try Scratch()
            self.dimension = dimension
            self.most = most
            random = Random(seed)
            file = try VectorFile.create(at: scratch.file("0"), dimension: dimension)
            snapshot = try file.snapshot(live: [])
        }

        var references: [RowReference] { live.map { RowReference(id: $0.key, row: $0.value) } }

        mutating func append() throws {
            let ids = Set(
                (0..<Int.random(in: 1...Int(most / 10), using: &random)).map { _ in
                    Int64.random(in: -most...most, using: &random)
                }
            ).shuffled(using: &random)
            // Whole numbers, so that many scores tie.
            let values = ids.map { _ in
                (0..<dimension).map { _ in Float(Int.random(in: -2...2, using: &random)) }
            }
            let first = try file.append(ids: ids, vectors: values.flatMap { $0 })
            if Int.random(in: 0..<10, using: &random) == 0 { return }  // A crash before the commit.
            for (i, id) in ids.enumerated() {
                live[id] = first + i
                vectors[id] = values[i]
            }
            committedRows = first + ids.count
            let added = ids.enumerated().map { RowReference(id: $1, row: first + $0) }
            snapshot = try snapshot.adding(added, in: file)
        }

        mutating func remove() {
            let ids = live.keys.sorted().filter { _ in Int.random(in: 0..<12, using: &random) == 0 }
            for id in ids {
                live[id] = nil
                vectors[id] = nil
            }
            snapshot = snapshot.removing(IDSet(ids))
        }

        mutating func reopen() throws {
            let path = file.path
            // Closes the file: the lock goes with the last reference.
            file = try VectorFile.create(at: scratch.file("other"), dimension: dimension)
            try FileManager.default.removeItem(atPath: scratch.file("other"))
            file = try VectorFile.open(at: path)
            try file.settle(rows: committedRows)
            snapshot = try file.snapshot(live: references)
        }

        mutating func compact() throws {
            generation += 1
            let old = file
            file = try old.compacted(to: scratch.file("\(generation)"), live: references)
            for (row, id) in live.sorted(by: { $0.value < $1.value }).map(\.key).enumerated() {
                live[id] = row
            }
            committedRows = live.count
            try FileManager.default.removeItem(atPath: old.path)
            snapshot = try file.snapshot(live: references)
        }

        mutating func search() throws {
            let metric = Metric.allCases.randomElement(using: &random)!
            let query = (0..<dimension).map { _ in Float(Int.random(in: -2...2, using: &random)) }
            let k = Int.random(in: 1...30, using: &random)
            let allowed = IDSet(
                (0..<most).map { _ in Int64.random(in: -most - 10...most + 10, using: &random) })
            let isFiltered = Bool.random(using: &random)
            let index = FlatIndex(snapshot, metric: metric, threads: 2)
            let found = try index.search(query, SearchRequest(k: k, allowed: isFiltered ? allowed : nil))
            let oracle = BruteForce(vectors, metric: metric)
            #expect(found == [oracle.search(query, k: k) { !isFiltered || allowed.contains($0) }])
            #expect(index.count == vectors.count)
            let id = Int64.random(in: -most - 10...most + 10, using: &random)
            #expect(index.vector(of: id) == vectors[id])
        }
    }

    /// Few short vectors, which are scored as they are, and so many long ones that their byte codes are scanned.
    @Test(arguments: [(1, 6, 60), (2, 6, 60), (3, 80, 700), (4, 130, 500)])
    func matchesDictionary(seed: UInt64, dimension: Int, most: Int64) throws {
        var model = try Model(seed: seed, dimension: dimension, most: most)
        for _ in 0..<randomSteps(dimension < 10 ? 2000 : 500) {
            switch Int.random(in: 0..<100, using: &model.random) {
            case 0..<35: try model.append()
            case 35..<50: model.remove()
            case 50..<95: try model.search()
            case 95..<99: try model.reopen()
            default: try model.compact()
            }
        }
        #expect(try model.file.verify().isEmpty)
    }
}
