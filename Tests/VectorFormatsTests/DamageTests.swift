import Foundation
import LookalikeVectorFormats
import Testing

/// Files cut at every byte, and files with bits flipped: each is read or refused by a typed error that names it, and
/// no more is read than the file holds.
@Suite(.timeLimit(.minutes(10))) struct DamageTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    static let files: [(name: String, bytes: [UInt8])] = {
        let values = randomVectors(6, dimension: 3, seed: 2)
        let codes = (0..<18).map { UInt8($0 * 13) }
        let lists: [(ids: [Int64], codes: [UInt8])] = [
            ([1, 2], Array(codes[..<6])), ([], []), ([3], [9, 8, 7]),
        ]
        let quantiser = Faiss.quantiser(0, 3, codeSize: 3, trained: [1, 2, 3, 4, 5, 6])
        return [
            ("flat", Faiss.flat(values, 3)),
            ("IDMap of HNSW", Faiss.idMap(Faiss.hnsw(Faiss.flat(values, 3), 3, 6), [1, 2, 3, 4, 5, 6], 3)),
            (
                "IVF",
                Faiss.ivf(
                    [([5], bytes(of: [Float(1), 2])), ([4], bytes(of: [Float(3), 4]))], 2, codeSize: 8)
            ),
            (
                "IVF SQ",
                Faiss.ivf(
                    lists, 3, codeSize: 3, kind: "IwSq", quantiser: quantiser + bytes(UInt64(3)) + [1],
                    sparse: true,
                    directMap: 2)
            ),
            ("SQ", Faiss.header("IxSQ", 3, 6) + quantiser + Faiss.vector(codes)),
            ("npy", NPY.file("<f4", shape: "(6, 3)", bytes(of: values))),
            ("npy, Fortran", NPY.file(">f2", shape: "(3, 3)", order: "True", version: 2, codes)),
        ]
    }()

    @Test(arguments: files.indices)
    func everyTruncationIsRefused(file: Int) throws {
        let (name, bytes) = Self.files[file]
        let path = try scratch.write(bytes)
        #expect(try VectorTable.open(path).count > 0)
        for length in bytes.indices.reversed() {
            #expect(truncate(path, off_t(length)) == 0)
            let error = #expect(throws: VectorFormatError.self, "\(name), \(length)") {
                try VectorTable.open(path)
            }
            #expect(error?.description.contains(path) == true)
        }
    }

    @Test(arguments: files.indices)
    func flippedBits(file: Int) throws {
        var random = Random(UInt64(file) + 100)
        let patched = try PatchedFile(Self.files[file].bytes, in: scratch)
        let size = patched.intact.count
        for _ in 0..<3000 {
            try patched.withFlippedBits(in: size, &random) {
                do throws(VectorFormatError) {
                    let table = try VectorTable.open(patched.path)
                    #expect(table.count * table.dimension <= size)
                    #expect(try table.read(0..<table.count).count == table.count * table.dimension)
                } catch {
                    #expect(error.description.contains(patched.path))
                }
            }
        }
    }
}
