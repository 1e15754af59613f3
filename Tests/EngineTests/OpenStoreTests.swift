import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct OpenStoreTests {
    private static func openFiles(_ data: TemporaryFolder) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            return target?.hasPrefix(data.path) == true && target?.hasSuffix(".lkv") == true
        }
    }

    @Test func manySmallCollectionsUnderABudget() async throws {
        let data = try TemporaryFolder()
        let (count, budget) = (300, 20)
        let engine = try await TestEngine.make(data.path) { $0.openCollections = budget }
        for number in 0..<count {
            let collection = try await engine.createCollection(
                named: "company-\(number)", CollectionOptions(model: .none, dimension: 2))
            let image = IncomingImage(id: "of \(number)", vector: [1, Float(number)])
            _ = try await engine.put(image, in: collection)
        }
        #expect(engine.openCollectionNames.count <= budget)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count * 3 {
                group.addTask {
                    let name = "company-\(number * 7 % count)"
                    let collection = try await engine.collection(named: name)
                    let answer = try await engine.search(
                        collection, for: .vector([1, 1]), options: SearchOptions())
                    #expect(answer.matches.map(\.image.id) == ["of \(number * 7 % count)"])
                }
            }
            try await group.waitForAll()
        }
        #expect(engine.openCollectionNames.count <= budget)
        if FileManager.default.fileExists(atPath: "/proc/self/fd") {
            #expect(try Self.openFiles(data) <= budget)
        }
        // Listing and counting open none.
        let open = engine.openCollectionNames
        #expect(try await engine.collectionRecords().count == count)
        #expect(try await engine.indexedCount() == count)
        #expect(engine.openCollectionNames == open)
    }

    @Test func theLeastRecentlyUsedGoes() async throws {
        let store = OpenStore<Thing>(maximumCount: 2)
        for name in ["a", "b"] { _ = try await store.value(name) { Thing(name) } }
        #expect(await store.open("a") != nil)
        _ = try await store.value("c") { Thing("c") }
        #expect(store.names == ["a", "c"])
        #expect(await store.open("b") == nil)
    }

    @Test func aWeightIsABudgetToo() async throws {
        let store = OpenStore<Thing>(maximumCount: 100, maximumWeight: 10) { $0.name.count }
        for name in ["four", "five", "six"] { _ = try await store.value(name) { Thing(name) } }
        #expect(store.names == ["five", "six"])
        _ = try await store.value("longer than all") { Thing("longer than all") }
        #expect(store.names == ["longer than all"])
    }

    @Test func oneInUseIsGivenAgainAndNeverTwice() async throws {
        let store = OpenStore<Thing>(maximumCount: 1)
        let used = try await store.value("a") { Thing("a") }
        _ = try await store.value("b") { Thing("b") }
        #expect(store.names == ["b"])
        #expect(try await store.value("a") { Thing("another") } === used)
        #expect(try await store.value("a", isCurrent: { _ in false }, make: { Thing("new") }).name == "new")
        try await store.close("a") { #expect($0?.name == "new") }
        #expect(await store.open("a") == nil)
    }

    /// A slow opening holds up nobody but those who want the same.
    @Test func othersAreNotHeldUp() async throws {
        let store = OpenStore<Thing>(maximumCount: 10)
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        async let slow = store.value("slow") {
            beginning.finish()
            for await _ in gate {}
            return Thing("slow")
        }
        for await _ in begun {}
        #expect(try await store.value("quick") { Thing("quick") }.name == "quick")
        #expect(store.names == ["quick"])
        opening.finish()
        #expect(try await slow.name == "slow")
    }

    @Test func aFailedOpeningIsTriedAgain() async throws {
        struct Failed: Error {}
        let store = OpenStore<Thing>(maximumCount: 10)
        await #expect(throws: Failed.self) { try await store.value("a") { throw Failed() } }
        #expect(try await store.value("a") { Thing("a") }.name == "a")
    }

    final class Thing: Sendable {
        let name: String
        init(_ name: String) { self.name = name }
    }

    /// One that is deleted while others use and reopen it is gone, whole.
    @Test func deletionIsSafeWhileInUse() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path) { $0.openCollections = 1 }
        let options = CollectionOptions(model: .none, dimension: 2)
        for round in 0..<10 {
            _ = try await engine.createCollection(named: "c", options)
            _ = try await engine.collection(named: "other", creatingWith: options)
            let (additions, added) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        while !Task.isCancelled {
                            do {
                                let collection = try await engine.collection(named: "c")
                                let image = IncomingImage(id: "\(client)", vector: [1, Float(round)])
                                _ = try await engine.put(image, in: collection)
                                added.yield()
                                _ = try await engine.collection(named: "other")
                            } catch {
                                #expect(error as? EngineError == .unknownCollection("c"))
                                return
                            }
                        }
                    }
                }
                group.addTask {
                    // The clients are at work.
                    for await _ in additions.prefix(3 * round) {}
                    try await engine.deleteCollection(named: "c")
                }
                // The first that fails ends the others.
                for try await _ in group {}
            }
        }
        #expect(try await engine.collectionRecords().map(\.name) == ["other"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: data.path + "/collections").count == 1)
    }
}
