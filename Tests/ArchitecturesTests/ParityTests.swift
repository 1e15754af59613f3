import LookalikeArchitectures
import LookalikeEmbedding
import Testing
import WeightFormula

/// Our convolutional networks beside the real libraries', with weights and images that both compute from one formula.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ParityTests {
    private static let names = Architectures.all.map(\.name).filter { !Transformers.names.contains($0) }

    @Test(arguments: names)
    func numbersAreTheLibrarys(name: String) throws {
        let fixture = try ParityFixture.named(name)
        let networks = try Architectures.named(name).build(from: fixture.checkpoint)
        let expected = fixture.embeddings
        #expect(networks.dimension == expected[0].count)
        #expect(networks.imageSize == fixture.imageSize)
        let network = try Network(
            networks.image, size: fixture.imageSize, dimension: networks.dimension, batch: expected.count)
        for (found, expected) in zip(try network.run(fixture.images), expected) {
            let agreement = Agreement(found, expected)
            #expect(agreement.cosine >= 0.99999, "\(fixture.library)")
            #expect(agreement.relative <= 1e-3, "\(fixture.library)")
        }
    }

    /// Each layer rounds to eight bits. What 50 to 90 layers of ReLU6 without short cuts around most of them add up to is more
    /// than other networks have: with their makers' weights, MobileNet v2 and EfficientNet-Lite 0 reach about 0.998.
    /// Where the processor has no bf16, OpenVINO computes in f32.
    @Test(arguments: names)
    func halfPrecisionIsNear(name: String) throws {
        let fixture = try ParityFixture.named(name)
        let networks = try Architectures.named(name).build(from: fixture.checkpoint)
        let network = try Network(
            networks.image, size: fixture.imageSize, dimension: networks.dimension, precision: .bf16)
        let found = try network.run([fixture.images[0]])[0]
        #expect(
            Agreement(found, fixture.embeddings[0]).cosine >= (Self.roundMore.contains(name) ? 0.995 : 0.999))
    }

    private static let roundMore: Set = [
        "mobilenet-v2", "efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2",
        "efficientnet-lite3",
        "efficientnet-lite4",
    ]

    @Test(arguments: [
        "mobilenet-v1", "mobilenet-v2", "mobilenet-v3-small", "resnet18", "efficientnet-b0",
        "efficientnet-lite0",
    ])
    func classesAreTheLibrarys(name: String) throws {
        let fixture = try ParityFixture.named(name)
        let networks = try Architectures.named(name).build(
            from: fixture.checkpoint, options: NetworkOptions(classifier: true))
        let network = try Network(networks.image, size: fixture.imageSize, output: "logits", dimension: 1_000)
        let expected = try #require(fixture.logits)
        let found = try network.run([fixture.images[0]])[0].prefix(expected.count)
        #expect(Agreement(Array(found), expected).relative <= 1e-3)
    }
}
