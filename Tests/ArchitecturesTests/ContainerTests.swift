import Foundation
import LookalikeArchitectures
import LookalikeWeights
import Testing
import WeightFormula

/// Where the files of ``ContainerTests`` are; nil where there are none.
private let parityFiles = ProcessInfo.processInfo.environment["LOOKALIKE_PARITY_FILES"]

/// Reads the files that real libraries wrote of the formula's weights. `make parity` makes them, one network after the
/// other, and says where they are; they are too large to be kept.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: parityFiles != nil))
struct ContainerTests {
    /// `ARCHITECTURE@KIND.ENDING`
    private static func files() throws -> [String] {
        guard let parityFiles else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: parityFiles).sorted()
    }

    @Test func everyKindIsReadAndGivesTheLibrarysNumbers() throws {
        let files = try Self.files()
        #expect(!files.isEmpty)
        for file in files {
            let parts = file.split(separator: "@")
            let (name, kind) = (String(parts[0]), parts[1])
            let fixture = try ParityFixture.named(name)
            let weights = try WeightFile.open("\(try #require(parityFiles))/\(file)")
            let networks = try Transformers.named(name).build(from: weights)
            let network = try Network(
                networks.image, size: fixture.imageSize, dimension: networks.dimension)
            let agreement = Agreement(try network.run([fixture.images[0]])[0], fixture.embeddings[0])
            if kind.hasPrefix("half") {
                // The weights themselves are rounded, to eight bits in bfloat16.
                #expect(agreement.cosine >= 0.99, "\(file)")
            } else {
                #expect(agreement.cosine >= 0.99999, "\(file)")
                #expect(agreement.relative <= 1e-3, "\(file)")
            }
        }
    }
}
