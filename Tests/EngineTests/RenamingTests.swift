import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RenamingTests {
    @Test func `A renamed collection is the same one, for those who have it open too`() async throws {
        let world = try await World()
        let (engine, collection) = (world.engine, world.collection)
        try world.draw(1, "one.jpg")
        try await world.sync()
        let job = try await engine.jobs.finished(
            engine.startSync(collection, directory: world.pictures.path).id)
        _ = try await engine.jobs.jobs()
        let before = try await engine.cachedSearch(
            collection, for: .image(TestPicture.jpeg(seed: 1)), options: SearchOptions())
        let renamed = try await engine.renameCollection(named: "products", to: "goods")
        #expect(renamed === collection && collection.name == "goods" && collection.record.name == "goods")
        #expect(engine.openCollectionNames == ["goods"])
        #expect(try await engine.collection(named: "goods") === collection)
        await #expect(throws: EngineError.unknownCollection("products")) {
            try await engine.collection(named: "products")
        }
        // Searches, writes and jobs go on.
        let after = try await engine.cachedSearch(
            collection, for: .image(TestPicture.jpeg(seed: 1)), options: SearchOptions())
        #expect(after.matches.map(\.image.id) == before.matches.map(\.image.id))
        try world.draw(2, "two.jpg")
        #expect(try await world.sync().added == 1)
        #expect(try await engine.jobs.job(job.id).collection == "goods")
        #expect(try await engine.jobs.jobs().map(\.collection) == ["goods"])
        // The old name is free.
        let other = try await engine.createCollection(named: "products")
        #expect(other.recordID != collection.recordID)
        let reader = try await TestEngine.make(world.data.path, purpose: nil)
        #expect(try await reader.collectionRecords().map(\.name) == ["goods", "products"])
        #expect(try await reader.collection(named: "goods").count == 2)
    }

    @Test func `It stays renamed, and is described so beside its vectors`() async throws {
        let data = try TemporaryFolder()
        do {
            let engine = try await TestEngine.make(data.path)
            _ = try await engine.createCollection(named: "a")
            try await engine.renameCollection(named: "a", to: "b")
        }
        let text = try String(contentsOfFile: data.path + "/collections/1/collection.json", encoding: .utf8)
        #expect(text.contains("\"name\" : \"b\""))
        let engine = try await TestEngine.make(data.path)
        #expect(try await engine.collectionRecords().map(\.name) == ["b"])
        #expect(try await engine.orphans().isEmpty)
    }

    @Test func `What can't be renamed stays as it is`() async throws {
        let world = try await World()
        let engine = world.engine
        _ = try await engine.createCollection(named: "other")
        await #expect(throws: EngineError.collectionExists("other")) {
            try await engine.renameCollection(named: "products", to: "other")
        }
        await #expect(throws: EngineError.invalidCollectionName("a b")) {
            try await engine.renameCollection(named: "products", to: "a b")
        }
        await #expect(throws: EngineError.unknownCollection("none")) {
            try await engine.renameCollection(named: "none", to: "some")
        }
        #expect(try await engine.renameCollection(named: "products", to: "products") === world.collection)
        #expect(try await engine.collectionRecords().map(\.name) == ["other", "products"])
    }

    @Test func `Nothing is renamed during a sync`() async throws {
        let gate = Gate()
        let world = try await World(gate: gate)
        try world.draw(1, "one.jpg")
        gate.block()
        let job = try await world.engine.startSync(world.collection, directory: world.pictures.path)
        await #expect(throws: EngineError.syncRunning(collection: "products")) {
            try await world.engine.renameCollection(named: "products", to: "goods")
        }
        gate.open()
        #expect(try await world.engine.jobs.finished(job.id).state == .succeeded)
        try await world.engine.renameCollection(named: "products", to: "goods")
    }

    @Test func `Two that exchange their names at once never wait for each other`() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        for name in ["a", "b"] { _ = try await engine.createCollection(named: name) }
        for _ in 0..<20 {
            await withTaskGroup(of: Void.self) { group in
                for (old, new) in [("a", "b"), ("b", "a"), ("a", "c"), ("c", "a")] {
                    group.addTask { _ = try? await engine.renameCollection(named: old, to: new) }
                }
            }
        }
        let names = try await engine.collectionRecords().map(\.name)
        #expect(names.count == 2)
        for name in names { #expect(try await engine.collection(named: name).name == name) }
    }

    @Test func `Attributes are merged or replaced, and a name and a category are changed`() async throws {
        let world = try await World()
        let (engine, collection) = (world.engine, world.collection)
        _ = try await engine.put(
            TestPicture.jpeg(seed: 1), as: "a", name: "first", attributes: ["x": 1, "y": "two"],
            in: collection)
        let shoes = try await engine.createCategory("Shoes", in: collection)
        var edit = ImageEdit()
        (edit.attributes, edit.name) = (.merged(["y": 3, "z": .null, "x": .null]), "second")
        edit.category = .id(shoes.id)
        let edited = try await engine.edit("a", edit, in: collection)
        #expect(edited.attributes == ["y": 3] && edited.name == "second" && edited.category == shoes.id)
        #expect(try await engine.image("a", in: collection) == edited)
        edit = ImageEdit()
        (edit.attributes, edit.category) = (.replaced(["w": .null]), .none)
        let again = try await engine.edit("a", edit, in: collection)
        #expect(again.attributes == ["w": .null] && again.name == "second" && again.category == nil)
        #expect(engine.categories(in: collection).map(\.count) == [0])
        let same = try await engine.edit("a", ImageEdit(), in: collection)
        #expect(same.attributes == again.attributes && same.name == again.name)
    }
}
