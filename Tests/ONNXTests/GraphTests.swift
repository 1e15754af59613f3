import Foundation
import LookalikeONNX
import LookalikeWeights
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct GraphTests {
    /// Every kind of attribute, type and axis, an input that is left out, and a number of two bytes.
    private static let graph: Graph = {
        var graph = Graph(name: "test")
        graph.inputs = [TensorDescription(name: "x", type: .float32, shape: [.symbol("N"), .size(2)])]
        graph.outputs = [TensorDescription(name: "z", type: .float32, shape: [.symbol("N"), .size(3)])]
        graph.initializers = [
            Initializer(name: "weights", shape: [2, 3], [1, 2, 3, 4, 5, 6]),
            Initializer(name: "shape", integers: [0, -1]),
            Initializer(name: "half", type: .float16, shape: [2]) { () throws(WeightFileError) in
                [0x00, 0x38, 0x00, 0xC0]
            },
            Initializer(name: "one", shape: [], [1]),
        ]
        graph.nodes = [
            Node("MatMul", ["x", "weights"], ["product"]),
            Node("Cast", ["half"], ["single"], ["to": .type(.float32)]),
            Node("HardSigmoid", ["product"], ["gate"], ["beta": .float(0.5), "alpha": .float(1 / 6)]),
            Node(
                "MaxPool", ["y"], ["pooled"],
                [
                    "pads": .ints([0, 0, 0, 0]), "kernel_shape": .ints([3, 300]),
                    "auto_pad": .string("NOTSET"),
                ]),
            Node("Clip", ["gate", "", "one"], ["z"]),
        ]
        return graph
    }()

    /// The same network as the package `onnx` 1.23 writes it: `helper.make_model(…).SerializeToString()`.
    @Test func bytesAreThoseOfTheONNXPackage() throws {
        let expected = """
            CAgSCWxvb2thbGlrZTquAwomCgF4Cgd3ZWlnaHRzEgdwcm9kdWN0Ggdwcm9kdWN0IgZNYXRNdWwKJwoEaGFsZhIGc2luZ2xl
            GgZzaW5nbGUiBENhc3QqCQoCdG8YAaABAgpDCgdwcm9kdWN0EgRnYXRlGgRnYXRlIgtIYXJkU2lnbW9pZCoPCgVhbHBoYRWr
            qio+oAEBKg4KBGJldGEVAAAAP6ABAQpeCgF5EgZwb29sZWQaBnBvb2xlZCIHTWF4UG9vbCoVCghhdXRvX3BhZCIGTk9UU0VU
            oAEDKhYKDGtlcm5lbF9zaGFwZUADQKwCoAEHKhEKBHBhZHNAAEAAQABAAKABBwoZCgRnYXRlCgAKA29uZRIBehoBeiIEQ2xp
            cBIEdGVzdCopCAIIAxABQgd3ZWlnaHRzShgAAIA/AAAAQAAAQEAAAIBAAACgQAAAwEAqHQgCEAdCBXNoYXBlShAAAAAAAAAA
            AP//////////KhAIAhAKQgRoYWxmSgQAOADAKg0QAUIDb25lSgQAAIA/WhQKAXgSDwoNCAESCQoDEgFOCgIIAmIUCgF6Eg8K
            DQgBEgkKAxIBTgoCCANCBAoAEBE=
            """
        let found = try Self.graph.bytes()
        #expect(Data(found).base64EncodedString() == expected.split(separator: "\n").joined())
        #expect(found.count == Self.graph.byteCount)
    }

    @Test func aFileHasTheSameBytes() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "network.onnx")
        try Data("an older file".utf8).write(to: file)
        try Self.graph.write(to: file.path)
        #expect(try [UInt8](Data(contentsOf: file)) == Self.graph.bytes())
        #expect(try folder.names() == ["network.onnx"])
    }

    /// Weights are read while the file is written, in their order, each once.
    @Test func weightsAreReadOneAfterTheOther() throws {
        let folder = try TemporaryFolder()
        let read = Mutex<[Int]>([])
        var graph = Graph(name: "large")
        graph.initializers = (0..<5).map { number in
            Initializer(name: "\(number)", type: .uint8, shape: [1_000]) { () throws(WeightFileError) in
                read.withLock { $0.append(number) }
                return [UInt8](repeating: UInt8(number), count: 1_000)
            }
        }
        #expect(graph.byteCount > 5_000)
        #expect(read.withLock { $0 } == [])
        try graph.write(to: folder.url.appending(path: "network.onnx").path)
        #expect(read.withLock { $0 } == [0, 1, 2, 3, 4])
    }

    @Test func weightsThatCantBeReadLeaveNothing() throws {
        let folder = try TemporaryFolder()
        var graph = Self.graph
        graph.initializers.append(
            Initializer(name: "lost", type: .float32, shape: [2]) { () throws(WeightFileError) in
                throw .damaged(detail: "cut short")
            })
        #expect(throws: ONNXError.weights(name: "lost", .damaged(detail: "cut short"))) {
            try graph.write(to: folder.url.appending(path: "network.onnx").path)
        }
        #expect(try folder.names() == [])
    }

    @Test func weightsOfAnotherLengthAreRefused() throws {
        var graph = Self.graph
        graph.initializers[0] = Initializer(name: "weights", type: .float16, shape: [2, 3]) {
            () throws(WeightFileError) in [0, 1, 2, 3]
        }
        #expect(throws: ONNXError.wrongLength(name: "weights", expected: 12, found: 4)) {
            _ = try graph.bytes()
        }
    }

    @Test func whatReadersRefuseIsRefusedBeforeAnythingIsRead() throws {
        var graph = Self.graph
        graph.initializers.append(
            Initializer(name: "huge", type: .float32, shape: [1 << 29]) { () throws(WeightFileError) in
                Issue.record("the weights were read")
                return []
            })
        let count = graph.byteCount
        #expect(count > 1 << 31)
        #expect(throws: ONNXError.tooLarge(count)) { _ = try graph.bytes() }
    }

    @Test func aFolderThatIsNotThereIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "missing/network.onnx").path
        #expect {
            try Self.graph.write(to: path)
        } throws: { error in
            let text = (error as? ONNXError)?.description ?? ""
            return text.contains(path) && text.contains("No such file")
        }
    }
}

/// A folder that is removed with its owner.
private final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "onnx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // What is left is the system's to remove.
        try? FileManager.default.removeItem(at: url)
    }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}
