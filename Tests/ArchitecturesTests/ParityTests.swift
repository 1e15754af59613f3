import LookalikeArchitectures
import LookalikeEmbedding
import Testing

/// Our networks beside the real libraries', with weights and images that both compute from one formula.
@Suite(.timeLimit(.minutes(5))) struct ParityTests {
    @Test(arguments: Architectures.all.map(\.name))
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

    /// Where the processor has no bf16, OpenVINO computes in f32.
    @Test(arguments: Architectures.all.map(\.name))
    func halfPrecisionIsNear(name: String) throws {
        let fixture = try ParityFixture.named(name)
        let networks = try Architectures.named(name).build(from: fixture.checkpoint)
        let network = try Network(
            networks.image, size: fixture.imageSize, dimension: networks.dimension, precision: .bf16)
        let found = try network.run([fixture.images[0]])[0]
        #expect(Agreement(found, fixture.embeddings[0]).cosine >= 0.999)
    }

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
