import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import TestSupport
import Testing

/// The lowest score that a search asks for.
@Suite(.timeLimit(.minutes(10))) struct ThresholdTests {
    /// A picture that is searched for alone was stored as one of several, for which a network in bf16 may compute other
    /// numbers.
    @Test(arguments: [Precision.f32, .bf16]) func theHighestFindsThePictureItself(_ precision: Precision)
        async throws
    {
        let world = try await World { $0.precision = precision }
        for seed in 0..<60 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        for seed in 0..<60 as Range<UInt64> {
            let subject = try Query.image(TestPicture.jpeg(seed: seed))
            let options = SearchOptions(topK: 5, threshold: 1)
            let found = try await world.engine.search(world.collection, for: subject, options: options)
            #expect(found.matches.contains { $0.image.name == "\(seed).jpg" }, "\(seed)")
            #expect(found.matches.allSatisfy { $0.score == 1 })
        }
    }

    /// What was answered with a score is answered when just this score is asked for.
    @Test(arguments: [Precision.f32, .bf16]) func aScoreThatWasGivenFindsAsMuch(_ precision: Precision)
        async throws
    {
        let world = try await World { $0.precision = precision }
        for seed in 0..<40 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        for seed in [3, 500, 501] as [UInt64] {
            let subject = try Query.image(TestPicture.jpeg(seed: seed))
            let all = try await world.engine.search(world.collection, for: subject, options: .init(topK: 10))
            #expect(all.matches.count == 10)
            for (place, match) in all.matches.enumerated() {
                let options = SearchOptions(topK: 10, threshold: Double(match.score))
                let found = try await world.engine.search(world.collection, for: subject, options: options)
                #expect(found.matches.map(\.image.recordID) == all.matches[...place].map(\.image.recordID))
            }
        }
    }
}
