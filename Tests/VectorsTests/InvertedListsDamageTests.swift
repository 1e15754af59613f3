import Foundation
import LookalikeVectors
import Testing

/// Lists that are missing, damaged or another file's are refused in words and made again; never a wrong answer.
@Suite(.timeLimit(.minutes(10))) struct InvertedListsDamageTests {
    let data: ListedCollection
    let path: String
    let bytes: [UInt8]
    let expected: [[Neighbour]]

    init() throws {
        data = try ListedCollection(count: 800)
        let lists = try data.build(.cosine, ListParameters(lists: 10, probes: 4))
        path = lists.path
        bytes = try read(path)
        expected = try FlatIndex(data.snapshot, metric: .cosine).search(data.queries, SearchRequest(k: 10))
    }

    func open() throws -> InvertedLists? { try InvertedLists.open(beside: data.file, metric: .cosine) }

    func reason(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// A bit anywhere: refused, or the search is exact.
    @Test func flippedBits() throws {
        var random = Random(90)
        let places =
            Array(stride(from: 0, to: 4096, by: 97))
            + (0..<randomSteps(400)).map { _ in
                Int.random(in: 4096..<bytes.count, using: &random)
            }
        for place in places {
            var broken = bytes
            broken[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try write(broken, to: path)
            do {
                guard let lists = try InvertedLists.open(beside: data.file, metric: .cosine) else {
                    Issue.record("missing")
                    continue
                }
                let found = try InvertedIndex(data.snapshot, lists).search(
                    data.queries, SearchRequest(k: 10, effort: .max))
                #expect(found == expected, "byte \(place)")
                #expect(lists.failure != nil, "byte \(place)")
                #expect(lists.verify().count == 1 && InvertedIndex(data.snapshot, lists).isStale)
            } catch VectorFileError.damaged, VectorFileError.foreign, VectorFileError.unknownVersion {
            } catch {
                Issue.record("byte \(place): \(error)")
            }
        }
    }

    /// Fields that don't fit together, under right checksums.
    @Test func wrongNumbersUnderRightChecksums() throws {
        let first = 4096 + 10 * (32 + 16)
        let offsets = [32..<80, first..<first + 40].flatMap {
            Array(stride(from: $0.lowerBound, to: $0.upperBound, by: 4))
        }
        var refused = 0
        for offset in offsets {
            for value in [0xFFFF_FFFF, 0x7FFF_FFFF, 0, 13, 5000] as [UInt32] {
                var broken = bytes
                func put(_ value: UInt32, _ offset: Int) {
                    withUnsafeBytes(of: value.littleEndian) {
                        broken.replaceSubrange(offset..<offset + 4, with: $0)
                    }
                }
                put(value, offset)
                // A table of ten lists: centroids and their terms, then the sizes and checksums.
                if offset >= 4096 { put(broken[4096..<first + 80].withUnsafeBytes { crc32c($0) }, 76) }
                put(broken[..<4092].withUnsafeBytes { crc32c($0) }, 4092)
                try write(broken, to: path)
                // Other numbers may be anything; searches must work whatever they are.
                guard let lists = try? open() else {
                    refused += 1
                    continue
                }
                let found = try InvertedIndex(data.snapshot, lists).search(
                    data.queries, SearchRequest(k: 10, effort: .max))
                #expect(found == expected, "\(value) at \(offset)")
            }
        }
        #expect(refused > 10)
    }

    @Test func truncated() throws {
        var random = Random(91)
        let some = (0..<randomSteps(20)).map { _ in Int.random(in: 1..<bytes.count, using: &random) }
        for length in [1, 7, 8, 4095, 4096, 4097, 4500, bytes.count - 64, bytes.count - 1] + some {
            try write(Array(bytes[..<length]), to: path)
            #expect(reason { _ = try open() }?.contains(path) == true, "\(length) bytes")
        }
        try write(bytes + [0], to: path)
        #expect(reason { _ = try open() }?.contains("as long as its table says") == true)
    }

    @Test func madeAgainWhateverIsLeft() throws {
        for length in [0, 8, 4096, bytes.count / 2] {
            try write(Array(bytes[..<length]), to: path)
            _ = try data.build(.cosine, ListParameters(lists: 10, probes: 4))
            #expect(try read(path) == bytes)
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(try open() == nil)
    }

    @Test func foreignIsLeftAlone() throws {
        let other = Array("a letter to a friend, longer than eight bytes".utf8)
        try write(other, to: path)
        #expect(throws: VectorFileError.foreign(path: path)) { try open() }
        #expect(throws: VectorFileError.foreign(path: path)) { try data.build(.cosine) }
        #expect(try read(path) == other)
    }

    @Test func anotherVersionMetricOrFile() throws {
        var newer = bytes
        newer[8] = 2
        try write(newer, to: path)
        #expect(throws: VectorFileError.unknownVersion(path: path, version: 2)) { try open() }
        try write(bytes, to: path)
        let metric = reason { _ = try InvertedLists.open(beside: data.file, metric: .l2) }
        #expect(metric == "\(path) is damaged: it was made for another metric.")
        let other = try ListedCollection(count: 800)
        try write(bytes, to: InvertedLists.path(for: other.file.path))
        let file = reason { _ = try InvertedLists.open(beside: other.file, metric: .cosine) }
        #expect(file?.hasSuffix("is damaged: it belongs to another vector file.") == true)
    }

    /// Lists that know rows which a crash took are never used, whatever takes the place of those.
    @Test func lostRows() throws {
        let other = try ListedCollection(count: 400)
        let lists = try read(other.build(.cosine).path)
        let rows = try read(other.file.path)
        let stride = (rows.count - 4096) / 400
        let copy = try Scratch()
        let path = copy.file("cut")
        try write(Array(rows.dropLast(stride)), to: path)
        try write(lists, to: InvertedLists.path(for: path))
        let shorter = try VectorFile.open(at: path)
        let detail = "it covers rows that the vector file does not have."
        let lost = reason { _ = try InvertedLists.open(beside: shorter, metric: .cosine) }
        #expect(lost?.hasSuffix(detail) == true)
        try shorter.append(ids: [399], vectors: Array(other.rows[..<24]))
        let replaced = reason { _ = try InvertedLists.open(beside: shorter, metric: .cosine) }
        #expect(replaced?.hasSuffix(detail) == true)
    }

    /// They keep no lists from being made, and are no results.
    @Test func damagedRowsAreNotListed() throws {
        let other = try ListedCollection(count: 300)
        var file = try read(other.file.path)
        file[4096 + 128 * 77 + 5] ^= 4
        let copy = other.scratch.file("b.vectors")
        try write(file, to: copy)
        let broken = try VectorFile.open(at: copy)
        let snapshot = try broken.snapshot(live: (0..<300).map { RowReference(id: Int64($0), row: $0) })
        let lists = try #require(try InvertedLists.build(beside: broken, snapshot, metric: .cosine))
        #expect(lists.statistics.rows == 299 && lists.statistics.coveredRows == 300)
        #expect(broken.damagedRows == [77])
        let found = try InvertedIndex(snapshot, lists).search(
            other.queries, SearchRequest(k: 300, effort: .max))
        let left = snapshot.removing([77])
        #expect(try found == FlatIndex(left, metric: .cosine).search(other.queries, SearchRequest(k: 300)))
    }

    @Test func goesWithItsFile() throws {
        let other = try ListedCollection(count: 300)
        _ = try other.build(.cosine)
        try VectorFile.remove(at: other.file.path)
        #expect(try other.scratch.names.isEmpty)
    }
}
