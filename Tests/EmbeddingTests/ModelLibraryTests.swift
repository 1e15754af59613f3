import Foundation
import LookalikeEmbedding
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ModelLibraryTests {
    /// A manifest that can be used.
    private static let good: [String: any Sendable] = [
        "name": "mine", "network": "network.xml", "dimension": 192, "normalize": true,
        "input": ["width": 32, "height": 32, "layout": "nchw"] as [String: any Sendable],
        "preprocessing": [
            "resize": ["mode": "squash", "width": 32, "height": 32, "interpolation": "bilinear"]
                as [String: any Sendable],
            "color": "rgb", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
        ] as [String: any Sendable],
    ]

    /// A models folder with the tiny network under a manifest.
    private func models(
        folder name: String = "mine", _ change: (inout [String: any Sendable]) -> Void = { _ in }
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try add(name, to: folder, change)
        return folder
    }

    private func add(
        _ name: String, to folder: TemporaryFolder,
        _ change: (inout [String: any Sendable]) -> Void = { _ in }
    ) throws {
        var manifest = Self.good
        change(&manifest)
        try folder.write(
            [UInt8](try JSONSerialization.data(withJSONObject: manifest)), to: "\(name)/model.json")
        let network = try Data(contentsOf: URL(fileURLWithPath: Fixtures.models + "/tiny/network.xml"))
        try folder.write([UInt8](network), to: "\(name)/network.xml")
    }

    private func problem(_ change: (inout [String: any Sendable]) -> Void) throws -> String? {
        let folder = try models(change)
        let (models, problems) = ModelLibrary(builtIn: [], folders: [folder.path]).scan()
        #expect(models.isEmpty == !problems.isEmpty)
        return problems.first?.detail
    }

    @Test func aFolderWithAManifestIsAModel() throws {
        let folder = try models()
        try folder.write([], to: "not-a-model/readme.txt")
        let library = ModelLibrary(builtIn: [], folders: ["/nonexistent", folder.path])
        #expect(library.scan().models.map(\.manifest.name) == ["mine"])
        #expect(library.scan().problems == [])
        #expect(try library.model(named: "mine").manifest.inputCount == 3 * 32 * 32)
        try add("later", to: folder) { $0["name"] = "later" }
        #expect(library.scan().models.map(\.manifest.name) == ["later", "mine"])
    }

    @Test func anUnknownModelNamesThoseThereAre() throws {
        let folder = try models()
        #expect(throws: EmbeddingError.unknownModel(name: "other", known: ["mine"])) {
            try ModelLibrary(builtIn: [], folders: [folder.path]).model(named: "other")
        }
    }

    @Test func ofTwoWithOneNameTheFirstCounts() throws {
        let folder = try models(folder: "a")
        try add("b", to: folder)
        let (models, problems) = ModelLibrary(builtIn: [], folders: [folder.path]).scan()
        #expect(models.map(\.folder) == [folder.path + "/a"])
        #expect(problems.map(\.folder) == [folder.path + "/b"])
    }

    @Test(
        arguments: [
            ("name", "../x"), ("name", ""), ("name", ".x"), ("name", "a b"), ("name", "é"),
            ("network", "../network.xml"),
            ("network", ".network"), ("network", ""), ("network", "missing.onnx"), ("dimension", 0),
            ("dimension", -1),
            ("dimension", 1_000_000), ("dimension", "192"), ("dimension", 1.5), ("normalize", "yes"),
            ("input", "big"),
            ("input", ["width": 0, "height": 32, "layout": "nchw"] as [String: any Sendable]),
            ("input", ["width": 32, "height": 9_999, "layout": "nchw"] as [String: any Sendable]),
            ("input", ["width": 32, "height": 32, "layout": "hwcn"] as [String: any Sendable]),
            ("input", ["width": 64, "height": 32, "layout": "nchw"] as [String: any Sendable]),
            ("preprocessing", [:] as [String: any Sendable]),
        ] as [(String, any Sendable)])
    func aManifestThatCanNotBeUsedSaysWhy(_ member: String, _ value: any Sendable) throws {
        let detail = try #require(try problem { $0[member] = value })
        #expect(detail.hasPrefix("The model 'mine' can't be used: "), "\(detail)")
    }

    @Test(arguments: ["name", "network", "dimension", "input", "preprocessing", "normalize"])
    func whatIsMissingIsNamed(_ member: String) throws {
        #expect(try #require(try problem { $0[member] = nil }).contains("'\(member)' is missing"))
    }

    @Test func aFileThatIsNoJSONIsAProblem() throws {
        let folder = try models()
        try folder.write(Array("{".utf8), to: "mine/model.json")
        let library = ModelLibrary(builtIn: [], folders: [folder.path])
        #expect(library.scan().problems.first?.detail.contains("it is not JSON") == true)
        let error = #expect(throws: EmbeddingError.self) { try library.model(named: "mine") }
        guard case .unusableModel("mine", let detail)? = error else {
            return #expect(Bool(false), "\(error!)")
        }
        #expect(!detail.contains("can't be used"))
    }

    @Test func aChecksumIsChecked() throws {
        let right = "5b0d"
        let folder = try models { $0["sha256"] = right }
        let model = try ModelLibrary(builtIn: [], folders: [folder.path]).model(named: "mine")
        let error = #expect(throws: EmbeddingError.self) { try ModelLibrary.identity(of: model) }
        guard case .unusableModel("mine", let detail)? = error else {
            return #expect(Bool(false), "\(error!)")
        }
        let actual = try #require(detail.split(separator: " ").last)
        let repaired = try models { $0["sha256"] = actual.uppercased() }
        _ = try ModelLibrary.identity(
            of: try ModelLibrary(builtIn: [], folders: [repaired.path]).model(named: "mine"))
    }
}
