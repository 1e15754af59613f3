import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// The map of a collection, and lists that are read from any place on.
@Suite(.timeLimit(.minutes(10))) struct MapTests {
    private static let dimension = 48
    /// Stays as long as the test.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() async throws -> (Engine, OpenCollection) {
        let engine = try await TestEngine.make(folder.path)
        let collection = try await engine.createCollection(
            named: "c", CollectionOptions(model: .none, dimension: Self.dimension))
        return (engine, collection)
    }

    /// Vectors in groups: image `n` is of group `n % groups`, and near the others of it.
    private func add(
        _ range: Range<Int>, groups: Int, _ engine: Engine, _ collection: OpenCollection
    ) async throws {
        let images = range.map { number in
            var vector = (0..<Self.dimension).map { place in
                Float((number * 31 + place * 17) % 23) / 23 * 0.2
            }
            vector[number % groups] += 2
            return IncomingImage(
                id: "image-\(number)", vector: vector, attributes: ["group": .int(number % groups)])
        }
        _ = try await engine.put(images, in: collection)
    }

    private func make(_ engine: Engine, _ collection: OpenCollection) async throws -> MapState {
        let job = try await engine.startMap(of: collection)
        let end = try await engine.jobs.finished(job.id)
        #expect(end.state == .succeeded, "\(end.error ?? "")")
        return try await engine.map(of: collection)
    }

    private static func distance(_ a: MapPoint, _ b: MapPoint) -> Double {
        let (x, y) = (Double(a.x) - Double(b.x), Double(a.y) - Double(b.y))
        return (x * x + y * y).squareRoot()
    }

    @Test func imagesOfOneGroupLieTogether() async throws {
        let (engine, collection) = try await open()
        try await add(0..<300, groups: 5, engine, collection)
        let before = try await engine.map(of: collection)
        #expect(before.madeAt == nil && before.points.isEmpty && before.missing == 300)
        let map = try await make(engine, collection)
        #expect(map.points.map(\.id) == (0..<300).map { "image-\($0)" })
        #expect(map.missing == 0 && map.job == nil && map.madeAt != nil)
        // Its nearest point on the map is of an image's own group.
        let own = map.points.indices.filter { place in
            let others = map.points.indices.filter { $0 != place }
            let nearest = others.min {
                Self.distance(map.points[place], map.points[$0])
                    < Self.distance(map.points[place], map.points[$1])
            }
            return nearest.map { $0 % 5 == place % 5 } ?? false
        }
        #expect(own.count > 290)
        #expect(map.points.map(\.x).min() == 0 || map.points.map(\.y).min() == 0)
        #expect(max(map.points.map(\.x).max() ?? 0, map.points.map(\.y).max() ?? 0) == 65_535)
    }

    @Test func oneCollectionHasOneMap() async throws {
        let (engine, collection) = try await open()
        try await add(0..<120, groups: 3, engine, collection)
        let first = try await make(engine, collection)
        #expect(try await make(engine, collection).points == first.points)
    }

    @Test func aMapKnowsWhatIsGoneAndWhatIsNew() async throws {
        let (engine, collection) = try await open()
        try await add(0..<40, groups: 4, engine, collection)
        _ = try await make(engine, collection)
        try await engine.deleteImage("image-7", in: collection)
        try await add(40..<43, groups: 4, engine, collection)
        let map = try await engine.map(of: collection)
        #expect(map.points.count == 39 && !map.points.contains { $0.id == "image-7" })
        #expect(map.missing == 3)
    }

    @Test(arguments: [0, 1, 2, 3])
    func fewImagesHaveAMap(count: Int) async throws {
        let (engine, collection) = try await open()
        try await add(0..<count, groups: 2, engine, collection)
        #expect(try await make(engine, collection).points.count == count)
    }

    @Test func imagesThatAreAllTheSameHaveAMap() async throws {
        let (engine, collection) = try await open()
        let vector = [Float](repeating: 1, count: Self.dimension)
        let images = (0..<60).map { IncomingImage(id: "\($0)", vector: vector, attributes: [:]) }
        _ = try await engine.put(images, in: collection)
        #expect(try await make(engine, collection).points.count == 60)
    }

    /// Neither a cut file nor one of something else is taken for a map.
    @Test func aMapThatIsNotWholeIsNone() async throws {
        let (engine, collection) = try await open()
        try await add(0..<20, groups: 2, engine, collection)
        _ = try await make(engine, collection)
        let vectors = engine.vectorPath(of: collection)
        let path = URL(fileURLWithPath: vectors).deletingLastPathComponent().path + "/map"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for damaged in [bytes.dropLast(), bytes.prefix(10), Data(), bytes + [0], Data("LKMAP001".utf8)] {
            try damaged.write(to: URL(fileURLWithPath: path))
            #expect(try await engine.map(of: collection).madeAt == nil)
        }
        #expect(try await make(engine, collection).points.count == 20)
    }

    @Test func aMapCanBeCancelledAndAskedForAgain() async throws {
        let (engine, collection) = try await open()
        try await add(0..<3_000, groups: 7, engine, collection)
        let job = try await engine.startMap(of: collection)
        #expect(try await engine.startMap(of: collection).id == job.id)
        #expect(try await engine.map(of: collection).job?.id == job.id)
        _ = try await engine.jobs.cancel(job.id)
        #expect(try await engine.jobs.finished(job.id).state == .cancelled)
        #expect(try await engine.map(of: collection).madeAt == nil)
        #expect(try await make(engine, collection).points.count == 3_000)
    }

    @Test func aListIsReadFromAnyPlaceOn() async throws {
        let (engine, collection) = try await open()
        try await add(0..<50, groups: 5, engine, collection)
        func ids(_ order: ImageOrder, _ offset: Int, _ limit: Int) async throws -> [String] {
            let part = try await engine.images(in: collection, order: order, offset: offset, limit: limit)
            #expect(part.total == 50)
            return part.images.map(\.id)
        }
        #expect(try await ids(.oldest, 10, 3) == ["image-10", "image-11", "image-12"])
        #expect(try await ids(.newest, 0, 2) == ["image-49", "image-48"])
        #expect(try await ids(.newest, 49, 5) == ["image-0"])
        #expect(try await ids(.oldest, 60, 5) == [])
        let group = try await engine.images(
            in: collection, matching: .values("group", [.int(2)]), order: .oldest, offset: 2, limit: 2)
        #expect(group.images.map(\.id) == ["image-12", "image-17"] && group.total == 10)
        // What was kept of the list does not outlive a change.
        try await engine.deleteImage("image-12", in: collection)
        let after = try await engine.images(
            in: collection, matching: .values("group", [.int(2)]), order: .oldest, offset: 2, limit: 2)
        #expect(after.images.map(\.id) == ["image-17", "image-22"] && after.total == 9)
    }
}
