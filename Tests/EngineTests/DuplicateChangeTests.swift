import Foundation
import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// Who decides about a group has seen it, and means what it was then.
@Suite(.timeLimit(.minutes(10))) struct DuplicateChangeTests {
    private func world() async throws -> (World, DuplicateGroup) {
        let world = try await World()
        let bytes = try TestScene.jpeg(TestScene.pixels(seed: 1))
        for name in ["a.jpg", "copy.jpg"] { try world.pictures.write(bytes, to: name) }
        try await world.sync()
        _ = try await world.engine.findDuplicates(in: world.collection)
        let groups = try await world.engine.duplicateGroups(in: world.collection, limit: 10).groups
        return (world, try #require(groups.first))
    }

    private func removal(_ group: DuplicateGroup) -> DuplicateDecisionRequest {
        DuplicateDecisionRequest(about: group, .keep, kept: [group.best.id], removesOthers: true)
    }

    private func files(_ world: World) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: world.pictures.path).sorted()
    }

    @Test func theGroupAsItWasIsDecidedAbout() async throws {
        let (world, group) = try await world()
        let outcome = try await world.engine.decide(removal(group), in: world.collection)
        #expect(outcome.changed.count == 1 && outcome.problems.isEmpty)
        #expect(try files(world) == ["\(group.best.id).jpg"])
    }

    /// The other one would be lost: what is kept shows something else now.
    @Test func aKeptImageThatChangedRemovesNothing() async throws {
        let (world, group) = try await world()
        let id = group.best.id
        try world.pictures.write(try TestScene.jpeg(TestScene.pixels(seed: 2)), to: "\(id).jpg")
        #expect(try await world.sync().changed == 1)
        await #expect(
            throws: EngineError.invalidDecision("'\(id)' has changed since: look at the duplicates again")
        ) {
            _ = try await world.engine.decide(removal(group), in: world.collection)
        }
        #expect(try files(world) == ["a.jpg", "copy.jpg"])
        #expect(world.collection.count == 2)
        #expect(try await world.engine.duplicateDecisions(in: world.collection).isEmpty)
    }
}
