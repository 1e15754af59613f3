import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CategoryTests {
    private func open(_ data: TemporaryFolder, _ metric: Metric = .cosine) async throws -> (
        Engine, OpenCollection
    ) {
        let engine = try await TestEngine.make(data.path)
        let options = CollectionOptions(model: .none, dimension: 4, metric: metric)
        return await (engine, try engine.collection(named: "c", creatingWith: options))
    }

    private func vector(_ seed: Int) -> [Float] {
        (0..<4).map { Float((seed * 73 + $0 * $0 * 29 + seed * $0 * 11) % 97) / 10 - 4 }
    }

    /// Means as brute force makes them.
    private func means(_ engine: Engine, _ collection: OpenCollection) async throws -> [Int64: [Double]] {
        let images = try await engine.images(in: collection, after: 0, limit: 10_000).filter {
            $0.category != nil
        }
        let stored = try await collection.view.vectors(of: images.map(\.recordID))
        return Dictionary(grouping: images) { $0.category! }.mapValues { images in
            var sum = [Double](repeating: 0, count: 4)
            for image in images {
                let vector = stored[image.recordID]!.map(Double.init)
                let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
                let scale = collection.metric == .cosine ? norm : 1
                for i in 0..<4 { sum[i] += vector[i] / scale }
            }
            return sum.map { $0 / Double(images.count) }
        }
    }

    private func score(_ a: [Double], _ b: [Double], _ metric: Metric) -> Double {
        let dot = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        return switch metric {
        case .cosine: dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
        case .innerProduct: dot(a, b)
        case .l2: -zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
    }

    /// The prototypes are those of what is stored, however it came there.
    @Test(arguments: Metric.allCases)
    func prototypesAreTheMeansAfterEveryChange(_ metric: Metric) async throws {
        let data = try TemporaryFolder()
        for reopening in 0..<2 {
            let (engine, collection) = try await open(data, metric)
            for step in 0..<60 {
                let id = "\((step * 7) % 23)"
                switch (step + reopening) % 6 {
                case 0, 1, 2:
                    var image = IncomingImage(id: id, vector: vector(step + 100 * reopening))
                    image.category = .named("category \(step % 4)")
                    _ = try await engine.put(image, in: collection)
                case 3: try await ifThere { try await engine.deleteImage(id, in: collection) }
                case 4:
                    try await ifThere {
                        _ = try await engine.label(
                            id, attributes: nil, category: .named("category \(step % 3)"), in: collection)
                    }
                default:
                    // Another vector for the same id, in the category that it has.
                    _ = try await engine.put(
                        [IncomingImage(id: id, vector: vector(step + 7))], in: collection)
                }
            }
            try await check(engine, collection)
        }
    }

    /// What is done to a picture that may be gone: then it is refused, and nothing else.
    private func ifThere(_ change: () async throws -> Void) async throws {
        do { try await change() } catch EngineError.unknownImage {}
    }

    private func check(_ engine: Engine, _ collection: OpenCollection) async throws {
        let means = try await means(engine, collection)
        let images = try await engine.images(in: collection, after: 0, limit: 10_000)
        for category in engine.categories(in: collection) {
            #expect(category.count == images.count { $0.category == category.id })
        }
        let query = vector(5)
        let found = try await engine.nearestPrototypes(to: .vector(query), in: collection).matches
        #expect(Set(found.map(\.category.id)) == Set(means.keys))
        for match in found {
            let expected = score(query.map(Double.init), means[match.category.id]!, collection.metric)
            #expect(abs(match.score - expected) < 1e-9)
        }
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
        let rebuilt = try await engine.rebuildPrototypes(in: collection)
        #expect(rebuilt.largestDifference < 1e-12)
    }

    @Test func aSyncKeepsThemRight() async throws {
        let world = try await World()
        for seed in 0..<6 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        for seed in 0..<6 {
            _ = try await world.engine.label(
                "\(seed)", attributes: nil, category: .named(seed < 3 ? "low" : "high"), in: world.collection)
        }
        try world.draw(50, "1.jpg")
        try world.remove("4.jpg")
        try world.rename("5.jpg", "six.jpg")
        try await world.sync()
        let categories = world.engine.categories(in: world.collection)
        #expect(categories.map(\.name) == ["low", "high"] && categories.map(\.count) == [3, 2])
        let rebuilt = try await world.engine.rebuildPrototypes(in: world.collection)
        #expect(rebuilt.largestDifference < 1e-12 && rebuilt.categories.map(\.count) == [3, 2])
    }

    @Test func theNearestIsChosenAndTheFirstIsMade() async throws {
        let (engine, collection) = try await open(try TemporaryFolder())
        func add(_ id: String, _ vector: [Float], _ choice: CategoryChoice) async throws -> Int64? {
            var image = IncomingImage(id: id, vector: vector)
            image.category = choice
            return try await engine.put(image, in: collection).image.category
        }
        let first = try await add("a", [1, 0, 0, 0], .nearest)
        #expect(engine.category(named: "Uncategorized", in: collection)?.id == first)
        #expect(try await add("b", [0, 1, 0, 0], .nearest) == first)
        let other = try await add("c", [0, 0, 1, 0], .named("other"))
        #expect(try await add("d", [0, 0.1, 1, 0], .nearest) == other)
        #expect(try await add("e", [0, 0, 1, 1], .none) == nil)
        #expect(engine.categories(in: collection).map(\.count) == [2, 2])
        await #expect(throws: EngineError.unknownCategory("99", collection: "c")) {
            _ = try await add("f", [1, 1, 1, 1], .id(99))
        }
        #expect(collection.count == 5)
    }

    @Test func namesAndIDsAreTheirOwn() async throws {
        let data = try TemporaryFolder()
        do {
            let (engine, collection) = try await open(data)
            #expect(try await engine.createCategory("cat", id: 7, in: collection).id == 7)
            #expect(try await engine.createCategory("dog", in: collection).id == 8)
            for (name, id) in [("cat", nil), ("new", 7)] as [(String, Int64?)] {
                await #expect(throws: EngineError.self) {
                    _ = try await engine.createCategory(name, id: id, in: collection)
                }
            }
            for name in ["", "a\nb", String(repeating: "x", count: 201)] {
                await #expect(throws: EngineError.invalidCategoryName(name)) {
                    _ = try await engine.createCategory(name, in: collection)
                }
            }
            var image = IncomingImage(id: "a", vector: [1, 2, 3, 4])
            image.category = .id(8)
            _ = try await engine.put(image, in: collection)
            _ = try await engine.renameCategory(8, to: "wolf", in: collection)
            #expect(try await engine.deleteCategory(7, in: collection).name == "cat")
        }
        let (engine, collection) = try await open(data)
        #expect(engine.categories(in: collection).map(\.name) == ["wolf"])
        #expect(try await engine.createCategory("fox", in: collection).id == 9)
        #expect(try await engine.images(inCategory: 8, of: collection, limit: 10).map(\.id) == ["a"])
        try await engine.deleteCategory(8, in: collection)
        #expect(try await engine.image("a", in: collection).category == nil)
        await #expect(throws: EngineError.unknownCategory("8", collection: "c")) {
            try await engine.images(inCategory: 8, of: collection, limit: 10)
        }
    }

    /// The first stage narrows what is searched, never what is found.
    @Test func twoStagesFindAsManyAsThereAre() async throws {
        let (engine, collection) = try await open(try TemporaryFolder())
        let images = (0..<90).map { number in
            var image = IncomingImage(id: "\(number)", vector: vector(number))
            image.attributes = ["half": .int(number % 2)]
            image.category = number < 80 ? .named("category \(number % 8)") : .none
            return image
        }
        _ = try await engine.put(images, in: collection)
        var options = SearchOptions(topK: 8)
        options.nearestCategories = 2
        let narrow = try await engine.search(collection, for: .vector(vector(3)), options: options)
        let chosen = try #require(narrow.searchedCategories)
        let nearest = try await engine.nearestPrototypes(to: .vector(vector(3)), in: collection, limit: 2)
            .matches
        #expect(chosen == nearest.map(\.category.id) && narrow.matches.count == 8 && narrow.compared == 20)
        #expect(narrow.matches.allSatisfy { chosen.contains($0.image.category ?? 0) })
        // Those found are the best of their categories.
        var within = SearchOptions(topK: 8)
        within.categories = chosen
        let full = try await engine.search(collection, for: .vector(vector(3)), options: within)
        #expect(full.matches.map(\.image.recordID) == narrow.matches.map(\.image.recordID))
        for (k, filter) in [
            (50, nil), (85, nil), (90, nil), (30, AttributeFilter(["half": [1]])),
            (45, AttributeFilter(["half": [0]])),
        ] as [(Int, AttributeFilter?)] {
            options.topK = k
            options.filter = filter
            let answer = try await engine.search(collection, for: .vector(vector(3)), options: options)
            #expect(answer.matches.count == k)
        }
        let recall = try #require(
            try await engine.measureTwoStageRecall(in: collection, sample: 20, k: 5, categories: 8))
        #expect(recall.recall > 0 && recall.recall <= 1 && recall.sample == 20)
        #expect(engine.twoStageRecall(of: collection) == recall)
    }
}
