import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct OpenVINOTests {
    private static func load(
        _ folder: String = Fixtures.models + "/tiny", precision: Precision = .f32, batch: Int = 4,
        _ change: (inout ModelManifest) -> Void = { _ in }
    ) throws -> any EmbeddingNetwork {
        let installed = try ModelLibrary.read(folder: folder)
        var manifest = installed.manifest
        change(&manifest)
        let backend = try OpenVINOBackend(workers: 2, cacheDirectory: nil)
        return try backend.load(
            manifest, identity: ModelLibrary.identity(of: installed), network: installed.network,
            precision: precision, maximumBatch: batch)
    }

    /// Numbers that look random and are the same each time.
    private static func tensor(_ seed: Int, _ count: Int) -> [Float] {
        (0..<count).map { Float(($0 &* 7_919 &+ seed &* 104_729) % 2_001) / 1_000 - 1 }
    }

    private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        func dot(_ a: [Float], _ b: [Float]) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }

    @Test func aBatchGivesWhatSinglesGive() throws {
        let network = try Self.load()
        #expect(network.batchSizes == [1, 4] && network.dimension == 192)
        let inputs = (0..<4).map { Self.tensor($0, network.inputCount) }
        let together = try network.run(inputs)
        #expect(together.count == inputs.count)
        for (input, row) in zip(inputs, together) {
            #expect(Self.cosine(try network.run([input])[0], row) > 0.999_999)
        }
    }

    @Test func theTinyNetworkIsTheMeanOfFields() throws {
        let network = try Self.load()
        let input = Self.tensor(1, network.inputCount)
        var sum: Float = 0
        for y in 0..<4 { for x in 0..<4 { sum += input[y * 32 + x] } }
        let first = sum / 16
        #expect(abs(try network.run([input])[0][0] - first) < 1e-5)
    }

    @Test func halfThePrecisionIsNearlyTheSame() throws {
        let (full, half) = (try Self.load(precision: .f32), try Self.load(precision: .bf16))
        #expect(full.precision == .f32)
        for seed in 0..<3 {
            let input = Self.tensor(seed, full.inputCount)
            #expect(Self.cosine(try full.run([input])[0], try half.run([input])[0]) > 0.999)
        }
    }

    @Test func automaticIsWhatTheProcessorHas() throws {
        let backend = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
        #expect(backend.nativePrecision != .auto)
        #expect(try Self.load(precision: .auto).precision == backend.nativePrecision)
    }

    @Test func manyThreadsShareANetwork() async throws {
        let network = try Self.load()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 0..<32 {
                group.addTask {
                    let inputs = (0..<4).map { Self.tensor(seed + $0, network.inputCount) }
                    let rows = try network.run(inputs)
                    #expect(Self.cosine(rows[0], try network.run([inputs[0]])[0]) > 0.999_999)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: [
        "", "no network", "<?xml version=\"1.0\"?><net name=\"x\" version=\"11\"><layers>", "\u{8}\u{7}",
    ])
    func aBrokenNetworkIsUnusable(_ text: String) throws {
        for name in ["network.xml", "network.onnx", "network.tflite"] {
            let folder = try TemporaryFolder()
            try folder.write(Array(text.utf8), to: name)
            let model = try ModelLibrary.read(folder: Fixtures.models + "/tiny")
            let identity = try ModelLibrary.identity(of: model)
            let backend = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
            let error = #expect(throws: EmbeddingError.self) {
                try backend.load(
                    model.manifest, identity: identity, network: .file(path: folder.path + "/" + name),
                    precision: .f32, maximumBatch: 1)
            }
            guard case .unusableModel("tiny", _)? = error else { return #expect(Bool(false), "\(error!)") }
        }
    }

    @Test func anotherDimensionThanTheNetworksIsUnusable() throws {
        let other = try JSONDecoder().decode(
            ModelManifest.Output.self, from: Data(#"{"name": "nonexistent"}"#.utf8))
        #expect(throws: EmbeddingError.self) { try Self.load { $0.dimension = 100 } }
        #expect(throws: EmbeddingError.self) { try Self.load { $0.output = other } }
        #expect(throws: EmbeddingError.self) { try Self.load { $0.input.layout = .nhwc } }
    }

    @Test(arguments: [NetworkDrawing.nhwc, .pooled, .squeezed])
    func networksOfSeveralShapesRun(_ drawing: NetworkDrawing) throws {
        let folder = try TemporaryFolder()
        try folder.write(Array(drawing.text.utf8), to: "m/network.xml")
        try folder.write(Array(drawing.manifest.utf8), to: "m/model.json")
        let network = try Self.load(folder.path + "/m")
        let inputs = (0..<4).map { Self.tensor($0, network.inputCount) }
        let rows = try network.run(inputs)
        #expect(rows.allSatisfy { $0.count == network.dimension && $0.allSatisfy(\.isFinite) })
        #expect(Self.cosine(rows[2], try network.run([inputs[2]])[0]) > 0.999_999)
    }

    @Test func aNetworkThatTakesOneImageOnlyRunsThemOneByOne() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array(NetworkDrawing.single.utf8), to: "m/network.xml")
        try folder.write([1, 192].flatMap { [UInt8($0), 0, 0, 0, 0, 0, 0, 0] }, to: "m/network.bin")
        try folder.write(
            Array(NetworkDrawing.nhwc.manifest.replacing("nhwc", with: "nchw").utf8), to: "m/model.json")
        let network = try Self.load(folder.path + "/m")
        let inputs = (0..<4).map { Self.tensor($0, network.inputCount) }
        // What the network does is to leave everything as it is.
        #expect(try network.run(inputs) == inputs)
        #expect(network.batchSizes == [1])
        #expect(try network.run([inputs[3]]) == [inputs[3]])
    }
}
