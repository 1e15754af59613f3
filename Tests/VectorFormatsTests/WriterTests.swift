import Foundation
import LookalikeVectorFormats
import Testing

@Suite(.timeLimit(.minutes(10))) struct WriterTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: VectorFileFormat.allCases, [1, 7, 300])
    func whatIsWrittenIsReadBack(format: VectorFileFormat, dimension: Int) throws {
        let values = randomVectors(1000, dimension: dimension, seed: UInt64(dimension))
        let writer = try VectorTableWriter(
            scratch.file("f"), as: format, dimension: dimension, metric: .euclidean)
        var row = 0
        for length in [0, 1, 499, 500] {
            try writer.append(Array(values[(row * dimension)..<((row + length) * dimension)]))
            row += length
        }
        try writer.finish()
        #expect(writer.count == 1000)
        #expect(try scratch.names == ["f"])
        #expect(try VectorTable.format(of: scratch.file("f")) == format)
        let table = try VectorTable.open(scratch.file("f"))
        #expect(table.format == format && table.count == 1000 && table.dimension == dimension)
        #expect(table.metric == (format == .faiss ? .euclidean : .unknown) && table.ids == nil)
        let isEqual = try table.readInBlocks(of: 333) == values
        #expect(isEqual)
        #expect(table.blocks(bytes: 4 * dimension * 300) == [0..<300, 300..<600, 600..<900, 900..<1000])
    }

    @Test(arguments: [StatedMetric.innerProduct, .euclidean])
    func idsOfFaissFiles(metric: StatedMetric) throws {
        let writer = try VectorTableWriter(
            scratch.file("f"), as: .faiss, dimension: 2, metric: metric, withIDs: true)
        try writer.append([1, 2], ids: [.max])
        try writer.append([3, 4, 5, 6], ids: [-1, 0])
        try writer.finish()
        let table = try VectorTable.open(scratch.file("f"))
        #expect(table.ids == [.max, -1, 0] && table.metric == metric)
        #expect(try table.read(0..<3) == [1, 2, 3, 4, 5, 6])
    }

    @Test func theSameBytesAsByHand() throws {
        let writer = try VectorTableWriter(
            scratch.file("f"), as: .faiss, dimension: 2, metric: .euclidean, withIDs: true)
        try writer.append([1, 2, 3, 4], ids: [5, 6])
        try writer.finish()
        #expect(try readBytes(scratch.file("f")) == Faiss.idMap(Faiss.flat([1, 2, 3, 4], 2), [5, 6], 2))
    }

    @Test func idsAsAnArray() throws {
        try NumPyFile.write(ids: [3, -4, .min], to: scratch.file("ids.npy"))
        #expect(try NumPyFile.ids(scratch.file("ids.npy")) == [3, -4, .min])
        #expect(try readBytes(scratch.file("ids.npy")).count == 128 + 24)
    }

    @Test(arguments: VectorFileFormat.allCases)
    func emptyTables(format: VectorFileFormat) throws {
        try VectorTableWriter(scratch.file("f"), as: format, dimension: 9).finish()
        let table = try VectorTable.open(scratch.file("f"))
        #expect(table.count == 0 && table.dimension == 9 && table.blocks() == [])
        #expect(try table.read(0..<0) == [])
    }

    @Test(arguments: VectorFileFormat.allCases)
    func whatIsThereStays(format: VectorFileFormat) throws {
        let path = try scratch.write("precious", "f")
        #expect(throws: VectorFormatError.exists(path: path)) {
            try VectorTableWriter(path, as: format, dimension: 2)
        }
        // One that is let go leaves what was there, and nothing beside it.
        do {
            let writer = try VectorTableWriter(path, as: format, dimension: 2, replacing: true)
            try writer.append([1, 2])
        }
        #expect(try scratch.names == ["f"])
        #expect(try readBytes(path) == Array("precious".utf8))
        let writer = try VectorTableWriter(path, as: format, dimension: 2, replacing: true)
        try writer.append([1, 2])
        try writer.finish()
        #expect(try VectorTable.open(path).read(0..<1) == [1, 2])
        #expect(try scratch.names == ["f"])
    }

    /// Another program took the name while the file was written.
    @Test func aNameTakenMeanwhileStays() throws {
        let writer = try VectorTableWriter(scratch.file("f"), as: .npy, dimension: 2)
        try scratch.write("precious", "f")
        #expect(throws: VectorFormatError.exists(path: scratch.file("f"))) { try writer.finish() }
        #expect(try readBytes(scratch.file("f")) == Array("precious".utf8))
    }

    @Test func whatCannotBeWritten() throws {
        let path = scratch.file("f")
        #expect(throws: VectorFormatError.self) { try VectorTableWriter(path, as: .npy, dimension: 0) }
        #expect(throws: VectorFormatError.self) { try VectorTableWriter(path, as: .npy, dimension: 65_537) }
        #expect(throws: VectorFormatError.self) {
            try VectorTableWriter(path, as: .npy, dimension: 2, withIDs: true)
        }
        #expect(throws: VectorFormatError.self) {
            try VectorTableWriter(path, as: .faiss, dimension: 2, metric: .unknown)
        }
        #expect(throws: VectorFormatError.self) {
            try VectorTableWriter(scratch.file("none/f"), as: .npy, dimension: 2)
        }
        let writer = try VectorTableWriter(path, as: .npy, dimension: 2)
        #expect(throws: VectorFormatError.self) { try writer.append([1]) }
        #expect(throws: VectorFormatError.self) { try writer.append([1, 2], ids: [1]) }
        try writer.append([1, 2])
        try writer.finish()
        #expect(throws: VectorFormatError.self) { try writer.append([1, 2]) }
        #expect(throws: VectorFormatError.self) { try writer.finish() }
        #expect(try VectorTable.open(path).count == 1)
    }
}
