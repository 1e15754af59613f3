import LookalikeArchitectures
import LookalikeWeights
import Testing
import WeightFormula

/// Which files the transformers take, told by the names and shapes of their tensors. No weights are read.
@Suite(.timeLimit(.minutes(10))) struct TransformerFileTests {
    @Test(arguments: Transformers.names)
    func takesAllTensorsOfItsLibrary(name: String) throws {
        let fixture = try Transformers.fixture(name)
        let networks = try Architectures.named(name).build(from: fixture.checkpoint)
        #expect(networks.imageSize == fixture.imageSize)
        #expect(networks.dimension == fixture.embeddings[0].count)
        #expect(networks.contextLength == fixture.text?.length)
    }

    @Test(arguments: ["_image_encoder.|_text_encoder.", "_image_encoder.module.|_text_encoder.module."])
    func takesTheNamesOfTinyCLIPsOwnFiles(paths: String) throws {
        let paths = paths.split(separator: "|").map(String.init)
        let fixture = try ParityFixture.named("small-clip-laion2b")
        let architecture = try Transformers.named("small-clip-laion2b")
        let file = fixture.checkpoint.with { tensors in
            tensors = tensors.values.reduce(into: [:]) { renamed, tensor in
                let isScale = tensor.name == "logit_scale"
                let path =
                    isScale
                    ? paths[0].replacing("_image_encoder", with: "_logit_scale")
                    : tensor.name.hasPrefix("visual.") ? paths[0] : paths[1]
                renamed[path + tensor.name] = tensor.renamed(path + tensor.name)
            }
        }
        let networks = try architecture.build(from: file)
        let found = try Network(networks.image, size: 96, dimension: 32).run([Formula.image(0, size: 96)])
        #expect(Agreement(found[0], fixture.embeddings[0]).cosine >= 0.99999)
        #expect(networks.text != nil)
    }

    /// Heads were taken from one block, as TinyCLIP's "auto" models have it.
    @Test func prunedBlocksAreRefusedWithOthersToTake() throws {
        let name = "visual.transformer.resblocks.1.attn.in_proj_weight"
        let file = try ParityFixture.named("small-clip-laion2b").checkpoint.with { tensors in
            tensors[name] = Formula.tensor(name, [3 * 64, 128])
        }
        let error = #expect(throws: ArchitectureError.self) {
            try Transformers.named("small-clip-laion2b").build(from: file)
        }
        let sentence = "\(try #require(error))"
        #expect(sentence.contains("pruned to different widths"), "\(sentence)")
        #expect(sentence.contains("tinyclip-vit-39m-16-text-19m"), "\(sentence)")
    }

    /// Files of the transformers library's classifier, and the names that its version 5 has in memory.
    @Test(arguments: ["dinov2.|attention.attention.query", "|attention.q_proj"])
    func takesTheOtherNamesOfTransformersDINOv2(names: String) throws {
        let parts = names.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let (path, isNew) = (parts[0], parts[1] == "attention.q_proj")
        let fixture = try ParityFixture.named("small-dinov2-transformers")
        let file = fixture.checkpoint.with { tensors in
            tensors = tensors.values.reduce(into: [:]) { renamed, tensor in
                var name = path + tensor.name
                if isNew {
                    for (old, new) in [("query", "q"), ("key", "k"), ("value", "v")] {
                        name = name.replacing("attention.attention.\(old)", with: "attention.\(new)_proj")
                    }
                    name = name.replacing("attention.output.dense", with: "attention.o_proj")
                }
                renamed[name] = tensor.renamed(name)
            }
            if !path.isEmpty {
                tensors["classifier.weight"] = Formula.tensor("classifier.weight", [10, 256])
                tensors["classifier.bias"] = Formula.tensor("classifier.bias", [10])
            }
        }
        let networks = try Transformers.named("small-dinov2-transformers").build(from: file)
        let found = try Network(networks.image, size: 224, dimension: 128).run([Formula.image(0, size: 224)])
        #expect(Agreement(found[0], fixture.embeddings[0]).cosine >= 0.99999)
    }

    /// Sizes and counters that real files have beside their weights.
    @Test(
        arguments: [
            ("small-clip", ["input_resolution": [], "context_length": [], "vocab_size": []]),
            (
                "small-clip-transformers",
                [
                    "vision_model.embeddings.position_ids": [1, 10],
                    "text_model.embeddings.position_ids": [1, 16],
                ]
            ),
            (
                "small-siglip",
                [
                    "vision_model.embeddings.position_ids": [1, 9],
                    "text_model.embeddings.position_ids": [1, 16],
                ]
            ),
        ] as [(String, [String: [Int]])])
    func leavesWhatIsNoWeight(name: String, remarks: [String: [Int]]) throws {
        let file = try ParityFixture.named(name).checkpoint.with { tensors in
            for (remark, shape) in remarks { tensors[remark] = .integers(remark, shape) }
        }
        #expect(throws: Never.self) { try Transformers.named(name).build(from: file) }
    }

    @Test func aTowerOfTimmHasNoTextNetwork() throws {
        let file = try ParityFixture.named("small-clip-timm").checkpoint
        #expect(try Transformers.named("small-clip-timm").build(from: file).text == nil)
    }

    @Test func namesWhatIsMissingLeftOverOrOfAnotherShape() throws {
        let file = try ParityFixture.named("small-clip").checkpoint.with { tensors in
            tensors["ln_final.weight"] = nil
            tensors["visual.transformer.resblocks.2.ln_1.weight"] = .integers(
                "visual.transformer.resblocks.2.ln_1.weight", [128])
            tensors["visual.proj"] = Formula.tensor("visual.proj", [128, 64])
        }
        #expect(
            throws: ArchitectureError.weights(
                architecture: "small-clip",
                problems: [
                    .wrongShape(name: "visual.proj", expected: "[128, 32]", found: [128, 64]),
                    .missing(name: "ln_final.weight"),
                    .leftOver(name: "visual.transformer.resblocks.2.ln_1.weight", shape: [128]),
                ])
        ) {
            try Transformers.named("small-clip").build(from: file)
        }
    }

    @Test(arguments: [NetworkOptions(imageSize: 128), NetworkOptions(classifier: true)])
    func aCLIPIsOnlyBuiltAsItWasPublished(options: NetworkOptions) throws {
        let file = try ParityFixture.named("small-clip").checkpoint
        let architecture = try Transformers.named("small-clip")
        #expect(throws: ArchitectureError.self) { try architecture.build(from: file, options: options) }
    }

    @Test func aDINOv2TakesImagesOfWholePatches() throws {
        let file = try ParityFixture.named("dinov2-vits14").checkpoint
        let networks = try Architectures.named("dinov2-vits14").build(
            from: file, options: NetworkOptions(imageSize: 518))
        #expect(networks.imageSize == 518)
    }

    @Test(arguments: [256, 1_036]) func aDINOv2RefusesOtherSizes(size: Int) throws {
        let file = try ParityFixture.named("dinov2-vits14").checkpoint
        let architecture = try Architectures.named("dinov2-vits14")
        #expect(
            throws: ArchitectureError.unsupported(
                architecture: "dinov2-vits14",
                detail: "takes images whose size is a multiple of 14 pixels, up to 1022")
        ) {
            try architecture.build(from: file, options: NetworkOptions(imageSize: size))
        }
    }
}
