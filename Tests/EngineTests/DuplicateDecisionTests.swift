import Foundation
import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// What was decided about duplicates is not asked again, whatever becomes of the files.
@Suite(.timeLimit(.minutes(15))) struct DuplicateDecisionTests {
    /// The same numbers in each run.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 31)
        }
    }

    /// Three pictures in four qualities each.
    private static func versions() throws -> [[UInt8]] {
        try (0..<3).flatMap { picture in
            try [95, 80, 60, 40].map { quality in
                try TestScene.jpeg(TestScene.pixels(seed: UInt64(picture + 1)), quality: quality)
            }
        }
    }

    /// A folder in which files come, go, move and are copied.
    private struct Shelf {
        let folder: TemporaryFolder
        let versions: [[UInt8]]
        /// The version of each file.
        var files: [String: Int] = [:]
        var made = 0

        mutating func write(_ version: Int) throws {
            made += 1
            let name = "\(made % 3)/\(made).jpg"
            try folder.write(versions[version], to: name)
            files[name] = version
        }

        mutating func change(_ chance: inout Chance) throws {
            // Sound: there are always files.
            let name = files.keys.sorted().randomElement(using: &chance)!
            let path = folder.path + "/" + name
            switch Int.random(in: 0..<3, using: &chance) {
            case 0 where files.count > 6:
                try FileManager.default.removeItem(atPath: path)
                files[name] = nil
            case 1:
                try write(files[name]!)
                try FileManager.default.removeItem(atPath: path)
                files[name] = nil
            default: try write(Int.random(in: 0..<versions.count, using: &chance))
            }
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func nothingIsAskedTwice(_ seed: UInt64) async throws {
        var chance = Chance(state: seed)
        let data = try TemporaryFolder()
        var shelf = Shelf(folder: try TemporaryFolder(), versions: try Self.versions())
        for version in 0..<12 { try shelf.write(version) }
        var decided: [Set<String>] = []
        for life in 0..<5 {
            let engine = try await TestEngine.make(data.path)
            let collection =
                life == 0
                ? try await engine.createCollection(named: "products")
                : try await engine.collection(named: "products")
            for _ in 0..<10 {
                for _ in 0..<3 { try shelf.change(&chance) }
                var options = SyncOptions()
                options.allowRemovals = true
                _ = try await engine.sync(collection, directory: shelf.folder.path, options: options)
                #expect(collection.count == shelf.files.count)
                let isFresh = Int.random(in: 0..<5, using: &chance) == 0
                _ = try await engine.findDuplicates(
                    in: collection, options: DuplicateSearchOptions(isFresh: isFresh))
                let groups = try await engine.duplicateGroups(in: collection, limit: 100).groups
                for group in groups {
                    let contents = Set(group.members.map(\.image.contentHash))
                    #expect(!decided.contains { contents.isSubset(of: $0) })
                }
                // Decides about one of the groups.
                guard let group = groups.randomElement(using: &chance) else { continue }
                let choices: [DuplicateDecisionRecord.Choice] = [.keepAll, .notDuplicates]
                _ = try await engine.decide(
                    DuplicateDecisionRequest(
                        images: group.members.map(\.image.id), choices.randomElement(using: &chance)!),
                    in: collection)
                decided.append(Set(group.members.map(\.image.contentHash)))
            }
            #expect(try await engine.duplicateDecisions(in: collection).count == decided.count)
        }
        #expect(decided.count >= 3)
    }
}
