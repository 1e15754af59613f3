import Foundation
import LookalikeVectors
import Testing

/// The byte codes beside a vector file: lost, damaged, foreign or stale, the answers are those of the rows.
@Suite(.timeLimit(.minutes(10))) struct CodeFileTests {
    static let dimension = 24
    static let count = 2100
    let scratch: Scratch
    let path: String
    let rows: [Float]
    let query: [Float]
    let expected: [Neighbour]

    /// A closed file of a few chunks.
    init() throws {
        var random = Random(50)
        rows = random.gaussians(Self.count * Self.dimension)
        query = random.gaussians(Self.dimension)
        scratch = try Scratch()
        path = scratch.file()
        let file = try VectorFile.create(at: path, dimension: Self.dimension)
        try file.append(ids: Self.ids(0..<Self.count), vectors: rows)
        expected = BruteForce(rows, dimension: Self.dimension, metric: .cosine).search(query, k: 10)
    }

    static func ids(_ range: Range<Int>) -> [Int64] { range.map { Int64($0) } }

    var codes: String { path + ".codes" }

    func found(_ file: VectorFile, rows: Int = count) throws -> [Neighbour] {
        let snapshot = try file.snapshot(live: (0..<rows).map { RowReference(id: Int64($0), row: $0) })
        return try FlatIndex(snapshot, metric: .cosine).search(query, SearchRequest(k: 10))[0]
    }

    @Test func lostCodesAreMadeAgain() throws {
        let whole = try read(codes)
        try FileManager.default.removeItem(atPath: codes)
        let file = try VectorFile.open(at: path)
        #expect(try found(file) == expected)
        try file.completeCodes()
        #expect(try found(file) == expected)
        #expect(try read(codes) == whole)
        #expect(file.codeFailure == nil)
    }

    /// Rows appended while some before them have no codes get theirs with them.
    @Test func appendingBehindRowsWithoutCodes() throws {
        try FileManager.default.removeItem(atPath: codes)
        let file = try VectorFile.open(at: path)
        try file.append(ids: [Int64(Self.count)], vectors: query)
        let best = Neighbour(id: Int64(Self.count), score: 1)
        #expect(try found(file, rows: Self.count + 1) == [best] + expected.dropLast())
        try file.completeCodes()
        #expect(try found(file, rows: Self.count + 1) == [best] + expected.dropLast())
    }

    @Test func everyTruncationIsNoticed() throws {
        let whole = try read(codes)
        var random = Random(51)
        let sizes = [0, 1, 7, 8, 100, 4095, 4096, 4100, 8191, 8192, 8193, whole.count - 1]
        for size in sizes
            + (0..<randomSteps(20)).map({ _ in Int.random(in: 0..<whole.count, using: &random) })
        {
            try write(Array(whole.prefix(size)), to: codes)
            for access in [VectorFile.Access.readOnly, .readWrite] {
                let file = try VectorFile.open(at: path, access: access)
                #expect(try found(file) == expected, "\(size) bytes")
            }
        }
    }

    @Test func flippedBitsChangeNoAnswer() throws {
        let whole = try read(codes)
        var random = Random(52)
        for _ in 0..<randomSteps(150) {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            }
            try write(bytes, to: codes)
            let access = Bool.random(using: &random) ? VectorFile.Access.readOnly : .readWrite
            #expect(try found(try VectorFile.open(at: path, access: access)) == expected)
        }
    }

    /// The format as documented: version 1 must stay readable.
    @Test func theFormatIsAsDocumented() throws {
        let file = try VectorFile.create(at: scratch.file("f"), dimension: 3)
        try file.append(ids: [4, -7], vectors: [0, 0, 0, 2, -1, 2])
        let bytes = try read(scratch.file("f.codes"))
        func value<T: BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
            bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
        }
        func checksum(_ ranges: [Range<Int>], then row: UInt32?) -> UInt32 {
            var all: [UInt8] = []
            for range in ranges { all += bytes[range] }
            if let row { all += [UInt8(row), 0, 0, 0] }
            return all.withUnsafeBytes { crc32c($0) }
        }
        #expect(bytes.count == 8192 + 1024 * (16 + 16 + 4))
        #expect(Array(bytes[..<8]) == Array("LKLKCOD\0".utf8))
        #expect(value(8, as: UInt32.self) == 1 && value(12, as: UInt32.self) == 3)
        #expect(Array(bytes[16..<32]) == file.identity.bytes)
        #expect(value(4092, as: UInt32.self) == checksum([0..<4092], then: nil))
        #expect(value(4096, as: UInt64.self) == 2)
        #expect(value(4104, as: UInt32.self) == checksum([4096..<4104], then: nil))
        #expect(Array(bytes[8208..<8224]) == [255, 0, 255] + [UInt8](repeating: 0, count: 13))
        let terms = 8192 + 1024 * 16 + 16
        #expect(value(terms, as: Float.self) == 3 / 255 && value(terms + 4, as: Float.self) == -1)
        #expect(value(terms + 8, as: Float.self) < 1e-4 && value(terms + 12, as: Float.self) == 3)
        let sums = 8192 + 1024 * 32
        #expect(value(sums + 4, as: UInt32.self) == checksum([8208..<8224, terms..<terms + 16], then: 1))
        #expect(value(sums + 8, as: UInt32.self) == 0)
    }

    @Test func verifyingNamesEveryRow() throws {
        let whole = try read(codes)
        var random = Random(55)
        #expect(try VectorFile.open(at: path).verifyCodes().isEmpty)
        for _ in 0..<20 {
            let row = Int.random(in: 0..<Self.count, using: &random)
            // In the codes of a chunk, which come first in it; a row has 32 of them here.
            let offset = 8192 + row / 1024 * (1024 * (32 + 16 + 4)) + row % 1024 * 32
            var bytes = whole
            bytes[offset + Int.random(in: 0..<32, using: &random)] ^= 1
            try write(bytes, to: codes)
            #expect(try VectorFile.open(at: path).verifyCodes() == [row])
        }
        try FileManager.default.removeItem(atPath: codes)
        #expect(try VectorFile.open(at: path).verifyCodes() == Array(0..<Self.count))
        try write(Array("other".utf8), to: codes)
        #expect(throws: VectorFileError.foreign(path: codes)) { try VectorFile.open(at: path).verifyCodes() }
    }

    @Test func aForeignFileOfThatNameIsLeftAlone() throws {
        let foreign = Array("somebody's notes".utf8)
        try write(foreign, to: codes)
        let file = try VectorFile.open(at: path)
        #expect(file.codeFailure == .foreign(path: codes))
        try file.append(ids: [-1], vectors: query)
        try file.completeCodes()
        #expect(try found(file) == expected)
        #expect(try read(codes) == foreign)
    }

    @Test func codesOfAnotherFileAreNotUsed() throws {
        var random = Random(53)
        let other = try VectorFile.create(at: scratch.file("b"), dimension: Self.dimension)
        try other.append(
            ids: Self.ids(0..<Self.count), vectors: random.gaussians(Self.count * Self.dimension))
        try write(try read(scratch.file("b.codes")), to: codes)
        #expect(try found(try VectorFile.open(at: path, access: .readOnly)) == expected)
        #expect(try found(try VectorFile.open(at: path)) == expected)
    }

    /// A crash may leave codes of rows that were never committed; other rows get their numbers.
    @Test func codesOfLostRowsAreForgotten() throws {
        let file = try VectorFile.create(at: scratch.file("b"), dimension: Self.dimension)
        try file.append(ids: Self.ids(0..<100), vectors: Array(rows[..<(100 * Self.dimension)]))
        let before = try read(scratch.file("b"))
        let far = Array(repeating: query.map { -$0 }, count: 2000).flatMap { $0 }
        try file.append(ids: Self.ids(100..<2100), vectors: far)
        let after = try read(scratch.file("b.codes"))
        let identity = "c"
        // As the disk may have it after a crash: the rows are gone, their codes are not.
        try write(before, to: scratch.file(identity))
        try write(after, to: scratch.file("\(identity).codes"))
        let reopened = try VectorFile.open(at: scratch.file(identity))
        try reopened.settle(rows: 100)
        try reopened.append(
            ids: Self.ids(100..<Self.count), vectors: Array(rows[(100 * Self.dimension)...]))
        #expect(try found(reopened) == expected)
        let again = try VectorFile.open(at: scratch.file(identity), access: .readOnly)
        #expect(try found(again) == expected)
    }

    @Test func aReaderSeesWhatAWriterAppends() throws {
        let writer = try VectorFile.open(at: path)
        let reader = try VectorFile.open(at: path, access: .readOnly)
        #expect(try found(reader) == expected)
        try writer.append(ids: [Int64(Self.count)], vectors: query)
        #expect(try found(reader, rows: Self.count + 1)[0] == Neighbour(id: Int64(Self.count), score: 1))
    }

    /// Where a row is damaged, the others are found as if it were not there.
    @Test func damagedRowsAreNeverAnswered() throws {
        let whole = try read(path)
        let stride = (whole.count - 4096) / Self.count
        var random = Random(54)
        let all = BruteForce(rows, dimension: Self.dimension, metric: .cosine)
        for i in 0..<randomSteps(60) {
            var bytes = whole
            let row =
                i % 2 == 0 ? Int(expected[i / 2 % 10].id) : Int.random(in: 0..<Self.count, using: &random)
            bytes[4096 + row * stride + Int.random(in: 0..<(4 * Self.dimension), using: &random)] ^=
                1 << UInt8.random(in: 0..<8, using: &random)
            try write(bytes, to: path)
            let file = try VectorFile.open(at: path)
            #expect(try found(file) == all.search(query, k: 10) { $0 != Int64(row) })
            if i % 2 == 0 { #expect(file.damagedRows == [row]) }
            let snapshot = try file.snapshot(live: [RowReference(id: 5, row: row)])
            let index = FlatIndex(snapshot, metric: .l2)
            #expect(index.vector(of: 5) == nil && index.isDamaged(5) && index.damagedIDs == [5])
            #expect(throws: IndexError.damagedRow(row)) { try snapshot.vector(at: 0) }
        }
    }
}
