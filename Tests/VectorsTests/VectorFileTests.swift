import Foundation
import LookalikeVectors
import Testing

@Suite(.timeLimit(.minutes(10))) struct VectorFileTests {
    let scratch: Scratch
    var random = Random(30)

    init() throws { scratch = try Scratch() }

    func references(_ pairs: KeyValuePairs<Int64, Int>) -> [RowReference] {
        pairs.map { RowReference(id: $0.key, row: $0.value) }
    }

    @Test(arguments: [1, 2, 11, 12, 13, 28, 960, 4096]) func keepsVectors(_ dimension: Int) throws {
        var random = Random(31)
        let vectors = random.gaussians(5 * dimension)
        let identity: VectorFile.Identity
        do {
            let file = try VectorFile.create(at: scratch.file("\(dimension)"), dimension: dimension)
            #expect(try file.append(ids: [7, 8], vectors: Array(vectors[..<(2 * dimension)])) == 0)
            #expect(try file.append(ids: [1, 2, 3], vectors: Array(vectors[(2 * dimension)...])) == 2)
            try file.sync()
            identity = file.identity
        }
        let size = try read(scratch.file("\(dimension)")).count
        let file = try VectorFile.open(at: scratch.file("\(dimension)"))
        #expect(file.identity == identity && file.dimension == dimension && file.rowCount == 5)
        #expect(size == file.byteCount && (size - 4096).isMultiple(of: 5 * 64))
        #expect(try file.verify().isEmpty)
        let snapshot = try file.snapshot(live: references([3: 4, 7: 0, 1: 2]))
        #expect(snapshot.ids == [7, 1, 3] && snapshot.rows == [0, 2, 4])
        #expect(try snapshot.vector(at: 2) == Array(vectors[(4 * dimension)...]))
    }

    @Test func neverOverwrites() throws {
        let first = try VectorFile.create(at: scratch.file(), dimension: 3)
        #expect(throws: VectorFileError.exists(path: scratch.file())) {
            try VectorFile.create(at: scratch.file(), dimension: 3)
        }
        #expect(try scratch.names == ["a.vectors", "a.vectors.codes"])
        #expect(first.rowCount == 0)
    }

    /// What has the name of the codes is not removed with a file that could not be made.
    @Test func failingLeavesForeignFilesAlone() throws {
        let foreign = Array("a letter to a friend".utf8)
        let scratch = try Scratch()
        let file = try VectorFile.create(at: scratch.file(), dimension: 2)
        try file.append(ids: [1], vectors: [1, 2])
        let copy = scratch.file("copy")
        // The name is taken, which is noticed at the end.
        try FileManager.default.createSymbolicLink(atPath: copy, withDestinationPath: scratch.file("nowhere"))
        try write(foreign, to: copy + ".codes")
        #expect(throws: VectorFileError.exists(path: copy)) {
            try file.compacted(to: copy, live: [RowReference(id: 1, row: 0)])
        }
        #expect(try read(copy + ".codes") == foreign)
        #expect(try scratch.names == ["a.vectors", "a.vectors.codes", "copy", "copy.codes"])
    }

    @Test func refusesInput() throws {
        let file = try VectorFile.create(at: scratch.file(), dimension: 3)
        #expect(throws: VectorFileError.input(.notFinite(vector: 1, component: 2))) {
            try file.append(ids: [1, 2], vectors: [1, 2, 3, 4, 5, .nan])
        }
        #expect(throws: VectorFileError.input(.dimensionMismatch(dimension: 3, valueCount: 5))) {
            try file.append(ids: [1, 2], vectors: [1, 2, 3, 4, 5])
        }
        #expect(file.rowCount == 0)
        #expect(try file.append(ids: [], vectors: []) == 0)
        for dimension in [0, -1, IndexError.maximumDimension + 1] {
            #expect(throws: VectorFileError.input(.unsupportedDimension(dimension))) {
                try VectorFile.create(at: scratch.file("b"), dimension: dimension)
            }
        }
    }

    @Test func oneWriterManyReaders() throws {
        let writer = try VectorFile.create(at: scratch.file(), dimension: 2)
        #expect(throws: VectorFileError.inUse(path: scratch.file())) {
            try VectorFile.open(at: scratch.file())
        }
        let reader = try VectorFile.open(at: scratch.file(), access: .readOnly)
        #expect(throws: VectorFileError.readOnly(path: scratch.file())) {
            try reader.append(ids: [1], vectors: [1, 2])
        }
        try writer.append(ids: [1], vectors: [1, 2])
        // A reader sees rows that were written after it opened the file.
        #expect(try reader.snapshot(live: references([1: 0])).vector(at: 0) == [1, 2])
    }

    @Test func snapshotsStayWhileTheFileGrows() throws {
        var random = random
        let dimension = 100
        let file = try VectorFile.create(at: scratch.file(), dimension: dimension)
        var snapshot = try file.snapshot(live: [])
        var vectors: [[Float]] = []
        var older: [VectorSnapshot] = []
        // Grows past several mappings.
        for id in 0..<60 {
            let batch = random.gaussians(100 * dimension)
            let ids = (0..<100).map { Int64(id * 100 + $0) }
            let first = try file.append(ids: ids, vectors: batch)
            older.append(snapshot)
            snapshot = try snapshot.adding(
                ids.enumerated().map { RowReference(id: $1, row: first + $0) }, in: file)
            vectors.append(batch)
        }
        #expect(snapshot.count == 6000)
        for (i, old) in older.enumerated() {
            #expect(old.count == i * 100)
            guard i > 0 else { continue }
            #expect(try old.vector(at: old.count - 1) == Array(vectors[i - 1].suffix(dimension)))
            #expect(old.isIntact(at: 0))
        }
    }

    @Test func snapshotsOutliveTheFile() throws {
        let snapshot = try makeSnapshot([1, 2, 3, 4], dimension: 2, in: scratch)
        for name in try scratch.names { try FileManager.default.removeItem(atPath: scratch.file(name)) }
        #expect(try snapshot.vector(at: 1) == [3, 4])
    }

    @Test func addingAndRemoving() throws {
        let file = try VectorFile.create(at: scratch.file(), dimension: 1)
        try file.append(ids: [10, 20, 30, 40, 20], vectors: [1, 2, 3, 4, 5])
        let first = try file.snapshot(live: references([10: 0, 20: 1, 30: 2]))
        #expect(first.removing([20, 99]).ids == [10, 30])
        #expect(first.removing([10, 20, 30]).count == 0)
        // An id that is stored again moves to its new row.
        let moved = try first.adding(references([20: 4, 40: 3]), in: file)
        #expect(moved.ids == [10, 30, 40, 20] && moved.rows == [0, 2, 3, 4])
        #expect(moved.position(of: 20) == 3 && moved.position(of: 30) == 1 && moved.position(of: 5) == nil)
        // A row among the present ones.
        let between = try first.removing([20]).adding(references([20: 1]), in: file)
        #expect(between.ids == [10, 20, 30] && between.rows == [0, 1, 2])
        #expect(first.ids == [10, 20, 30])
    }

    @Test func refusesRowsThatAreNot() throws {
        let path = scratch.file()
        let file = try VectorFile.create(at: path, dimension: 1)
        try file.append(ids: [1, 2], vectors: [1, 2])
        let snapshot = try file.snapshot(live: references([1: 0]))
        for row in [2, -1, 1 << 40, .max] {
            #expect(throws: VectorFileError.invalidRow(path: path, row: row)) {
                try snapshot.adding(references([5: row]), in: file)
            }
        }
        #expect(throws: VectorFileError.invalidRow(path: path, row: 0)) {
            try snapshot.adding(references([5: 0]), in: file)
        }
        #expect(throws: VectorFileError.invalidRow(path: path, row: 1)) {
            try file.snapshot(live: references([5: 1, 6: 1]))
        }
        #expect(throws: VectorFileError.duplicateID(path: path, id: 5)) {
            try file.snapshot(live: references([5: 0, 5: 1]))
        }
    }

    @Test func compactionKeepsTheLiveRows() throws {
        let file = try VectorFile.create(at: scratch.file("old"), dimension: 3)
        let vectors = (0..<30).map { Float($0) }
        try file.append(ids: Array(0..<10), vectors: vectors)
        let live = [7, 2, 9].map { RowReference(id: $0, row: Int($0)) }
        let compacted = try file.compacted(to: scratch.file("new"), live: live)
        #expect(compacted.rowCount == 3 && compacted.identity != file.identity)
        #expect(try compacted.verify().isEmpty)
        let snapshot = try compacted.snapshot(live: references([2: 0, 7: 1, 9: 2]))
        let kept = try (0..<3).map { try snapshot.vector(at: $0) }
        #expect(kept == [[6, 7, 8], [21, 22, 23], [27, 28, 29]])
        #expect((0..<3).allSatisfy { snapshot.isIntact(at: $0) })
        #expect(try scratch.names == ["new", "new.codes", "old", "old.codes"])
        #expect(throws: VectorFileError.exists(path: scratch.file("old"))) {
            try file.compacted(to: scratch.file("old"), live: live)
        }
        // It can be written to at once, and the old one still can.
        #expect(try compacted.append(ids: [50], vectors: [1, 2, 3]) == 3)
        #expect(try file.append(ids: [50], vectors: [1, 2, 3]) == 10)
    }
}
