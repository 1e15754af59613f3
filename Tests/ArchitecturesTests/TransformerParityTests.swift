import LookalikeArchitectures
import LookalikeEmbedding
import LookalikeWeights
import Testing
import WeightFormula

/// Our transformers beside the real libraries', with weights that both compute from one formula.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TransformerParityTests {
    @Test(arguments: Transformers.small.map(\.name) + Transformers.computed)
    func numbersAreTheLibrarys(name: String) throws {
        let fixture = try Transformers.fixture(name)
        let networks = try Transformers.named(name).build(from: fixture.checkpoint)
        try expectImages(of: networks, fixture)
        guard let texts = fixture.text, let graph = networks.text else {
            #expect(fixture.text == nil && networks.text == nil)
            return
        }
        #expect(networks.contextLength == texts.length)
        let network = try TextNetwork(
            graph, length: texts.length, dimension: networks.dimension, batch: texts.embeddings.count)
        let found = try network.run(
            texts.embeddings.indices.map {
                Formula.tokens($0, length: texts.length, vocabulary: texts.vocabulary)
            })
        for (found, expected) in zip(found, texts.embeddings) {
            expect(Agreement(found, expected), fixture.library + ", text")
        }
    }

    private func expectImages(of networks: Networks, _ fixture: ParityFixture) throws {
        let expected = fixture.embeddings
        #expect(networks.imageSize == fixture.imageSize)
        #expect(networks.dimension == expected[0].count)
        let network = try Network(
            networks.image, size: fixture.imageSize, dimension: networks.dimension, batch: expected.count)
        let images = expected.indices.map { Formula.image($0, size: fixture.imageSize) }
        for (found, expected) in zip(try network.run(images), expected) {
            expect(Agreement(found, expected), fixture.library)
        }
    }

    private func expect(_ agreement: Agreement, _ library: String) {
        #expect(agreement.cosine >= 0.99999, "\(library)")
        #expect(agreement.relative <= 1e-3, "\(library)")
    }

    @Test(arguments: Transformers.small.map(\.name) + ["dinov2-vits14"])
    func shortNumbersStayNear(name: String) throws {
        let fixture = try Transformers.fixture(name)
        let networks = try Transformers.named(name).build(from: fixture.checkpoint)
        let network = try Network(
            networks.image, size: fixture.imageSize, dimension: networks.dimension, precision: .bf16)
        let found = try network.run([Formula.image(0, size: fixture.imageSize)])
        #expect(Agreement(found[0], fixture.embeddings[0]).cosine >= 0.999)
    }

    @Test func halfPrecisionIsWidenedExactly() throws {
        let fixture = try ParityFixture.named("small-clip")
        let architecture = try Transformers.named("small-clip")
        let vectors = try [\WeightTensor.halved, \.halvedAndWidened].map { form in
            let file = fixture.checkpoint.with { tensors in
                tensors = tensors.mapValues { $0.shape.count >= 2 ? $0[keyPath: form] : $0 }
            }
            let image = try architecture.build(from: file).image
            return try Network(image, size: 96, dimension: 32).run([Formula.image(0, size: 96)])[0]
        }
        #expect(Agreement(vectors[0], vectors[1]).relative <= 1e-5)
        #expect(Agreement(vectors[0], fixture.embeddings[0]).cosine >= 0.999)
    }

    /// The order of its padding is OpenAI's and the transformers library's: zeros, or end tokens.
    @Test func whatStandsBehindTheEndOfATextIsIgnored() throws {
        let fixture = try ParityFixture.named("small-clip")
        let networks = try Transformers.named("small-clip").build(from: fixture.checkpoint)
        let graph = try #require(networks.text)
        let network = try TextNetwork(graph, length: 16, dimension: 32, batch: 3)
        let text = [998, 5, 6, 999]
        let found = try network.run([0, 999, 7].map { text + [Int](repeating: $0, count: 12) })
        #expect(Agreement(found[1], found[0]).relative <= 1e-5)
        #expect(Agreement(found[2], found[0]).relative <= 1e-5)
    }
}
