import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeInference
import LookalikeModelRegistry
import LookalikePictures
import LookalikeWeights
import TestSupport
import Testing
import WeightFormula

/// Weight files become models.
@Suite(.serialized, .timeLimit(.minutes(10))) struct InstallTests {
    /// A checkpoint of resnet18, a models folder, and what installs it.
    private struct Scene {
        let folder: TemporaryFolder
        let weights: String
        let installer: ModelInstaller
        let entry: RegistryEntry

        init() throws {
            folder = try TemporaryFolder()
            weights = folder.path + "/resnet18.safetensors"
            try ParityFixture.named("resnet18").checkpoint.writeSafetensors(to: weights)
            installer = ModelInstaller(folder: folder.path + "/models")
            entry = try ModelRegistry(json: RegistryAsset.json).entry(named: "resnet18")
        }

        var left: [String] {
            get throws {
                FileManager.default.fileExists(atPath: installer.folder)
                    ? try FileManager.default.contentsOfDirectory(atPath: installer.folder) : []
            }
        }
    }

    @Test func aModelGivesTheLibrarysVectorsAndChecksItself() throws {
        let scene = try Scene()
        let model = try scene.installer.install(scene.entry, from: scene.weights)
        #expect(model.manifest.name == "resnet18" && model.manifest.dimension == 512)
        #expect(model.manifest.preprocessing == scene.entry.recipes["system"])
        #expect((model.manifest.parameters ?? 0) > 11_000_000 && model.manifest.layers == 20)
        let backend = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
        let network = try backend.load(
            model.manifest, identity: try ModelLibrary.identity(of: model), network: model.network,
            precision: .f32, maximumBatch: 1)
        let fixture = try ParityFixture.named("resnet18")
        for (image, expected) in zip(fixture.images, fixture.embeddings) {
            let found = try network.run([image])[0]
            let size = (expected.reduce(0) { $0 + $1 * $1 } / Float(expected.count)).squareRoot()
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-3 * max(abs($1), size) })
        }
        try ModelCheck.record(model, with: backend)
        let outcome = try ModelCheck.run(model, with: backend, precision: .f32)
        #expect(outcome.isStored && outcome.isGood)
        #expect(try scene.left == ["resnet18"])
    }

    @Test func nameAndRecipeAreChosen() throws {
        let scene = try Scene()
        var options = ModelInstaller.Options()
        (options.name, options.recipe) = ("mine", "official")
        let model = try scene.installer.install(scene.entry, from: scene.weights, options)
        #expect(model.manifest.name == "mine")
        #expect(model.manifest.preprocessing.crop == PixelSize(width: 224, height: 224))
        #expect(throws: ModelInstallError.exists(name: "mine")) {
            try scene.installer.install(scene.entry, from: scene.weights, options)
        }
        for name in ["", ".hidden", "a/b", "a b"] {
            options.name = name
            #expect(throws: ModelInstallError.invalidName(name)) {
                try scene.installer.install(scene.entry, from: scene.weights, options)
            }
        }
        (options.name, options.recipe) = ("other", "mine")
        #expect(throws: ModelInstallError.unknownRecipe(name: "mine", known: ["official", "system"])) {
            try scene.installer.install(scene.entry, from: scene.weights, options)
        }
        #expect(try scene.left == ["mine"])
    }

    @Test func whatDoesNotFitIsNamedAndLeavesNothing() throws {
        let scene = try Scene()
        let registry = try ModelRegistry(json: RegistryAsset.json)
        let other = #expect(throws: ModelInstallError.self) {
            try scene.installer.install(registry.entry(named: "resnet50"), from: scene.weights)
        }
        #expect("\(try #require(other))".contains("the weights are not those of resnet50"))
        try scene.folder.write(Array("no weights".utf8), to: "text.pth")
        let text = #expect(throws: ModelInstallError.self) {
            try scene.installer.install(scene.entry, from: scene.folder.path + "/text.pth")
        }
        #expect("\(try #require(text))".hasPrefix("text.pth can't be used: "))
        var official = ModelInstaller.Options()
        official.isOfficial = true
        let wrong = #expect(throws: ModelInstallError.self) {
            try scene.installer.install(scene.entry, from: scene.weights, official)
        }
        #expect("\(try #require(wrong))".contains("SHA-256"))
        #expect(try scene.left == [])
    }

    @Test func aRemovedModelIsGoneAndOthersStay() throws {
        let scene = try Scene()
        let model = try scene.installer.install(scene.entry, from: scene.weights)
        let library = ModelLibrary(builtIn: try BuiltInModel.load(), folders: [scene.installer.folder])
        #expect(library.scan().models.map(\.manifest.name) == ["lookalike-small", "resnet18"])
        let copy = scene.folder.path + "/out.onnx"
        try scene.installer.export(model, to: copy)
        #expect(
            FileManager.default.contentsEqual(
                atPath: copy, andPath: scene.installer.folder + "/resnet18/network.onnx"))
        #expect(throws: ModelInstallError.self) { try scene.installer.export(model, to: copy) }
        try scene.installer.remove(model)
        #expect(library.scan().models.map(\.manifest.name) == ["lookalike-small"])
        #expect(throws: ModelInstallError.self) {
            try scene.installer.remove(library.model(named: "lookalike-small"))
        }
        #expect(try scene.left == [])
    }

    /// A text tower needs its vocabulary: without it nothing is installed, and the sentence says where it is had.
    @Test func theTokenizersFileIsAskedFor() throws {
        let folder = try TemporaryFolder()
        let weights = folder.path + "/clip.safetensors"
        try ParityFixture.named("clip-vit-b-32").checkpoint.writeSafetensors(to: weights)
        let installer = ModelInstaller(folder: folder.path + "/models")
        let entry = try ModelRegistry(json: RegistryAsset.json).entry(named: "clip-vit-b-32")
        let missing = #expect(throws: ModelInstallError.self) { try installer.install(entry, from: weights) }
        #expect("\(try #require(missing))".contains("bpe_simple_vocab_16e6.txt.gz"))
        // Comes with the set-up.
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let vocabulary = root.deletingLastPathComponent().path + "/.deps/clip/bpe_simple_vocab_16e6.txt.gz"
        var options = ModelInstaller.Options()
        options.files["bpe_simple_vocab_16e6.txt.gz"] = vocabulary
        let model = try installer.install(entry, from: weights, options)
        #expect(model.knowsWords)
        let backend = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
        let identity = try ModelLibrary.identity(of: model)
        let encoder = try #require(
            try model.textEncoder(identity: identity, backend: backend, precision: .f32))
        let mug = try encoder.encode("a red mug").vector
        #expect(mug.count == 512 && abs(mug.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
        #expect(try encoder.encode("a red mug").vector == mug)
        #expect(try encoder.encode("a blue chair").vector != mug)
    }
}
