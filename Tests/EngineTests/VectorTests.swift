import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// Vectors that clients bring, without a picture.
@Suite(.timeLimit(.minutes(10))) struct VectorTests {
    private func open(_ data: TemporaryFolder) async throws -> (Engine, OpenCollection) {
        let engine = try await TestEngine.make(data.path)
        let options = CollectionOptions(model: .none, dimension: 3)
        return await (engine, try engine.collection(named: "c", creatingWith: options))
    }

    private func ids(_ engine: Engine, _ collection: OpenCollection, _ vector: [Float], k: Int = 10)
        async throws
        -> [String]
    {
        try await engine.search(collection, for: .vector(vector), options: SearchOptions(topK: k)).matches
            .map(\.image.id)
    }

    @Test func theyAreFoundAtOnceAndAfterReopening() async throws {
        let data = try TemporaryFolder()
        var image = IncomingImage(id: "a", vector: [1, 0, 0], name: "a.jpg", attributes: ["event": "x"])
        (image.facts.path, image.facts.width, image.facts.height) = ("/elsewhere/a.jpg", 800, 600)
        (image.externalID, image.code) = (77, "AB12-CD")
        do {
            let (engine, collection) = try await open(data)
            let outcomes = try await engine.put(
                [image, IncomingImage(vector: [0, 1, 0])], in: collection)
            #expect(outcomes.map(\.isNew) == [true, true])
            #expect(UUID(uuidString: outcomes[1].image.id) != nil)
            #expect(try await ids(engine, collection, [1, 0.1, 0], k: 1) == ["a"])
        }
        let (engine, collection) = try await open(data)
        let found = try await engine.image("a", in: collection)
        #expect(found.width == 800 && found.path == "/elsewhere/a.jpg" && found.attributes == ["event": "x"])
        #expect(found.source == .vector && found.code == "ab12-cd")
        #expect(try await engine.image(externalID: 77, in: collection) == found)
        #expect(try await engine.image(code: "ab12-CD", in: collection) == found)
        #expect(try await engine.image(recordID: found.recordID, in: collection) == found)
        #expect(try await ids(engine, collection, [1, 0.1, 0], k: 1) == ["a"])
        // The path is the client's: nothing is read from there.
        await #expect(throws: EngineError.contentMissing("a")) {
            _ = try await engine.content(of: found, in: collection)
        }
    }

    /// Swift takes both for the same text, the catalogue and clients do not.
    @Test func idsThatDifferInBytesAreTwo() async throws {
        let (engine, collection) = try await open(try TemporaryFolder())
        let (one, two) = ("caf\u{E9}", "cafe\u{301}")
        let put = try await engine.put(
            [IncomingImage(id: one, vector: [1, 0, 0]), IncomingImage(id: two, vector: [0, 1, 0])],
            in: collection)
        #expect(put.map(\.isNew) == [true, true] && put[0].image.recordID != put[1].image.recordID)
        #expect(collection.count == 2)
        #expect(
            try await collection.view.vector(of: try await engine.image(one, in: collection).recordID) == [
                1, 0, 0,
            ])
        #expect(
            try await collection.view.vector(of: try await engine.image(two, in: collection).recordID) == [
                0, 1, 0,
            ])
        _ = try await engine.label(two, attributes: ["x": 1], in: collection)
        #expect(try await engine.image(one, in: collection).attributes == [:])
        for id in [one, two] {
            let answer = try await engine.cachedSearch(
                collection, for: .item(id), options: SearchOptions(topK: 1))
            #expect(answer.matches.first.map { Array($0.image.id.utf8) != Array(id.utf8) } == true)
        }
        try await engine.deleteImage(two, in: collection)
        #expect(
            try await engine.images(in: collection, after: 0, limit: 10).map { Array($0.id.utf8) } == [
                Array(one.utf8)
            ])
    }

    @Test func theSameKeyReplaces() async throws {
        let (engine, collection) = try await open(try TemporaryFolder())
        let first = try await engine.put(
            [IncomingImage(id: "a", vector: [1, 0, 0], attributes: ["x": 1])], in: collection)[0]
        let again = try await engine.put(
            [
                IncomingImage(id: "b", vector: [1, 1, 0]), IncomingImage(id: "a", vector: [0, 0, 1]),
                IncomingImage(id: "b", vector: [0, 1, 0]),
            ], in: collection)
        #expect(again.map(\.isNew) == [true, false, false])
        #expect(again[1].image.recordID == first.image.recordID && again[1].image.attributes == ["x": 1])
        #expect(again[0].image.recordID == again[2].image.recordID)
        #expect(collection.count == 2)
        #expect(try await collection.view.vector(of: again[2].image.recordID) == [0, 1, 0])
        #expect(try await collection.view.vector(of: first.image.recordID) == [0, 0, 1])
        #expect(try await engine.counts(in: collection).ready == 2)
    }

    @Test(arguments: [[], [1, 2], [1, 2, 3, 4], [1, .nan, 3], [.infinity, 2, 3]] as [[Float]])
    func aVectorThatCanNotBeUsedChangesNothing(_ vector: [Float]) async throws {
        let (engine, collection) = try await open(try TemporaryFolder())
        let error = await #expect(throws: EngineError.self) {
            _ = try await engine.put(
                [IncomingImage(id: "a", vector: [1, 2, 3]), IncomingImage(id: "b", vector: vector)],
                in: collection)
        }
        guard case .invalidVector(let detail)? = error else { return #expect(Bool(false), "\(error!)") }
        #expect(detail.contains("number 2"))
        #expect(collection.count == 0)
    }

    @Test func aNumberOrCodeBelongsToOne() async throws {
        let (engine, collection) = try await open(try TemporaryFolder())
        func image(_ id: String, _ number: Int64?, _ code: String? = nil) -> IncomingImage {
            var image = IncomingImage(id: id, vector: [1, 2, 3])
            (image.externalID, image.code) = (number, code)
            return image
        }
        _ = try await engine.put([image("a", 1, "x"), image("b", 2)], in: collection)
        for (bad, name) in [
            ([image("c", 1)], "1"), ([image("c", nil, "X")], "x"), ([image("d", 5), image("e", 5)], "5"),
        ] {
            await #expect(throws: EngineError.identifierTaken(name, collection: "c")) {
                _ = try await engine.put(bad, in: collection)
            }
        }
        #expect(collection.count == 2)
        // Kept where nothing is said, and free again when its picture has another.
        _ = try await engine.put([image("a", nil)], in: collection)
        #expect(try await engine.image(externalID: 1, in: collection).id == "a")
        _ = try await engine.put([image("a", 9), image("c", 1)], in: collection)
        #expect(try await engine.image(externalID: 1, in: collection).id == "c")
        try await engine.deleteImage("b", in: collection)
        _ = try await engine.put([image("d", 2)], in: collection)
        #expect(try await engine.image(externalID: 2, in: collection).id == "d")
    }

    @Test func deletionsMoveNobodysID() async throws {
        let data = try TemporaryFolder()
        var recordIDs: [String: Int64] = [:]
        do {
            let (engine, collection) = try await open(data)
            let images = (0..<50).map { IncomingImage(id: "\($0)", vector: [Float($0), 1, 2]) }
            for outcome in try await engine.put(images, in: collection) {
                recordIDs[outcome.image.id] = outcome.image.recordID
            }
            for number in stride(from: 0, to: 50, by: 3) {
                try await engine.deleteImage("\(number)", in: collection)
                recordIDs["\(number)"] = nil
            }
        }
        let (engine, collection) = try await open(data)
        let fresh = try await engine.put(
            [IncomingImage(id: "new", vector: [1, 1, 1])], in: collection)[0]
        #expect(!recordIDs.values.contains(fresh.image.recordID))
        for (id, recordID) in recordIDs {
            #expect(try await engine.image(id, in: collection).recordID == recordID)
        }
    }

    @Test func aHundredWritersAtOnceAndOneThatFailsAlone() async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await open(data)
        let failures = await withTaskGroup(of: Int.self) { group in
            for client in 0..<100 {
                group.addTask {
                    var failures = 0
                    for round in 0..<10 {
                        let id = "\(client % 50)-\(round)"
                        do {
                            if client % 10 == 7 {
                                try await engine.deleteImage("nobody \(client)", in: collection)
                            } else {
                                let image = IncomingImage(
                                    id: id, vector: [Float(client % 50), Float(round), 1])
                                _ = try await engine.put(image, in: collection)
                            }
                        } catch EngineError.unknownImage {
                            failures += 1
                        } catch {
                            failures += 1_000
                        }
                    }
                    return failures
                }
            }
            return await group.reduce(0, +)
        }
        #expect(failures == 100)
        // Clients 7 and 57, 17 and 67 … only delete.
        #expect(collection.count == 45 * 10)
        #expect(try await engine.counts(in: collection).ready == 450)
        for image in try await engine.images(in: collection, after: 0, limit: 1_000) {
            let parts = image.id.split(separator: "-").compactMap { Float($0) }
            #expect(try await collection.view.vector(of: image.recordID) == [parts[0], parts[1], 1])
        }
    }

    @Test func changesOfOnePictureInOneGroupFollowEachOther() async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await open(data)
        // Readers of the catalogue open its file.
        defer { withExtendedLifetime(data) {} }
        // Held up by a call that takes a while, the others come into one group.
        for round in 0..<20 {
            async let bulk = engine.put(
                (0..<200).map { IncomingImage(id: "bulk \($0)", vector: [1, 2, Float($0)]) },
                in: collection)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for step in 0..<20 {
                    group.addTask {
                        let image = IncomingImage(id: "x", vector: [Float(step), Float(round), 1])
                        if step % 3 == 0 {
                            do {
                                try await engine.deleteImage("x", in: collection)
                            } catch EngineError.unknownImage {
                                // It came before all that add it, or after another one that removes it.
                            }
                        } else {
                            _ = try await engine.put(image, in: collection)
                        }
                    }
                }
                try await group.waitForAll()
            }
            _ = try await bulk
            // In any order: it is there, whole, or it is not.
            let images = try await engine.images(in: collection, after: 0, limit: 1_000)
            #expect(collection.count == images.count)
            let left = images.filter { $0.id == "x" }
            #expect(images.count == 200 + left.count && left.count <= 1)
            for image in left {
                #expect(try await collection.view.vector(of: image.recordID)?[1] == Float(round))
            }
        }
    }
}
