import Foundation
import LookalikeVectorFormats
import TestSupport
import Testing

/// Files of the real FAISS, NumPy and h5py, and what those make of ours.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Peers.exist, "no .venv/peers: scripts/python-peers makes it"))
struct PeerTests {
    @Test func allThatTheyWriteIsReadAsTheyDo() async throws {
        let folder = try await Peers.made.value
        let files = try folder.names.filter { $0.hasSuffix(".values") }.map { String($0.dropLast(7)) }
        #expect(files.count > 55)
        for name in files {
            let table = try VectorTable.open(folder.file(name))
            let expected = try numbers(folder.file(name + ".values"), Float.self)
            #expect(table.count * table.dimension == expected.count, "\(name)")
            let found = try table.readInBlocks(of: 77)
            let different = zip(found, expected).count { $0 != $1 }
            #expect(different == 0 && found.count == expected.count, "\(name): \(table.kind)")
            let ids = folder.file(name + ".ids")
            let hasIDs = FileManager.default.fileExists(atPath: ids)
            #expect(table.ids == (hasIDs ? try numbers(ids, Int64.self) : nil), "\(name)")
        }
    }

    @Test(arguments: [
        ("flat-ip", StatedMetric.innerProduct), ("flat-l2", .euclidean), ("flat-l1", .unknown),
        ("flat-lp", .unknown), ("empty", .innerProduct), ("hnsw-ip", .innerProduct), ("hnsw", .euclidean),
        ("ivf", .innerProduct), ("sq8", .euclidean), ("idmap-flat", .innerProduct),
    ])
    func metricsAreTold(name: String, metric: StatedMetric) async throws {
        #expect(try await VectorTable.open(Peers.made.value.file(name + ".faiss")).metric == metric)
    }

    /// Whatever wraps it.
    @Test(arguments: [
        "L1", "Linf", "Lp", "Canberra", "BrayCurtis", "JensenShannon", "Jaccard", "NaNEuclidean", "GOWER",
    ]) func otherMetricsAreNamed(metric: String) async throws {
        for kind in ["Flat", "IDMap-Flat", "HNSW8", "IDMap2-HNSW8"] {
            let path = try await Peers.made.value.file("metric-\(metric)-\(kind).faiss")
            let table = try VectorTable.open(path)
            #expect(table.metric == .unknown && table.otherMetric == "METRIC_\(metric)", "\(kind)")
            #expect(table.count == 5)
        }
        #expect(try await VectorTable.open(Peers.made.value.file("flat-ip.faiss")).otherMetric == nil)
        #expect(try await VectorTable.open(Peers.made.value.file("ivf.faiss")).otherMetric == nil)
    }

    @Test(arguments: ["ivf", "ivf-sq", "sq", "hnsw-sq", "idmap-ivf", "idmap2-sq"])
    func whatWasNeverTrainedIsSaidToBe(name: String) async throws {
        let path = try await Peers.made.value.file("untrained-\(name).faiss")
        let error = #expect(throws: VectorFormatError.self) { try VectorTable.open(path) }
        #expect(error?.description.contains("\(path) holds a FAISS index that was never trained") == true)
    }

    /// What HDF5 2.0 writes as its latest form.
    @Test(arguments: ["gzip", "shuffle", "fletcher32", "one-chunk", "grown", "complex"])
    func whatANewerHDF5WroteIsSaidToBe(name: String) async throws {
        let path = try await Peers.made.value.file("newer-\(name).h5")
        let error = #expect(throws: VectorFormatError.self) { try VectorTable.open(path) }
        let text = error?.description ?? ""
        #expect(text.contains("a newer libhdf5 wrote") && text.contains("libver=\"v110\""), "\(text)")
        #expect(!text.contains("damaged"))
    }

