import Foundation
import LookalikeVectors
import Testing

/// Files that are cut short, flipped, foreign or left over by a crash.
@Suite(.timeLimit(.minutes(10))) struct VectorFileDamageTests {
    let scratch: Scratch
    let path: String
    let stride: Int
    let dimension = 5
    let intact: [UInt8]

    /// A file of four rows, closed again.
    init() throws {
        scratch = try Scratch()
        path = scratch.file()
        let file = try VectorFile.create(at: path, dimension: dimension)
        try file.append(ids: [1, 2, 3, 4], vectors: (0..<20).map { Float($0) })
        stride = (file.byteCount - 4096) / 4
        intact = try read(path)
    }

    /// Puts other bytes in place of the file; it is closed by now.
    func replace(_ bytes: [UInt8]) throws { try write(bytes, to: path) }

    /// The format as documented, byte by byte: a file of version 1 must stay readable.
    @Test func handMadeFileIsRead() throws {
        func bytes<T>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        func padded(_ bytes: [UInt8], to size: Int) -> [UInt8] {
            let whole = bytes + [UInt8](repeating: 0, count: size - 4 - bytes.count)
            return whole
                + withUnsafeBytes(of: whole.withUnsafeBytes { crc32c($0) }.littleEndian) { Array($0) }
        }
        let identity = (1...16).map { UInt8($0) }
        let fields: [UInt32] = [1, 3, 64, 0]
        let header = padded(Array("LKLKVEC\0".utf8) + fields.flatMap { bytes($0) } + identity, to: 4096)
        let row = [Float(2), -1, 2].flatMap { bytes($0) } + [UInt8](repeating: 0, count: 36)
        try replace(header + padded(row + bytes(Int64(-7)) + bytes(Float(3)), to: 64))
        let file = try VectorFile.open(at: path)
        #expect(file.identity.description == "0102030405060708090a0b0c0d0e0f10")
        #expect(file.dimension == 3 && file.rowCount == 1)
        #expect(try file.verify().isEmpty)
        let snapshot = try file.snapshot(live: [RowReference(id: -7, row: 0)])
        #expect(try snapshot.vector(at: 0) == [2, -1, 2] && snapshot.isIntact(at: 0))
        // And it is what is written.
        let written = try VectorFile.create(at: scratch.file("b"), dimension: 3)
        try written.append(ids: [-7], vectors: [2, -1, 2])
        #expect(try read(scratch.file("b")).suffix(64) == read(path).suffix(64))
    }

    @Test func everyBitOfTheHeaderCounts() throws {
        var random = Random(40)
        let offsets =
            Array(0..<48) + Array(4088..<4096)
            + (0..<40).map { _ in Int.random(in: 48..<4088, using: &random) }
        for offset in offsets {
            var bytes = intact
            bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try replace(bytes)
            #expect(throws: VectorFileError.self, "byte \(offset)") { try VectorFile.open(at: path) }
            #expect(try read(path) == bytes)
        }
    }

    @Test func errorsNameTheFileAndTheFault() throws {
        try replace(Array("<html>".utf8))
        #expect(throws: VectorFileError.foreign(path: path)) { try VectorFile.open(at: path) }
        try replace([])
        #expect(throws: VectorFileError.foreign(path: path)) { try VectorFile.open(at: path) }
        try replace(Array(intact[..<4000]))
        #expect(throws: VectorFileError.damaged(path: path, reason: "it ends within its header")) {
            try VectorFile.open(at: path)
        }
        var future = intact
        future[8] = 9
        try replace(future)
        #expect(throws: VectorFileError.unknownVersion(path: path, version: 9)) {
            try VectorFile.open(at: path)
        }
        #expect(throws: VectorFileError.foreign(path: scratch.path)) {
            try VectorFile.open(at: scratch.path, access: .readOnly)
        }
        do {
            _ = try VectorFile.open(at: scratch.file("none"))
            Issue.record("opened a file that is not there")
        } catch {
            #expect(error == .system(path: scratch.file("none"), operation: "opening", code: ENOENT))
            #expect(error.description.contains(scratch.file("none")))
        }
    }

    /// A valid checksum does not make a senseless header acceptable.
    @Test(arguments: [(12, 0), (12, 6 << 20), (16, 0), (16, 65), (20, 1)])
    func headerMustMakeSense(_ offset: Int, _ value: Int) throws {
        var bytes = intact
        withUnsafeBytes(of: UInt32(value).littleEndian) {
            bytes.replaceSubrange(offset..<offset + 4, with: $0)
        }
        let checksum = bytes[..<4092].withUnsafeBytes { crc32c($0) }
        withUnsafeBytes(of: checksum.littleEndian) { bytes.replaceSubrange(4092..<4096, with: $0) }
        try replace(bytes)
        #expect(throws: VectorFileError.damaged(path: path, reason: "its header makes no sense")) {
            try VectorFile.open(at: path)
        }
    }

    @Test func verifyFindsEveryFlippedBit() throws {
        for offset in Swift.stride(from: 4096, to: intact.count, by: 1) {
            var bytes = intact
            bytes[offset] ^= 0x10
            try replace(bytes)
            #expect(try VectorFile.open(at: path).verify() == [(offset - 4096) / stride])
        }
        var two = intact
        two[4096] ^= 1
        two[4096 + 2 * stride + 20] ^= 1
        try replace(two)
        let file = try VectorFile.open(at: path)
        #expect(try file.verify() == [0, 2])
        #expect(file.damagedRows == [0, 2])
    }

    /// A row that is not as it was written never comes under a right checksum.
    @Test func compactionKeepsDamageAsSuch() throws {
        var bytes = intact
        bytes[4096 + 2 * stride] ^= 1
        try replace(bytes)
        let file = try VectorFile.open(at: path)
        // The third is damaged, the fourth is listed under another id.
        let live = [RowReference(id: 2, row: 1), RowReference(id: 3, row: 2), RowReference(id: 9, row: 3)]
        let compacted = try file.compacted(to: scratch.file("new"), live: live)
        #expect(compacted.rowCount == 3 && compacted.damagedRows == [1, 2])
        #expect(try VectorFile.open(at: scratch.file("new"), access: .readOnly).verify() == [1, 2])
        let copied = try read(scratch.file("new"))
        #expect(
            copied[(4096 + stride)..<(4096 + stride + 20)]
                == bytes[(4096 + 2 * stride)..<(4096 + 2 * stride + 20)])
        let snapshot = try compacted.snapshot(
            live: live.enumerated().map { RowReference(id: $1.id, row: $0) })
        #expect(try snapshot.vector(at: 0) == [5, 6, 7, 8, 9])
        let index = FlatIndex(snapshot, metric: .l2)
        #expect(try index.search([9, 9, 9, 9, 9], SearchRequest(k: 3))[0].map(\.id) == [2])
        #expect(index.damagedIDs == [3, 9])
        // And again.
        let twice = try compacted.compacted(
            to: scratch.file("newer"), live: live.enumerated().map { RowReference(id: $1.id, row: $0) })
        #expect(try twice.verify() == [1, 2])
    }

    /// What a crash can leave behind the last whole row is ignored, then overwritten.
    @Test func partOfARowIsIgnored() throws {
        for cut in [1, 20, stride - 1] {
            try replace(Array(intact[..<(intact.count - cut)]))
            let file = try VectorFile.open(at: path)
            #expect(file.rowCount == 3)
            #expect(try file.append(ids: [9], vectors: [1, 2, 3, 4, 5]) == 3)
            #expect(try file.verify().isEmpty)
        }
        #expect(try read(path).count == intact.count)
    }

    @Test func lostRowsAreNoticed() throws {
        try replace(Array(intact[..<(4096 + 2 * stride + 3)]))
        let file = try VectorFile.open(at: path)
        #expect(throws: VectorFileError.missingRows(path: path, expected: 4, found: 2)) {
            try file.settle(rows: 4)
        }
        #expect(throws: VectorFileError.invalidRow(path: path, row: 2)) {
            try file.snapshot(live: [RowReference(id: 3, row: 2)])
        }
    }
}
