import LookalikeAssets
import LookalikeDemoCatalogue
import LookalikeEmbedding
import LookalikeInference
import LookalikePictures
import Testing

/// Words find the drawn products of the demo in the built-in model's vectors: 21 kinds, each in ten colours.
@Suite(.timeLimit(.minutes(10))) struct WordSearchTests {
    /// The pictures and their vectors.
    private struct Shelf: Sendable {
        let words: WordDirections
        let pictures: [DemoImage]
        let vectors: [[Float]]

        init() throws {
            words = try BuiltInModel.words()
            pictures = DemoCatalogue.images
            let model = try #require(try BuiltInModel.load().first)
            let network = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
                .load(
                    model.manifest, identity: ModelLibrary.identity(of: model), network: model.network,
                    precision: .f32, maximumBatch: 1)
            vectors = try pictures.map { picture in
                let image = picture.render()
                let pixels = PixelBuffer(width: image.width, height: image.height, bytes: image.bytes)
                var input = [Float](repeating: 0, count: model.manifest.inputCount)
                _ = try PNGEncoder.encode(pixels).withUnsafeBytes { bytes in
                    try input.withUnsafeMutableBufferPointer { output in
                        try model.manifest.preprocessing.apply(to: bytes, into: output, layout: .nchw)
                    }
                }
                return try network.run([input])[0]
            }
        }

        /// All pictures, the highest cosine first.
        func found(by text: String) throws -> [DemoImage] {
            let query = try #require(words.embedding(of: text).vector, "'\(text)' is not known")
            let scores = vectors.map { vector -> Float in
                let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return zip(query, vector).reduce(0) { $0 + $1.0 * $1.1 } / length
            }
            return scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }.map { pictures[$0] }
        }
    }

    private static let shelf = Result { try Shelf() }

    private static func word(_ kind: String) -> String { kind == "plant" ? "potted plant" : kind }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    @Test(arguments: ["camera", "mug", "bicycle", "t-shirt", "guitar"])
    func aWordFindsWhatItNames(_ kind: String) throws {
        let first = try Self.shelf.get().found(by: kind).prefix(3)
        #expect(first.allSatisfy { $0.kind == kind }, "\(first.map(\.name))")
    }

    /// Of the first ten answers some five or six are of the kind, where by chance one in two queries had one.
    @Test func everyKindIsFoundByItsWord() throws {
        let shelf = try Self.shelf.get()
        let shares = try Set(shelf.pictures.map(\.kind)).map { kind in
            let first = try shelf.found(by: Self.word(kind)).prefix(10)
            return Double(first.filter { $0.kind == kind }.count) / 10
        }
        #expect(Self.mean(shares) > 0.5)
        #expect(shares.allSatisfy { $0 > 0 })
    }

    /// Among the ten pictures of a kind, the one of the colour asked for stands at 4.5 on average by chance (from 0).
    @Test func theColourAskedForComesFirst() throws {
        let shelf = try Self.shelf.get()
        let places = try shelf.pictures.map { picture -> Double in
            let found = try shelf.found(by: "\(picture.colour) \(Self.word(picture.kind))")
            let place = found.filter { $0.kind == picture.kind }.firstIndex { $0.name == picture.name }
            return Double(try #require(place))
        }
        #expect(Self.mean(places) < 2.5)
    }

    @Test(arguments: ["white t-shirt", "red headphones", "blue sunglasses", "green teapot"])
    func objectAndColourAreCombined(_ text: String) throws {
        let first = try #require(try Self.shelf.get().found(by: text).first)
        #expect("\(first.colour) \(first.kind)".lowercased() == text)
    }
}
