import Catalogue
import Engine
import Foundation
import JSON
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
        let engine = try TestEngine.make(data.path) { $0.openCollections = budget }
        for number in 0..<count {
            let collection = try engine.createCollection(
                named: "company-\(number)", CollectionOptions(model: .none, dimension: 2))
            let image = VectorImage(key: "of \(number)", vector: [1, Float(number)])
            _ = try await engine.add(vectors: [image], in: collection)
        }
        #expect(engine.openCollectionNames.count <= budget)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count * 3 {
                group.addTask {
                    let name = "company-\(number * 7 % count)"
                    let collection = try await engine.openCollection(named: name)
                    let answer = try await engine.search(
                        collection, for: .vector([1, 1]), options: SearchOptions())
                    #expect(answer.matches.map(\.image.key) == ["of \(number * 7 % count)"])
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
        #expect(try engine.collectionRecords().count == count && engine.indexedCount() == count)
        #expect(engine.openCollectionNames == open)
    }

    @Test func theLeastRecentlyUsedGoes() throws {
        let store = OpenStore<Thing>(maximumCount: 2)
        for name in ["a", "b"] { _ = try store.value(name) { Thing(name) } }
        #expect(store.open("a") != nil)
        _ = try store.value("c") { Thing("c") }
        #expect(store.names == ["a", "c"])
        #expect(store.open("b") == nil)
    }

    @Test func aWeightIsABudgetToo() throws {
        let store = OpenStore<Thing>(maximumCount: 100, maximumWeight: 10) { $0.name.count }
        for name in ["four", "five", "six"] { _ = try store.value(name) { Thing(name) } }
        #expect(store.names == ["five", "six"])
        _ = try store.value("longer than all") { Thing("longer than all") }
        #expect(store.names == ["longer than all"])
    }

    @Test func oneInUseIsGivenAgainAndNeverTwice() throws {
        let store = OpenStore<Thing>(maximumCount: 1)
        let used = try store.value("a") { Thing("a") }
        _ = try store.value("b") { Thing("b") }
        #expect(store.names == ["b"])
        #expect(try store.value("a") { Thing("another") } === used)
        #expect(try store.value("a", isCurrent: { _ in false }, make: { Thing("new") }).name == "new")
        store.close("a") { #expect($0?.name == "new") }
        #expect(store.open("a") == nil)
    }

    /// A slow opening holds up nobody but those who want the same.
    @Test func othersAreNotHeldUp() async throws {
        let store = OpenStore<Thing>(maximumCount: 10)
        let (begun, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // Nobody is held for ever, whatever fails below.
        defer { gate.signal() }
        Thread.detachNewThread {
            // What is opened doesn't matter, nor does it fail.
            _ = try? store.value("slow") {
                begun.signal()
                gate.wait()
                return Thing("slow")
            }
        }
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                begun.wait()
                continuation.resume()
            }
        }
        #expect(try store.value("quick") { Thing("quick") }.name == "quick")
        #expect(store.names == ["quick"])
    }

    @Test func aFailedOpeningIsTriedAgain() throws {
        struct Failed: Error {}
        let store = OpenStore<Thing>(maximumCount: 10)
        #expect(throws: Failed.self) { try store.value("a") { throw Failed() } }
        #expect(try store.value("a") { Thing("a") }.name == "a")
    }

    final class Thing: Sendable {
        let name: String
        init(_ name: String) { self.name = name }
    }

    /// One that is deleted while others use and reopen it is gone, whole.
    @Test func deletionIsSafeWhileInUse() async throws {
        let data = try TemporaryFolder()
        let engine = try TestEngine.make(data.path) { $0.openCollections = 1 }
        let options = CollectionOptions(model: .none, dimension: 2)
        for round in 0..<10 {
            _ = try engine.createCollection(named: "c", options)
            _ = try engine.collection(named: "other", creatingWith: options)
            let (additions, added) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        while !Task.isCancelled {
                            do {
                                let collection = try await engine.openCollection(named: "c")
                                let image = VectorImage(key: "\(client)", vector: [1, Float(round)])
                                _ = try await engine.add(vectors: [image], in: collection)
                                added.yield()
                                _ = try await engine.openCollection(named: "other")
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
        #expect(try engine.collectionRecords().map(\.name) == ["other"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: data.path + "/collections").count == 1)
    }
}
