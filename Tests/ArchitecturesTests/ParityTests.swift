import LookalikeArchitectures
import Testing

/// Our networks beside the real libraries', with weights that both compute from one formula.
@Suite(.timeLimit(.minutes(5))) struct ParityTests {
    @Test(arguments: Architectures.all.map(\.name).filter { !Transformers.names.contains($0) })
    func numbersAreTheLibrarys(name: String) throws {
        let fixture = try ParityFixture.named(name)
        let networks = try Architectures.named(name).build(
            from: fixture.checkpoint, options: NetworkOptions(classifier: fixture.logits != nil))
        let expected = fixture.embeddings
        #expect(networks.dimension == expected[0].count)
        #expect(networks.imageSize == fixture.imageSize)
        let images = expected.indices.map { Formula.image($0, size: fixture.imageSize) }
        let network = try Network(
            networks.image, size: fixture.imageSize, dimension: networks.dimension, batch: images.count)
        for (found, expected) in zip(try network.run(images), expected) {
            let agreement = Agreement(found, expected)
            #expect(agreement.cosine >= 0.99999, "\(fixture.library)")
            #expect(agreement.relative <= 1e-3, "\(fixture.library)")
        }
    }
}
