import LookalikeVectorFormats
import Testing

/// HDF5 files as our own writer leaves them; those of h5py are in `PeerTests`.
@Suite(.timeLimit(.minutes(10))) struct HDF5Tests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func write(_ values: [Float], dimension: Int, _ name: String = "file", dataset: String = "data") throws
        -> String
    {
        let writer = try VectorTableWriter(
            scratch.file(name), as: .hdf5, dimension: dimension, dataset: dataset)
        try writer.append(values)
        try writer.finish()
        return writer.path
    }

    @Test func aDatasetOfAnotherName() throws {
        let path = try write([1, 2], dimension: 2, dataset: "features")
        #expect(try VectorTable.open(path, dataset: "features").read(0..<1) == [1, 2])
        let error = #expect(throws: VectorFormatError.self) { try VectorTable.open(path) }
        #expect(error == .missingDataset(path: path, name: "data", reason: ""))
        for name in ["", "/", ".", "a/b", "/features", String(repeating: "x", count: 100_000)] {
            #expect(throws: VectorFormatError.self) { try VectorTable.open(path, dataset: name) }
        }
    }

    /// Whoever reads it while it is written gets an error, and what is written stays as it should be.
    @Test func aFileThatIsBeingWrittenIsRefused() throws {
        let writer = try VectorTableWriter(scratch.file("file"), as: .hdf5, dimension: 2)
        try writer.append([1, 2])
        let unfinished = try scratch.file(#require(scratch.names.first))
        #expect(throws: VectorFormatError.self) { try VectorTable.open(unfinished, as: .hdf5) }
        try writer.append([3, 4])
        try writer.finish()
        #expect(try VectorTable.open(writer.path).read(0..<2) == [1, 2, 3, 4])
    }

    @Test func aUserBlockBeforeTheSignature() throws {
        let path = try write([1, 2, 3, 4], dimension: 2)
        let shifted = try scratch.write([UInt8](repeating: 0, count: 1024) + readBytes(path), "shifted")
        #expect(try VectorTable.open(shifted).read(0..<2) == [1, 2, 3, 4])
    }

    /// libhdf5 knows no threads; here many read two files at once.
    @Test func manyThreadsRead() async throws {
        let values = randomVectors(2000, dimension: 16, seed: 4)
        let tables = [
            try VectorTable.open(write(values, dimension: 16, "a")),
            try VectorTable.open(write(values, dimension: 16, "b")),
        ]
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in 0..<16 {
                group.addTask {
                    var random = Random(UInt64(task))
                    for _ in 0..<50 {
                        let first = Int.random(in: 0..<2000, using: &random)
                        let range = first..<Int.random(in: first...2000, using: &random)
                        let expected = values[(range.lowerBound * 16)..<(range.upperBound * 16)]
                        guard try tables[task % 2].read(range).elementsEqual(expected) else { return false }
                    }
                    return true
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }
}
