import Foundation
import LookalikeONNX
import LookalikeWeights
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReadingTests {
    /// Every type, kind of attribute and axis, and inputs that are left out.
    static let graph: Graph = {
        var graph = Graph(name: "everything")
        graph.inputs = [TensorDescription(name: "x", type: .float32, shape: [.symbol("N"), .size(2)])]
        graph.outputs = [TensorDescription(name: "z", type: .float32, shape: [.symbol("N"), .size(3)])]
        graph.initializers = [
            Initializer(name: "weights", shape: [2, 3], [1, 2, 3, 4, 5, 6]),
            Initializer(name: "shape", integers: [0, -1]), Initializer(name: "one", shape: [], [1]),
            Initializer(name: "none", shape: [0, 4], []),
        ]
        for type in ElementType.allCases {
            graph.initializers.append(
                Initializer(name: "\(type)", type: type, shape: [2]) { () throws(WeightFileError) in
                    (1...(2 * type.size)).map { UInt8($0) }
                })
        }
        graph.nodes = [
            Node("MatMul", ["x", "weights"], ["product"]),
            Node("Cast", ["float16"], ["single"], ["to": .type(.float32)]),
            Node("Split", ["product"], ["left", "right"], ["axis": .int(-1)]),
            Node("HardSigmoid", ["product"], ["gate"], ["beta": .float(0.5), "alpha": .float(1 / 6)]),
            Node(
                "MaxPool", ["left"], ["pooled"],
                [
                    "pads": .ints([0, 0, 0, -1]), "kernel_shape": .ints([3, 300]),
                    "auto_pad": .string("NOTSET"),
                    "scales": .floats([0.5, -2]), "empty": .ints([]),
                ]),
            Node("Clip", ["gate", "", "one"], ["z"]),
        ]
        return graph
    }()

    @Test func whatIsWrittenIsReadBack() throws {
        let bytes = try Self.graph.bytes()
        let read = try Graph(bytes: bytes)
        #expect(read.name == Self.graph.name)
        #expect(read.operators == Graph.operatorSet)
        #expect(read.inputs == Self.graph.inputs)
        #expect(read.outputs == Self.graph.outputs)
        #expect(read.nodes == Self.graph.nodes)
        #expect(read.initializers.map(\.name) == Self.graph.initializers.map(\.name))
        for (found, expected) in zip(read.initializers, Self.graph.initializers) {
            #expect(found.type == expected.type)
            #expect(found.shape == expected.shape)
            #expect(try found.bytes() == expected.bytes())
        }
        #expect(try read.bytes() == bytes)
    }

    @Test func theOperatorSetIsKept() throws {
        for version in [13, 18, 20, 21] {
            var graph = Self.graph
            graph.operators = version
            #expect(try Graph(bytes: graph.bytes()).operators == version)
        }
        var old = Self.graph
        old.operators = 12
        let error = #expect(throws: ONNXReadError.self) { try Graph(bytes: old.bytes()) }
        #expect(error?.description == "the network is of operator set 12; sets 13 to 22 are read")
    }

    /// As the package `onnx` 1.23 writes it with `helper.make_tensor`: elements in lists of their type, names of nodes, a
    /// node `Constant` with a tensor and one with a number, a weight among the inputs, and an axis without a size.
    @Test func otherWritersFormsAreRead() throws {
        let text = """
            CA46gQMKOhIGdGVuc29yGgFhIghDb25zdGFudCojCgV2YWx1ZSoXCAIQASIIAACAPwAAAEBCB2lnbm9yZWSgAQQK
            LBIGbnVtYmVyGgFiIghDb25zdGFudCoVCgt2YWx1ZV9mbG9hdBUAACBAoAEBChwKAXgKBnRlbnNvchIBeRoBYyID
            QWRkMgRhZGRzChYKAXkKBm51bWJlchIBehoBZCIDTXVsEgFnKhYIAhABIggAAAA/AAAAwEIGc2luZ2xlKhEIAhAK
            KgWAcICAA0IEaGFsZioeCAIQC0IGZG91YmxlUhAAAAAAAADgPwAAAAAAAADAKhcIAhADKguA//////////8Bf0IE
            aW50OCoZCAIQBzoM////////////AawCQgVpbnQ2NCoRCAIQDUIGdWludDY0WgMBrAIqDggCEAkqAgEAQgRib29s
            WhEKAXgSDAoKCAESBgoACgIIAloUCgZzaW5nbGUSCgoICAESBAoCCAJiEQoBehIMCgoIARIGCgAKAggCQgQKABAP
            QhEKDWNvbS5taWNyb3NvZnQQAQ==
            """
        let data = try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters))
        let graph = try Graph(bytes: [UInt8](data))
        #expect(graph.operators == 15)
        #expect(graph.inputs.map(\.name) == ["x"])
        #expect(graph.inputs[0].shape == [.symbol("axis 0"), .size(2)])
        #expect(graph.nodes.map(\.operation) == ["Add", "Mul"])
        let constants = Dictionary(uniqueKeysWithValues: graph.initializers.map { ($0.name, $0) })
        #expect(try constants["single"]?.floats() == [0.5, -2])
        #expect(try constants["half"]?.floats() == [0.5, -2])
        #expect(try constants["double"]?.floats() == [0.5, -2])
        #expect(try constants["int8"]?.floats() == [-128, 127])
        #expect(try constants["int64"]?.floats() == [-1, 300])
        #expect(try constants["uint64"]?.floats() == [1, 300])
        #expect(try constants["bool"]?.floats() == [1, 0])
        #expect(try constants["tensor"]?.floats() == [1, 2])
        #expect(try constants["number"]?.floats() == [2.5])
        #expect(constants["number"]?.shape == [])
    }

    /// Each is refused with its reason.
    @Test(arguments: [
        ("external", "keeps the tensor w in another file"), ("domain", "com.microsoft.Gelu"),
        ("subgraph", "kind 5"), ("text", "type 8"), ("function", "operators of its own"),
    ])
    func whatIsNotReadIsNamed(name: String, reason: String) throws {
        let files = [
            "external": """
            CA46VwoOCgF4CgF3EgF6IgNBZGQSAWcqHAgCEAFCAXdqEQoIbG9jYXRpb24SBXcuYmlucAFaEQoBeBIMCgoI
            ARIGCgAKAggCYhEKAXoSDAoKCAESBgoACgIIAkIECgAQD0IRCg1jb20ubWljcm9zb2Z0EAE=
            """,
            "domain": """
            CA46RgobCgF4EgF6IgRHZWx1Og1jb20ubWljcm9zb2Z0EgFnWhEKAXgSDAoKCAESBgoACgIIAmIRCgF6EgwK
            CggBEgYKAAoCCAJCBAoAEA9CEQoNY29tLm1pY3Jvc29mdBAB
            """,
            "subgraph": """
            CA46qQEKdAoBYxIBeiICSWYqMwoLZWxzZV9icmFuY2gyIQoLCgF4EgFuIgNOZWcSAXNiDwoBbhIKCggIARIE
            CgIIAqABBSozCgt0aGVuX2JyYW5jaDIhCgsKAXgSAW4iA05lZxIBc2IPCgFuEgoKCAgBEgQKAggCoAEFEgFn
            KggQCSoBAUIBY1oRCgF4EgwKCggBEgYKAAoCCAJiEQoBehIMCgoIARIGCgAKAggCQgQKABAPQhEKDWNvbS5t
            aWNyb3NvZnQQAQ==
            """,
            "text": """
            CA46RgoLCgF4EgF6IgNOZWcSAWcqDggBEAgyAWFCBXdvcmRzWhEKAXgSDAoKCAESBgoACgIIAmIRCgF6EgwK
            CggBEgYKAAoCCAJCBAoAEA9CEQoNY29tLm1pY3Jvc29mdBAB
            """,
            "function": """
            CA46NwoMCgF4EgF6IgFGOgFkEgFnWhEKAXgSDAoKCAESBgoACgIIAmIRCgF6EgwKCggBEgYKAAoCCAJCBAoA
            EA9CEQoNY29tLm1pY3Jvc29mdBABygEfCgFGIgFhKgFiOgsKAWESAWIiA05lZ0oECgAQD1IBZA==
            """,
        ]
        let data = try #require(Data(base64Encoded: files[name] ?? "", options: .ignoreUnknownCharacters))
        do throws(ONNXReadError) {
            _ = try Graph(bytes: [UInt8](data))
            Issue.record("it was read")
        } catch {
            guard case .unsupported(let detail) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(detail.contains(reason), "\(detail)")
        }
    }

    @Test func namesThatDoNotFitAreDamage() {
        let faults: [(String, (inout Graph) -> Void)] = [
            ("takes nowhere", { $0.nodes[0].inputs[1] = "nowhere" }),
            ("product is given twice", { $0.nodes[1].outputs = ["product"] }),
            ("called weights", { $0.initializers.append($0.initializers[0]) }),
            ("nothing gives the output lost", { $0.outputs[0].name = "lost" }),
            ("takes gate", { $0.nodes.swapAt(3, 5) }),
        ]
        for (reason, damage) in faults {
            var graph = Self.graph
            damage(&graph)
            let error = #expect(throws: ONNXReadError.self) { try Graph(bytes: graph.bytes()) }
            guard case .damaged(let detail)? = error else {
                Issue.record("\(reason): \(String(describing: error))")
                continue
            }
            #expect(detail.contains(reason))
        }
    }

    @Test func noFileIsRead() throws {
        for bytes in [[], [0x08], Array("a text, no network".utf8), [UInt8](repeating: 0xFF, count: 100)] {
            #expect(throws: ONNXReadError.self) { try Graph(bytes: bytes) }
        }
        let folder = FileManager.default.temporaryDirectory.path
        #expect(throws: ONNXReadError.unreadable(detail: "it is a folder or a device")) {
            try Graph(contentsOf: folder)
        }
        #expect(throws: ONNXReadError.unreadable(detail: "No such file or directory")) {
            try Graph(contentsOf: folder + "/there is no such network.onnx")
        }
    }

    /// Every cut, and 100,000 files with a few other bytes: an error or a graph, never a crash, and no tensor of another
    /// length than its shape says.
    @Test func damagedFilesDoNoHarm() throws {
        let whole = try Self.graph.bytes()
        for count in whole.indices {
            // Only whether it comes back counts.
            _ = try? Graph(bytes: Array(whole[..<count]))
        }
        var state: UInt64 = 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var (read, refused) = (0, 0)
        for _ in 0..<100_000 {
            var bytes = whole
            for _ in 0...next(4) { bytes[next(bytes.count)] = UInt8(next(256)) }
            do throws(ONNXReadError) {
                let graph = try Graph(bytes: bytes)
                read += 1
                for initializer in graph.initializers {
                    do throws(ONNXError) {
                        #expect(try initializer.bytes().count == initializer.byteCount)
                    } catch { refused += 1 }
                }
            } catch { refused += 1 }
        }
        #expect(read > 100 && refused > 100)
    }
}
