import Foundation
import LookalikeVectorFormats
import Testing

@Suite(.timeLimit(.minutes(10))) struct OpeningTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func foreignFilesAreNamed() throws {
        for bytes in [
            [], Array("I".utf8), Array("hello, world".utf8), [0x89, 0x50], Array("PK\u{3}\u{4}aaaaaaa".utf8),
        ] {
            let path = try scratch.write(bytes)
            #expect(try VectorTable.format(of: path) == nil)
            let error = #expect(throws: VectorFormatError.self) { try VectorTable.open(path) }
            #expect(
                error == .unrecognised(path: path, expected: "a FAISS index, a .npy array or an HDF5 file"))
            for format in VectorFileFormat.allCases {
                let error = #expect(throws: VectorFormatError.self) { try VectorTable.open(path, as: format) }
                #expect(
                    error?.description.hasPrefix("\(path) is not ") == true, "\(error?.description ?? "")")
            }
        }
    }

    @Test func whatIsNoFileIsRefused() throws {
        let missing = #expect(throws: VectorFormatError.self) { try VectorTable.open(scratch.file("none")) }
        #expect(missing == .system(path: scratch.file("none"), operation: "opening", code: ENOENT))
        #expect(throws: VectorFormatError.unrecognised(path: scratch.path, expected: "a file")) {
            try VectorTable.open(scratch.path)
        }
        // Nobody writes into it: reading would wait for ever.
        #expect(mkfifo(scratch.file("fifo"), 0o600) == 0)
        #expect(throws: VectorFormatError.self) { try VectorTable.open(scratch.file("fifo")) }
    }

    @Test func aFileCutWhileItIsOpenGivesAnError() throws {
        let path = try scratch.write(Faiss.flat([1, 2, 3, 4], 2))
        let table = try VectorTable.open(path)
        #expect(truncate(path, 60) == 0)
        #expect(throws: VectorFormatError.self) { try table.read(0..<2) }
    }

    /// 1 TiB of zeros that take no room: only what is asked for is read.
    @Test func aFileLargerThanMemory() throws {
        let count = 1 << 32
        let path = try scratch.write(
            Faiss.header("IxFI", 64, count, metric: 0) + bytes(UInt64(count) * 64))
        let start = try readBytes(path).count
        #expect(truncate(path, off_t(start + count * 256)) == 0)
        let table = try VectorTable.open(path)
        #expect(table.count == count)
        #expect(try table.read((count - 2)..<count) == [Float](repeating: 0, count: 128))
    }
}
