import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// Duplicates among so many contents that their pairs are compared in several pieces at once.
@Suite(.timeLimit(.minutes(15))) struct ManyDuplicatesTests {
    @Test func versionsOfEachPictureAreFoundAndNoOthers() async throws {
        let world = try await World()
        let (pictures, qualities) = (UInt64(1)...4, Array(stride(from: 40, through: 94, by: 3)))
        for seed in pictures {
            let pixels = TestScene.pixels(seed: seed, width: 160, height: 120)
            for quality in qualities {
                // In turns, so that versions of one picture do not follow each other.
                try world.pictures.write(
                    try TestScene.jpeg(pixels, quality: quality), to: "\(quality)-\(seed).jpg")
            }
        }
        try await world.sync()
        let report = try await world.engine.findDuplicates(in: world.collection)
        let versions = qualities.count
        #expect(report.contents == pictures.count * versions)
        // Each two versions of a picture, and no two pictures.
        #expect(report.pairs == pictures.count * versions * (versions - 1) / 2)
        let groups = try await world.engine.duplicateGroups(in: world.collection, limit: 100).groups
        let found = Set(groups.map { Set($0.members.map(\.image.id)) })
        #expect(found == Set(pictures.map { seed in Set(qualities.map { "\($0)-\(seed)" }) }))
    }
}
