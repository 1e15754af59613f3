import LookalikeArchitectures
import LookalikeONNX
import LookalikeWeights
import Testing
import WeightFormula

/// What checkpoints may differ in, and what not.
@Suite(.timeLimit(.minutes(10))) struct CheckpointTests {
    private let fixture: ParityFixture
    private let checkpoint: WeightFile

    init() throws {
        fixture = try ParityFixture.named("mobilenet-v3-small")
        checkpoint = fixture.checkpoint
    }

    private func build(_ tensors: [String: WeightTensor], _ options: NetworkOptions = NetworkOptions()) throws
        -> Networks
    {
        try Architectures.named("mobilenet-v3-small").build(
            from: WeightFile(format: .pytorchZip, tensors: tensors), options: options)
    }

    private func problems(_ tensors: [String: WeightTensor]) throws -> [WeightProblem] {
        do {
            _ = try build(tensors)
            return []
        } catch ArchitectureError.weights(architecture: "mobilenet-v3-small", let problems) {
            return problems
        }
    }

    @Test func whatIsMissingIsNamed() throws {
        var tensors = checkpoint.tensors
        tensors["features.1.block.1.fc1.bias"] = nil
        tensors["features.12.1.running_var"] = nil
        #expect(
            try problems(tensors) == [
                .missing(name: "features.1.block.1.fc1.bias"), .missing(name: "features.12.1.running_var"),
            ])
    }

    @Test func whatIsLeftOverIsNamed() throws {
        var tensors = checkpoint.tensors
        tensors["features.13.0.weight"] = Formula.tensor("features.13.0.weight", [3, 2])
        #expect(try problems(tensors) == [.leftOver(name: "features.13.0.weight", shape: [3, 2])])
    }

    @Test func anotherShapeIsNamed() throws {
        var tensors = checkpoint.tensors
        let name = "features.0.0.weight"
        tensors[name] = Formula.tensor(name, [16, 1, 3, 3])
        #expect(
            try problems(tensors)
                == [.wrongShape(name: name, expected: "[16, 3, 3, 3]", found: [16, 1, 3, 3])])
    }

    /// The same number of elements in another order of axes is another shape.
    @Test func aClassifierOfAnotherNetworkIsNamed() throws {
        var tensors = checkpoint.tensors
        tensors["classifier.3.weight"] = Formula.tensor("classifier.3.weight", [1_024, 1_000])
        tensors["classifier.3.bias"] = Formula.tensor("classifier.3.bias", [1_024])
        #expect(
            try problems(tensors)
                == [
                    .wrongShape(name: "classifier.3.weight", expected: "[any, 1024]", found: [1_024, 1_000])
                ])
    }

    @Test func wholeNumbersAreNoWeights() throws {
        var tensors = checkpoint.tensors
        let name = "features.0.0.weight"
        tensors[name] = WeightTensor(name: name, type: .int8, shape: [16, 3, 3, 3]) {
            () throws(WeightFileError) in [UInt8](repeating: 1, count: 432)
        }
        #expect(try problems(tensors) == [.wrongType(name: name, found: "int8")])
    }

    @Test func theMessageListsSeveralOfEachKind() throws {
        let resnet = try Architectures.named("resnet18")
        #expect {
            _ = try resnet.build(from: checkpoint)
        } throws: { error in
            let text = (error as? ArchitectureError)?.description ?? ""
            return text.hasPrefix(
                "the weights are not those of resnet18: missing: conv1.weight, bn1.weight, ")
                && text.contains(" more; left over: classifier.0.bias [1024], ")
        }
    }

    /// Checkpoints of PyTorch before 0.4 have no counters, and one for other work has no classifier or another one.
    @Test func whatIsNotNeededMayBeAbsent() throws {
        let without = checkpoint.tensors.filter {
            !$0.key.hasSuffix("num_batches_tracked") && !$0.key.hasPrefix("classifier.3")
        }
        #expect(try problems(without) == [])
        var other = without
        other["classifier.3.weight"] = Formula.tensor("classifier.3.weight", [365, 1_024])
        other["classifier.3.bias"] = Formula.tensor("classifier.3.bias", [365])
        #expect(
            try build(other, NetworkOptions(classifier: true)).image.outputs.map(\.name) == [
                "embedding", "logits",
            ])
    }

    @Test(arguments: [ElementType.float16, .bfloat16, .float64])
    func otherPrecisionsGiveTheNumbersOfTheirWeights(type: ElementType) throws {
        let rounded = checkpoint.tensors.mapValues { $0.rounded(to: type) }
        let same = rounded.mapValues { tensor in
            tensor.type == .int64
                ? tensor
                : WeightTensor(name: tensor.name, type: .float32, shape: tensor.shape) {
                    () throws(WeightFileError) in
                    try tensor.floats().withUnsafeBytes { Array($0) }
                }
        }
        let logits = try [rounded, same].map { tensors in
            let networks = try build(tensors, NetworkOptions(classifier: true))
            return try Network(networks.image, size: 224, output: "logits", dimension: 1_000).run([
                fixture.images[0]
            ])[0]
        }
        #expect(Agreement(logits[0], logits[1]).relative <= 1e-5)
    }

    @Test func anotherImageSizeChangesTheInputAlone() throws {
        let networks = try build(checkpoint.tensors, NetworkOptions(imageSize: 160))
        #expect(networks.imageSize == 160)
        #expect(networks.image.inputs[0].shape == [.symbol("N"), .size(3), .size(160), .size(160)])
        let network = try Network(networks.image, size: 160, dimension: networks.dimension)
        #expect(try network.run([Formula.image(0, size: 160)])[0].count == 576)
    }

    @Test(arguments: [0, -224, 31, 4_097, .max])
    func aSizeThatIsNoneIsRefused(size: Int) {
        #expect(
            throws: ArchitectureError.unsupported(
                architecture: "mobilenet-v3-small",
                detail: "takes images of 32 to 4,096 pixels, not of \(size)")
        ) {
            _ = try build(checkpoint.tensors, NetworkOptions(imageSize: size))
        }
    }

    /// A tensor without elements can have any size on its other axes.
    @Test func sizesBeyondAllFilesAreNamed() throws {
        let name = "conv_preds/kernel"
        let empty = WeightTensor(name: name, type: .float32, shape: [0, 1, 1_024, 1 << 60]) {
            () throws(WeightFileError) in []
        }
        #expect {
            _ = try Architectures.named("mobilenet-v1").build(
                from: WeightFile(format: .keras2, tensors: [name: empty]),
                options: NetworkOptions(classifier: true))
        } throws: { error in
            guard case .weights(_, let problems) = error as? ArchitectureError else { return false }
            return problems.contains(
                .wrongShape(
                    name: name, expected: "[1, 1, 1024, \(1 << 60)]", found: [0, 1, 1_024, 1 << 60]))
        }
    }

    @Test func anUnknownArchitectureIsToldWithThoseKnown() {
        #expect {
            _ = try Architectures.named("resnet5O")
        } throws: { error in
            let text = (error as? ArchitectureError)?.description ?? ""
            return text.contains("no architecture called resnet5O") && text.contains("resnet50")
        }
    }
}

extension WeightTensor {
    /// The same numbers in another format; whole numbers as they are.
    fileprivate func rounded(to type: ElementType) -> WeightTensor {
        guard self.type == .float32 else { return self }
        return WeightTensor(name: name, type: type, shape: shape) { () throws(WeightFileError) in
            try floats().flatMap { number -> [UInt8] in
                switch type {
                case .float16: withUnsafeBytes(of: Float16(number).bitPattern) { Array($0) }
                // Cut off, which is enough to be another number than the f32 one.
                case .bfloat16: withUnsafeBytes(of: UInt16(number.bitPattern >> 16)) { Array($0) }
                default: withUnsafeBytes(of: Double(number).bitPattern) { Array($0) }
                }
            }
        }
    }
}
