import Foundation
import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// Another model puts images elsewhere: its map is another one.
@Suite(.timeLimit(.minutes(10))) struct MapMigrationTests {
    private func make(_ world: World) async throws -> MapState {
        let now = try await world.now()
        let job = try await world.engine.startMap(of: now)
        #expect(try await world.engine.jobs.finished(job.id).state == .succeeded)
        return try await world.engine.map(of: now)
    }

    private func files(_ world: World) throws -> [String] {
        let folder = "\(world.data.path)/collections/\(world.collection.recordID)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasPrefix("map")
        }
        .sorted()
    }

    @Test func eachModelHasItsOwnMapForAsLongAsItsVectorsAreKept() async throws {
        let world = try await World.migrating(try OtherModels())
        try await world.upload(1...9)
        let old = try await make(world)
        #expect(old.points.count == 9 && old.missing == 0)
        _ = try await world.engine.migrate(world.collection, to: "small")
        let none = try await world.engine.map(of: try await world.now())
        #expect(none.madeAt == nil && none.points.isEmpty && none.missing == 9)
        // Nor does somebody see it who has the collection open since before.
        #expect(try await world.engine.map(of: world.collection).madeAt == nil)
        #expect(try await make(world).points.count == 9)
        #expect(try files(world) == ["map", "map-1"])
        // The way back finds the old map.
        _ = try await world.engine.rollBackMigration(of: try await world.now())
        #expect(try await world.engine.map(of: try await world.now()).points == old.points)
        #expect(try files(world) == ["map"])
    }

    @Test func aMapGoesWithTheVectorsThatItIsOf() async throws {
        let world = try await World.migrating(try OtherModels())
        try await world.upload(1...4)
        _ = try await make(world)
        _ = try await world.engine.migrate(world.collection, to: "small")
        _ = try await make(world)
        try await world.engine.finishMigration(of: try await world.now())
        #expect(try files(world) == ["map-1"])
        #expect(try await world.engine.map(of: try await world.now()).points.count == 4)
    }
}
