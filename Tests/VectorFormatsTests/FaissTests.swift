import LookalikeVectorFormats
import Testing

/// FAISS files as its source describes them.
@Suite(.timeLimit(.minutes(10))) struct FaissTests {
    let scratch: Scratch
    let values = randomVectors(5, dimension: 3, seed: 1)
    let ids: [Int64] = [7, -3, 1 << 40, 0, 9]

    init() throws { scratch = try Scratch() }

    func open(_ bytes: [UInt8]) throws -> VectorTable { try VectorTable.open(scratch.write(bytes)) }

    @Test(arguments: [
        ("IxFI", Int32(0), StatedMetric.innerProduct), ("IxF2", 1, .euclidean), ("IxFl", 4, .unknown),
    ])
    func flat(kind: String, metric: Int32, stated: StatedMetric) throws {
        let table = try open(Faiss.flat(values, 3, kind: kind, metric: metric))
        #expect(table.format == .faiss && table.dimension == 3 && table.count == 5)
        #expect(table.metric == stated && table.ids == nil)
        #expect(try table.read(0..<5) == values)
        #expect(try table.read(3..<4) == Array(values[9..<12]))
        #expect(try table.read(2..<2) == [])
        #expect(try table.readInBlocks(of: 2) == values)
    }

    @Test(arguments: ["IxMp", "IxM2"])
    func idMap(kind: String) throws {
        let table = try open(Faiss.idMap(Faiss.flat(values, 3), ids, 3, kind: kind))
        #expect(table.ids == ids && table.kind.hasSuffix("of IndexFlatL2"))
        #expect(try table.read(0..<5) == values)
    }

    @Test func hnswAndIDMapOfIt() throws {
        let hnsw = Faiss.hnsw(Faiss.flat(values, 3), 3, 5)
        #expect(try open(hnsw).read(1..<5) == Array(values[3...]))
        let table = try open(Faiss.idMap(hnsw, ids, 3))
        #expect(table.ids == ids && table.kind == "IndexIDMap of IndexHNSWFlat")
        #expect(try table.read(0..<5) == values)
    }

    /// Lists 0 and 2 of four have vectors.
    @Test(arguments: [false, true], [UInt8(0), 1, 2])
    func invertedLists(sparse: Bool, directMap: UInt8) throws {
        let lists: [(ids: [Int64], codes: [UInt8])] = [
            (Array(ids[..<2]), bytes(of: Array(values[..<6]))), ([], []),
            (Array(ids[2...]), bytes(of: Array(values[6...]))), ([], []),
        ]
        let file = Faiss.ivf(lists, 3, codeSize: 12, sparse: sparse, directMap: directMap)
        let table = try open(file)
        #expect(table.ids == ids && table.count == 5 && table.kind == "IndexIVFFlat")
        #expect(try table.readInBlocks(of: 1) == values)
        #expect(try table.readInBlocks(of: 3) == values)
        #expect(try table.read(1..<4) == Array(values[3..<12]))
    }

    @Test func idMapOfInvertedListsGoesByTheNumbersInside() throws {
        let file = Faiss.ivf([([2, 0, 1], bytes(of: Array(values[..<9])))], 3, codeSize: 12)
        #expect(try open(Faiss.idMap(file, [10, 20, 30], 3)).ids == [30, 10, 20])
        #expect(throws: VectorFormatError.self) {
            let wrong = Faiss.ivf([([2, 0, 3], bytes(of: Array(values[..<9])))], 3, codeSize: 12)
            _ = try open(Faiss.idMap(wrong, [10, 20, 30], 3))
        }
    }

    @Test func scalarQuantisers() throws {
        let codes: [UInt8] = [0, 255, 100, 3]
        func table(_ type: Int32, codeSize: Int, trained: [Float], _ codes: [UInt8]) throws -> VectorTable {
            try open(
                Faiss.header("IxSQ", 2, codes.count / codeSize)
                    + Faiss.quantiser(type, 2, codeSize: codeSize, trained: trained) + Faiss.vector(codes))
        }
        let each = try table(0, codeSize: 2, trained: [1, -1, 255, 510], codes).read(0..<2)
        #expect(isClose(each, [1.5, 510, 101.5, 6]))
        let uniform = try table(2, codeSize: 2, trained: [-0.5, 255], codes).read(0..<2)
        #expect(isClose(uniform, [0, 255, 100, 3]))
        #expect(try table(5, codeSize: 2, trained: [], codes).read(0..<2) == [0, 255, 100, 3])
        #expect(try table(8, codeSize: 2, trained: [], codes).read(0..<2) == [-128, 127, -28, -125])
        let halves = bytes(of: [Float16(0.5), -2])
        #expect(try table(4, codeSize: 4, trained: [], halves).read(0..<1) == [0.5, -2])
        let bfloats = bytes(of: [UInt16(0x3f80), 0xc000])
        #expect(try table(7, codeSize: 4, trained: [], bfloats).read(0..<1) == [1, -2])
    }

    @Test func residualsAreAddedToTheirCentroid() throws {
        let quantiser = Faiss.quantiser(2, 2, codeSize: 2, trained: [-0.5, 255])
        let lists: [(ids: [Int64], codes: [UInt8])] = [([4], [1, 2]), ([], []), ([5, 6], [3, 4, 5, 6])]
        func table(_ kind: String, _ residual: [UInt8]) throws -> [Float] {
            let file = Faiss.ivf(
                lists, 2, codeSize: 2, kind: kind, quantiser: quantiser + bytes(UInt64(2)) + residual,
                centroids: [10, 20, 0, 0, 30, 40])
            let table = try open(file)
            #expect(table.ids == [4, 5, 6])
            #expect(try table.read(1..<3) == Array(table.read(0..<3)[2...]))
            return try table.read(0..<3)
        }
        #expect(isClose(try table("IwSq", [1]), [11, 22, 33, 44, 35, 46]))
        #expect(isClose(try table("IwSq", [0]), [1, 2, 3, 4, 5, 6]))
        #expect(isClose(try table("IwSQ", []), [11, 22, 33, 44, 35, 46]))
    }

    @Test(arguments: [(Int32(2), "METRIC_L1"), (4, "METRIC_Lp"), (23, "METRIC_Jaccard"), (77, "metric 77")])
    func otherMetricsAreNamed(metric: Int32, name: String) throws {
        let flat = Faiss.flat(values, 3, kind: "IxFl", metric: metric)
        for file in [flat, Faiss.idMap(flat, ids, 3)] {
            let table = try open(file)
            #expect(table.metric == .unknown && table.otherMetric == name)
        }
        #expect(try open(Faiss.flat(values, 3)).otherMetric == nil)
    }

    @Test func whatWasNeverTrainedIsSaidToBe() throws {
        var file = Faiss.header("IwFl", 3, 0)
        // The flag lies behind kind, dimension, count and two unused numbers.
        file[32] = 0
        let error = #expect(throws: VectorFormatError.self) { try open(file) }
        #expect(error?.description.contains("was never trained") == true)
    }

    @Test func otherKindsAreNamed() throws {
        for (code, name) in [
            ("IxPQ", "IndexPQ"), ("IwPQ", "IndexIVFPQ"), ("IBxF", "binary"), ("IxPT", "PreTransform"),
        ] {
            let error = #expect(throws: VectorFormatError.self) { try open(Faiss.header(code, 3, 5)) }
            let text = error?.description ?? ""
            #expect(text.contains("'\(code)'") && text.contains(name) && text.contains("IndexFlatIP"))
            #expect(text.contains(scratch.file("file")))
        }
        let inner = #expect(throws: VectorFormatError.self) {
            try open(Faiss.header("IxMp", 3, 5) + Faiss.header("IxPq", 3, 5))
        }
        #expect(inner?.description.contains("'IxPq'") == true)
        let empty = #expect(throws: VectorFormatError.self) { try open(Faiss.hnsw(Array("null".utf8), 3, 5)) }
        #expect(empty?.description.contains("without its vectors") == true)
        let nested = (0..<1000).flatMap { _ in Faiss.header("IxMp", 3, 5) }
        #expect(throws: VectorFormatError.self) { try open(nested) }
    }

    @Test func whatContradictsItselfIsRefused() throws {
        let flat = Faiss.flat(values, 3)
        let files: [String: [UInt8]] = [
            "ids": Faiss.idMap(flat, [1, 2, 3, 4], 3),
            "dimension": Faiss.idMap(flat, ids, 2),
            "count": Faiss.header("IxF2", 3, 4) + Faiss.vector(values),
            "levels": Faiss.hnsw(flat, 3, 5, levels: 4),
            "trailing": flat + [0],
            "negative": Faiss.header("IxF2", 3, -1) + Faiss.vector([Float]()),
            "no dimension": Faiss.header("IxF2", 0, 0) + Faiss.vector([Float]()),
            "lists": Faiss.ivf(
                [([1], bytes(of: [Float(1)]))], 1, codeSize: 4, centroids: [1, 2]),
            "code size": Faiss.ivf([([1], [1, 2, 3])], 1, codeSize: 3),
        ]
        for (name, file) in files {
            #expect(throws: VectorFormatError.self, "\(name)") { try open(file) }
        }
    }

    /// Lengths near the ends of what fits 64 bits, at every place where a length can be.
    @Test func enormousLengthsAreRefused() throws {
        let intact = Faiss.idMap(
            Faiss.ivf([([1, 0], bytes(of: [Float(1), 2]))], 1, codeSize: 4, sparse: true, directMap: 2),
            [5, 6], 1)
        #expect(try open(intact).ids == [6, 5])
        let lengths: [UInt64] = [.max, 1 << 63, 1 << 62, 1 << 61, (1 << 61) + 1, 1 << 60, 1 << 40, 1 << 32]
        let patched = try PatchedFile(intact, in: scratch)
        for offset in 0...(intact.count - 8) {
            for length in lengths {
                try patched.with([(offset, bytes(length))]) { readOrRefuse(patched) }
            }
        }
    }

    /// What opens is of the file's size; what doesn't gives a typed error.
    private func readOrRefuse(_ file: PatchedFile) {
        do throws(VectorFormatError) {
            let table = try VectorTable.open(file.path)
            #expect(table.count <= file.intact.count && table.ids.map { $0.count == table.count } ?? true)
            _ = try table.read(0..<table.count)
        } catch {
            #expect(error.description.contains(file.path))
        }
    }

    /// (c + 0.5) / 255 is not exact. `PeerTests` compares with FAISS bit by bit.
    private func isClose(_ found: [Float], _ expected: [Float]) -> Bool {
        found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 }
    }
}
