import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CollectionOptionTests {
    @Test func aCollectionIsWhatItWasMadeAsAfterReopening() async throws {
        let data = try TemporaryFolder()
        var options = CollectionOptions(model: .named("resnet50-places365"), dimension: 2_048, metric: .l2)
        options.indexKind = .hnsw
        options.indexParameters = ["m": 16]
        options.preparation = .asImported
        options.settings = ["system": 2]
        let before: CollectionRecord
        do { before = try await TestEngine.make(data.path).createCollection(named: "c", options).record }
        let collection = try await TestEngine.make(data.path).collection(named: "c")
        #expect(collection.record == before && collection.metric == .l2)
        #expect(before.model == "resnet50-places365" && before.dimension == 2_048)
        #expect(before.indexKind == "hnsw" && before.indexParameters == ["m": 16])
        #expect(before.preparation == .asImported && before.settings == ["system": 2])
    }

    /// A model that is not there yet: vectors from the first day, pictures once it is.
    @Test func aMissingModelKeepsPicturesOutAndVectorsIn() async throws {
        let data = try TemporaryFolder()
        let options = CollectionOptions(model: .named("tiny"), dimension: 192)
        do {
            let engine = try await TestEngine.make(data.path) { $0.modelFolders = [] }
            let collection = try await engine.createCollection(named: "c", options)
            let vector = [Float](repeating: 0.5, count: 192)
            _ = try await engine.put(IncomingImage(id: "a", vector: vector), in: collection)
            let answer = try await engine.search(
                collection, for: .vector(vector), options: SearchOptions())
            #expect(answer.matches.map(\.image.id) == ["a"])
            await #expect(throws: EngineError.modelNotInstalled(model: "tiny", collection: "c")) {
                _ = try await engine.put(TestPicture.jpeg(seed: 1), as: "b", in: collection)
            }
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        _ = try await engine.put(TestPicture.jpeg(seed: 1), as: "b", in: collection)
        #expect(collection.count == 2)
    }

    @Test func dimensionsMustFit() async throws {
        let engine = try await TestEngine.make(try TemporaryFolder().path)
        for (model, dimension) in [
            (.none, nil), (.none, 0), (.none, 65_537), (.named("tiny"), 100),
        ] as [(CollectionOptions.Model, Int?)] {
            let error = await #expect(throws: EngineError.self) {
                try await engine.createCollection(
                    named: "c", CollectionOptions(model: model, dimension: dimension))
            }
            guard case .invalidDimension? = error else { return #expect(Bool(false), "\(error!)") }
        }
        await #expect(throws: (any Error).self) {
            try await engine.createCollection(named: "c", CollectionOptions(model: .named("missing")))
        }
        #expect(try await engine.collectionRecords().isEmpty)
    }

    @Test func theModelChangesWhileTheCollectionIsEmpty() async throws {
        let data = try TemporaryFolder()
        do {
            let engine = try await TestEngine.make(data.path)
            var options = CollectionOptions(model: .none, dimension: 3)
            options.settings = ["seen": true]
            let collection = try await engine.createCollection(named: "c", options)
            _ = try await engine.put([IncomingImage(id: "a", vector: [1, 2, 3])], in: collection)
            await #expect(throws: EngineError.collectionNotEmpty("c")) {
                try await engine.setModel(.named("tiny"), of: collection)
            }
            try await engine.deleteImage("a", in: collection)
            try await engine.setModel(.named("tiny"), of: collection)
            #expect(collection.record.model == "tiny" && collection.view.dimension == 192)
            await #expect(throws: EngineError.self) {
                _ = try await engine.put([IncomingImage(vector: [1, 2, 3])], in: collection)
            }
            _ = try await engine.put(TestPicture.jpeg(seed: 1), as: "b", in: collection)
            try await engine.setIndex(.flat, parameters: ["latency_ms": 5], of: collection)
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        #expect(collection.record.indexKind == "flat" && collection.record.settings == ["seen": true])
        #expect(
            try await engine.search(
                collection, for: .image(TestPicture.jpeg(seed: 1)), options: .init()
            ).matches.map(\.image.id) == ["b"])
    }

    /// Vectors of an imported collection were made without EXIF rotation.
    @Test func importedCollectionsReadPicturesAsTheirVectorsWereMade() async throws {
        let engine = try await TestEngine.make(try TemporaryFolder().path)
        var options = CollectionOptions()
        let standard = try await engine.createCollection(named: "standard", options)
        options.preparation = .asImported
        let imported = try await engine.createCollection(named: "imported", options)
        func bytes(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Fixtures.folder)/pictures/\(name).jpg")))
        }
        func vector(_ name: String, _ collection: OpenCollection) async throws -> [Float] {
            let image = try await engine.put(bytes(name), as: name, in: collection).image
            return try #require(try await collection.view.vector(of: image.recordID))
        }
        let upright = try await vector("orientation-1", standard)
        let turned = try await vector("orientation-6", imported)
        let righted = try await vector("orientation-6", standard)
        func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } }
        // The files differ by their orientation alone, so as they were stored they are the same.
        #expect(distance(upright, turned) * 10 < distance(upright, righted))
    }
}
