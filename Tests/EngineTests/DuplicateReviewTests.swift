import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct DuplicateReviewTests {
    /// A picture, an encoded again one, a mirrored one and a copy of the first; and another picture.
    private static func open(_ names: [String] = ["a.jpg", "b.jpg", "c.jpg", "copy.jpg", "z.jpg"])
        async throws
        -> World
    {
        let world = try await World()
        for name in names { try world.pictures.write(try bytes(of: name), to: name) }
        try await world.sync()
        return world
    }

    private static func bytes(of name: String) throws -> [UInt8] {
        let original = TestScene.pixels(seed: 1)
        return switch name {
        case "b.jpg": try TestScene.jpeg(original, quality: 40)
        case "c.jpg": try TestScene.jpeg(TestScene.mirrored(original))
        case "z.jpg": try TestScene.jpeg(TestScene.pixels(seed: 2))
        default: try TestScene.jpeg(original)
        }
    }

    private static func groups(_ world: World, isPutOff: Bool = false) async throws -> [DuplicateGroup] {
        try await world.engine.duplicateGroups(in: world.collection, isPutOff: isPutOff, limit: 100).groups
    }

    private static func ids(_ world: World) async throws -> [[String]] {
        try await groups(world).map { $0.members.map(\.image.id).sorted() }
    }

    @Test func kindsAreToldApart() async throws {
        let world = try await Self.open()
        let report = try await world.engine.findDuplicates(in: world.collection)
        #expect(report.contents == 4 && report.compared == 4)
        let group = try #require(try await Self.groups(world).first)
        #expect(try await Self.groups(world).count == 1)
        let kinds = Dictionary(uniqueKeysWithValues: group.members.map { ($0.image.id, $0.kind) })
        #expect(Set(kinds.keys) == ["a", "b", "c", "copy"])
        #expect(kinds["b"] != .some(.exact) && kinds["c"] != .some(.exact))
        #expect(kinds.values.filter { $0 == nil }.count == 1)
        #expect(group.kind == .edited)
        #expect(group.members[0].kind == nil)
        let edited = try await world.engine.duplicateGroups(in: world.collection, kind: .near, limit: 10)
        #expect(edited.groups.isEmpty && edited.total == 0)
        // Nothing is compared again.
        #expect(try await world.engine.findDuplicates(in: world.collection).compared == 0)
        #expect(
            try await world.engine.findDuplicates(
                in: world.collection, options: DuplicateSearchOptions(isFresh: true)
            ).compared == 4)
    }

    @Test func exactCopiesAreAGroup() async throws {
        let world = try await Self.open(["a.jpg", "copy.jpg", "z.jpg"])
        _ = try await world.engine.findDuplicates(in: world.collection)
        let group = try #require(try await Self.groups(world).first)
        #expect(group.kind == .exact)
        #expect(group.members.map(\.kind) == [nil, .exact])
        #expect(group.best.reason.contains("same bytes") || group.best.reason.contains("oldest"))
    }

    @Test func whatIsAddedIsComparedAtOnce() async throws {
        let world = try await Self.open(["a.jpg", "z.jpg"])
        _ = try await world.engine.findDuplicates(in: world.collection)
        #expect(try await Self.ids(world).isEmpty)
        _ = try await world.engine.put(try Self.bytes(of: "b.jpg"), as: "upload", in: world.collection)
        try await eventually("the upload was compared") {
            try await Self.ids(world) == [["a", "upload"]]
        }
        try world.pictures.write(try Self.bytes(of: "c.jpg"), to: "c.jpg")
        try await world.sync()
        try await eventually("the new file was compared") {
            try await Self.ids(world) == [["a", "c", "upload"]]
        }
    }

    @Test func groupsDoNotChain() async throws {
        let world = try await World()
        let wide = TestScene.pixels(seed: 4, width: 600, height: 200)
        // Each overlaps with the next, the first and the last have nothing in common.
        for (name, left) in [("1.jpg", 0), ("2.jpg", 100), ("3.jpg", 200), ("4.jpg", 300)] {
            let part = TestScene.rearranged(wide, width: 280, height: 200) { ($0 + left, $1) }
            try world.pictures.write(try TestScene.jpeg(part), to: name)
        }
        try await world.sync()
        _ = try await world.engine.findDuplicates(in: world.collection)
        for group in try await Self.ids(world) {
            #expect(!(group.contains("1") && group.contains("4")))
        }
    }

    @Test(arguments: [DuplicateDecisionRecord.Choice.keepAll, .notDuplicates, .keep])
    func decisionsSurviveMovesAndRestarts(_ choice: DuplicateDecisionRecord.Choice) async throws {
        let world = try await Self.open()
        _ = try await world.engine.findDuplicates(in: world.collection)
        let group = try #require(try await Self.groups(world).first)
        let images = group.members.map(\.image.id)
        let outcome = try await world.engine.decide(
            DuplicateDecisionRequest(images: images, choice, kept: choice == .keep ? [images[0]] : []),
            in: world.collection)
        #expect(try await Self.ids(world).isEmpty)
        try world.rename("a.jpg", "moved/a.jpg")
        try world.rename("b.jpg", "moved/other.jpg")
        try await world.sync()
        try world.remove("c.jpg")
        try await world.sync()
        try world.pictures.write(try Self.bytes(of: "c.jpg"), to: "again.jpg")
        try await world.sync()
        _ = try await world.engine.findDuplicates(
            in: world.collection, options: DuplicateSearchOptions(isFresh: true))
        #expect(try await Self.ids(world).isEmpty)
        #expect(try await world.engine.duplicateDecisions(in: world.collection) == [outcome.decision])
        #expect(try await world.images().count == 5)
        _ = try await world.engine.undoDecision(outcome.decision.id, in: world.collection)
        #expect(try await Self.ids(world).map(\.count) == [4])
    }

    @Test func whatIsPutOffIsListedApart() async throws {
        let world = try await Self.open(["a.jpg", "b.jpg"])
        _ = try await world.engine.findDuplicates(in: world.collection)
        let outcome = try await world.engine.decide(
            DuplicateDecisionRequest(images: ["a", "b"], .later), in: world.collection)
        #expect(try await Self.ids(world).isEmpty)
        #expect(try await Self.groups(world, isPutOff: true).map(\.members.count) == [2])
        // A decision for good counts for more.
        _ = try await world.engine.decide(
            DuplicateDecisionRequest(images: ["a", "b"], .keepAll), in: world.collection)
        #expect(try await Self.groups(world, isPutOff: true).isEmpty)
        _ = try await world.engine.undoDecision(outcome.decision.id, in: world.collection)
        #expect(try await Self.ids(world).isEmpty)
    }

    @Test func removedFilesGoToTheTrashAndComeBack() async throws {
        let world = try await Self.open()
        let upload = try Self.bytes(of: "b.jpg") + [0]
        _ = try await world.engine.put(upload, as: "up", attributes: ["colour": "red"], in: world.collection)
        _ = try await world.engine.findDuplicates(in: world.collection)
        let group = try #require(try await Self.groups(world).first)
        #expect(group.members.count == 5)
        let before = try await world.images().map(\.id).sorted()
        let outcome = try await world.engine.decide(
            DuplicateDecisionRequest(
                images: group.members.map(\.image.id), .keep, kept: ["a"], removesOthers: true),
            in: world.collection)
        #expect(outcome.problems.isEmpty)
        #expect(outcome.changed.sorted() == ["b", "c", "copy", "up"])
        #expect(try await world.images().map(\.id).sorted() == ["a", "z"])
        let files = { try FileManager.default.contentsOfDirectory(atPath: world.pictures.path).sorted() }
        #expect(try files() == ["a.jpg", "z.jpg"])
        #expect(try await world.sync().removed == 0)
        let undone = try await world.engine.undoDecision(outcome.decision.id, in: world.collection)
        #expect(undone.problems.isEmpty)
        #expect(try files() == ["a.jpg", "b.jpg", "c.jpg", "copy.jpg", "z.jpg"])
        #expect(try await world.images().map(\.id).sorted() == before)
        let record = try await world.engine.image("up", in: world.collection)
        #expect(record.attributes == ["colour": "red"] && record.source == .upload)
        #expect(try await world.engine.content(of: record, in: world.collection) == upload)
        #expect(try await world.sync().counts == ["total": 5, "unchanged": 5, "indexed": 6])
        #expect(try await Self.ids(world).map(\.count) == [5])
        await #expect(throws: EngineError.unknownDecision(outcome.decision.id, collection: "products")) {
            try await world.engine.undoDecision(outcome.decision.id, in: world.collection)
        }
    }

    /// As a crash leaves it: the bytes are in the trash, the records are still there, and of the files one is gone and one is
    /// not.
    @Test func aRemovalThatACrashEndedIsTakenBack() async throws {
        let world = try await Self.open(["a.jpg", "b.jpg", "c.jpg"])
        let upload = try Self.bytes(of: "b.jpg") + [0]
        _ = try await world.engine.put(upload, as: "up", in: world.collection)
        _ = try await world.engine.findDuplicates(in: world.collection)
        let outcome = try await world.engine.decide(
            DuplicateDecisionRequest(
                images: ["a", "b", "c", "up"], .keep, kept: ["a"], removesOthers: true),
            in: world.collection)
        #expect(outcome.changed == ["b", "c", "up"])
        for name in ["b.jpg", "c.jpg"] { try world.pictures.write(try Self.bytes(of: name), to: name) }
        try await world.sync()
        _ = try await world.engine.put(upload, as: "up", in: world.collection)
        try world.remove("b.jpg")
        let undone = try await world.engine.undoDecision(outcome.decision.id, in: world.collection)
        #expect(undone.problems.isEmpty)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: world.pictures.path).sorted() == [
                "a.jpg", "b.jpg", "c.jpg",
            ])
        #expect(try await world.sync().counts == ["total": 3, "unchanged": 3, "indexed": 4])
        #expect(try await Self.ids(world) == [["a", "b", "c", "up"]])
    }

    @Test func aChangedFileIsNotRemovedAndATakenPlaceIsNotOverwritten() async throws {
        let world = try await Self.open(["a.jpg", "b.jpg", "c.jpg"])
        _ = try await world.engine.findDuplicates(in: world.collection)
        try world.pictures.write(try Self.bytes(of: "z.jpg"), to: "b.jpg")
        let outcome = try await world.engine.decide(
            DuplicateDecisionRequest(
                images: ["a", "b", "c"], .keep, kept: ["a"], removesOthers: true),
            in: world.collection)
        #expect(outcome.changed == ["c"])
        #expect(outcome.problems.map(\.id) == ["b"])
        #expect(outcome.problems.first?.detail.contains("changed") == true)
        try world.pictures.write([1, 2, 3], to: "c.jpg")
        let undone = try await world.engine.undoDecision(outcome.decision.id, in: world.collection)
        #expect(undone.changed.isEmpty && undone.problems.map(\.id) == ["c"])
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: world.pictures.path + "/c.jpg")) == Data([1, 2, 3]))
        try world.remove("c.jpg")
        let again = try await world.engine.undoDecision(outcome.decision.id, in: world.collection)
        #expect(again.changed == ["c"] && again.problems.isEmpty)
    }

    @Test func duplicatesAreReportedOrRefusedWhenTheyComeIn() async throws {
        let world = try await Self.open(["a.jpg", "z.jpg"])
        func put(_ name: String, _ rule: DuplicateRule, as id: String) async throws -> PutOutcome {
            var image = IncomingImage(id: id, bytes: try Self.bytes(of: name))
            image.duplicates = rule
            return try await world.engine.put(image, in: world.collection)
        }
        await #expect(throws: EngineError.duplicateRefused(["a"], collection: "products")) {
            _ = try await put("c.jpg", .refuse, as: "c")
        }
        await #expect(throws: EngineError.duplicateRefused(["a"], collection: "products")) {
            _ = try await put("copy.jpg", .refuse, as: "copy")
        }
        #expect(try await world.images().count == 2)
        let reported = try await put("b.jpg", .report, as: "b")
        #expect(reported.duplicates.map(\.image.id) == ["a"])
        #expect(reported.duplicates.map(\.kind) == [.near])
        #expect(try await put("a.jpg", .ignore, as: "ignored").duplicates.isEmpty)
        // It may replace itself.
        let other = try TestScene.jpeg(TestScene.pixels(seed: 8))
        var image = IncomingImage(id: "new", bytes: other)
        image.duplicates = .refuse
        #expect(try await world.engine.put(image, in: world.collection).isNew)
        #expect(try await !world.engine.put(image, in: world.collection).isNew)
    }

    @Test func ofTwoDuplicatesThatComeAtOnceOneIsRefused() async throws {
        let world = try await Self.open(["z.jpg"])
        let names = ["a.jpg", "b.jpg", "c.jpg", "copy.jpg"]
        let stored = try await withThrowingTaskGroup(of: Bool.self) { group in
            for name in names {
                let bytes = try Self.bytes(of: name)
                group.addTask {
                    var image = IncomingImage(id: name, bytes: bytes)
                    image.duplicates = .refuse
                    do {
                        _ = try await world.engine.put(image, in: world.collection)
                        return true
                    } catch EngineError.duplicateRefused {
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(stored == 1)
        #expect(try await world.images().count == 2)
    }

    @Test func vectorsWithoutPicturesAreComparedByTheirCosine() async throws {
        let engine = try await TestEngine.make(try TemporaryFolder().path)
        var options = CollectionOptions()
        options.model = .none
        options.dimension = 3
        let collection = try await engine.createCollection(named: "vectors", options)
        for (id, vector) in [
            ("a", [1, 0, 0]), ("b", [0.999, 0.01, 0]), ("c", [0.8, 0.6, 0]), ("d", [0, 0, 1]),
        ] as [(String, [Float])] {
            _ = try await engine.put(IncomingImage(id: id, vector: vector), in: collection)
        }
        _ = try await engine.findDuplicates(in: collection)
        let groups = try await engine.duplicateGroups(in: collection, limit: 10).groups
        #expect(groups.map { $0.members.map(\.image.id) } == [["a", "b"]])
    }

    @Test func wrongDecisionsChangeNothing() async throws {
        let world = try await Self.open(["a.jpg", "b.jpg"])
        for request in [
            DuplicateDecisionRequest(images: ["a"], .keepAll),
            DuplicateDecisionRequest(images: ["a", "b"], .keep),
            DuplicateDecisionRequest(images: ["a", "b"], .keep, kept: ["c"]),
            DuplicateDecisionRequest(images: ["a", "b"], .keepAll, kept: ["a"]),
            DuplicateDecisionRequest(images: ["a", "b"], .later, removesOthers: true),
        ] {
            await #expect(throws: EngineError.self) {
                try await world.engine.decide(request, in: world.collection)
            }
        }
        #expect(try await world.engine.duplicateDecisions(in: world.collection).isEmpty)
        #expect(try await world.images().count == 2)
    }
}