    @Test func idsOfArrays() async throws {
        let folder = try await Peers.made.value
        #expect(
            try NumPyFile.ids(folder.file("ids-of-i8.npy")) == (0..<300).map { 1_000_000_000_000 + 7 * $0 })
        #expect(try NumPyFile.ids(folder.file("ids-of-bu4.npy")) == Array(0..<300))
    }

    @Test func whatIsNotReadIsRefusedByName() async throws {
        let folder = try await Peers.made.value
        let names = try folder.names.filter { $0.hasPrefix("refused-") }
        #expect(names.count > 20)
        for name in names {
            let error = #expect(throws: VectorFormatError.self, "\(name)") {
                try VectorTable.open(folder.file(name))
            }
            switch error {
            case .unsupported(let path, _, _), .missingDataset(let path, _, _):
                #expect(path == folder.file(name))
            default:
                // Space that was never written to looks the same as a lost piece of the file.
                #expect(name == "refused-unwritten.h5", "\(name): \(error?.description ?? "")")
            }
        }
    }

    @Test func theyReadWhatWeWrite() async throws {
        let folder = try Scratch()
        let values = randomVectors(500, dimension: 33, seed: 3)
        let ids = (0..<500).map { Int64($0 * $0 - 70) }
        for metric in [StatedMetric.innerProduct, .euclidean] {
            let ending = metric == .innerProduct ? "ip" : "l2"
            try write(values, to: folder.file("flat-\(ending).faiss"), .faiss, metric)
            try write(values, to: folder.file("idmap-\(ending).faiss"), .faiss, metric, ids: ids)
        }
        try write(values, to: folder.file("array.npy"), .npy)
        try write(values, to: folder.file("table.h5"), .hdf5)
        for name in try folder.names {
            try folder.write(bytes(of: values), name + ".values")
            if name.hasPrefix("idmap") { try folder.write(bytes(of: ids), name + ".ids") }
        }
        let seen = try await Peers.run("check", folder.path)
        #expect(
            seen.split(separator: "\n").sorted() == [
                "array.npy", "flat-ip.faiss", "flat-l2.faiss", "idmap-ip.faiss", "idmap-l2.faiss", "table.h5",
            ])
    }

    /// libhdf5 with damaged files of h5py.
    @Test(arguments: ["contiguous", "gzip", "grown"])
    func damagedFilesOfH5py(name: String) async throws {
        let folder = try await Peers.made.value
        let scratch = try Scratch()
        let intact = try readBytes(folder.file(name + ".h5"))
        let expected = try numbers(folder.file(name + ".h5.values"), Float.self)
        for length in stride(from: 0, to: intact.count, by: intact.count / 97) {
            #expect(throws: VectorFormatError.self) {
                let table = try VectorTable.open(scratch.write(Array(intact[..<length])), as: .hdf5)
                let found = try table.readInBlocks(of: 100)
                #expect(found != expected)
            }
        }
        var random = Random(9)
        let patched = try PatchedFile(intact, in: scratch)
        for round in 0..<200 {
            // Most of what can be damaged, beside the numbers themselves, is at the beginning.
            try patched.withFlippedBits(in: round % 2 == 0 ? 2048 : intact.count, &random) {
                do throws(VectorFormatError) {
                    let table = try VectorTable.open(patched.path, as: .hdf5)
                    _ = try table.read(0..<min(table.count, 1000))
                } catch {
                    #expect(error.description.contains(patched.path))
                }
            }
        }
    }

    private func write(
        _ values: [Float], to path: String, _ format: VectorFileFormat,
        _ metric: StatedMetric = .innerProduct,
        ids: [Int64]? = nil
    ) throws {
        let writer = try VectorTableWriter(
            path, as: format, dimension: 33, metric: metric, withIDs: ids != nil)
        try writer.append(Array(values[..<330]), ids: ids.map { Array($0[..<10]) } ?? [])
        try writer.append(Array(values[330...]), ids: ids.map { Array($0[10...]) } ?? [])
        try writer.finish()
    }

    private func numbers<Number: BitwiseCopyable>(_ path: String, _ type: Number.Type) throws -> [Number] {
        try readBytes(path).withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size).map {
                bytes.loadUnaligned(fromByteOffset: $0, as: Number.self)
            }
        }
    }
}

/// The Python environment of `scripts/python-peers`.
private enum Peers {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let python = root + "/.venv/peers/bin/python"

    /// The mark of the script: an environment half made counts as none.
    static var exist: Bool { FileManager.default.fileExists(atPath: root + "/.venv/peers/.complete") }

    /// A folder of files, made once.
    static let made = Task {
        let folder = try Scratch()
        _ = try await run("make", folder.path)
        return folder
    }

    struct Failed: Error { let output: String }

    /// What the script prints.
    static func run(_ arguments: String...) async throws -> String {
        let (output, errors) = (Pipe(), Pipe())
        let process = try ChildProcess(
            python, [root + "/Tests/Fixtures/peers/peers.py"] + arguments,
            environment: ProcessInfo.processInfo.environment.merging(
                ["OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"], uniquingKeysWith: { $1 }),
            output: .pipe(output), errors: .pipe(errors))
        async let text = ChildProcess.read(output)
        async let complaints = ChildProcess.read(errors)
        guard await process.end() == .code(0) else {
            throw Failed(output: String(await complaints.suffix(1000)))
        }
        return await text
    }
}
