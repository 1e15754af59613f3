import LookalikeVectors
import TestSupport
import Testing

/// What a vector store promises, of every kind of store.
@Suite(.timeLimit(.minutes(15))) struct VectorStoreTests {
    /// Appending, replacing, crashes before a commit, removing, publishing all and compacting, in any order.
    @Test(arguments: StoreDriver.allCases, Metric.allCases)
    func searchesSeeWhatIsPublished(_ driver: StoreDriver, metric: Metric) async throws {
        for seed in 0..<3 as Range<UInt64> {
            var scene = try StoreScene(driver, seed: seed, metric: metric)
            for _ in 0..<randomSteps(25) {
                try await scene.step()
                try await check(&scene)
            }
        }
    }

    private func check(_ scene: inout StoreScene) async throws {
        let view = scene.store.view
        let ids = scene.live.keys.sorted()
        #expect(view.count == ids.count && view.damagedIDs == [])
        #expect(try await view.readDamaged() == [])
        #expect(try await view.vectors(of: ids + [1_000]) == scene.vectors)
        #expect(try await scene.store.vectors(of: scene.entries) == scene.vectors)
        for id in ids {
            #expect(try await view.entry(of: id) == scene.live[id])
            #expect(try await view.isDamaged(id) == false)
        }
        #expect(try await view.entry(of: 1_000) == nil)
        #expect(
            try await scene.store.verify() == VectorVerification(damaged: [], codesMissing: 0))
        let (request, isAllowed) = scene.request()
        let queries = (0..<2).map { _ in scene.random.gaussians(scene.dimension) }
        let found = try await view.search(queries.flatMap { $0 }, request)
        let truth = BruteForce(scene.vectors, metric: scene.metric)
        #expect(found.count == queries.count)
        for (found, query) in zip(found, queries) {
            let expected = truth.search(query, k: request.k, where: isAllowed)
            #expect(areSame(found, expected))
            try await checkThreshold(view, query, request, expected)
        }
    }

    /// Results with a lower score are left out.
    private func checkThreshold(
        _ view: any VectorView, _ query: [Float], _ request: SearchRequest, _ all: [Neighbour]
    ) async throws {
        guard all.count > 1 else { return }
        let (above, below) = (all[all.count / 2 - 1].score, all[all.count / 2].score)
        // Between two scores that no rounding brings together.
        guard above - below > 1e-4 else { return }
        var request = request
        request.minimumScore = (above + below) / 2
        #expect(areSame(try await view.search(query, request)[0], Array(all.prefix(all.count / 2))))
    }

    /// Small whole numbers, so that many scores are equal and the ids decide.
    @Test(arguments: Metric.allCases)
    func allStoresAnswerTheSame(metric: Metric) async throws {
        var scenes = try StoreDriver.allCases.map {
            try StoreScene($0, seed: 7, dimension: 3, metric: metric)
        }
        for round in 0..<20 {
            var answers: [[[Neighbour]]] = []
            for place in scenes.indices {
                let ids = (1...60 as ClosedRange<Int64>).filter { ($0 + Int64(round)) % 3 == 0 }
                let values = ids.map { _ in
                    (0..<3).map { _ in Float(Int.random(in: -2...2, using: &scenes[place].random)) }
                }
                try await scenes[place].append(ids, values)
                if round % 4 == 1 { try await scenes[place].remove() }
                if round % 5 == 4 {
                    _ = try await scenes[place].store.compact(keeping: scenes[place].entries)
                }
                let queries = (0..<12).map { _ in
                    Float(Int.random(in: -2...2, using: &scenes[place].random))
                }
                let (request, _) = scenes[place].request()
                answers.append(try await scenes[place].store.view.search(queries, request))
            }
            #expect(answers[0].count == 4)
            for other in answers.dropFirst() {
                #expect(zip(answers[0], other).allSatisfy(areSame), "round \(round)")
            }
        }
    }

    @Test(arguments: StoreDriver.allCases)
    func aViewStaysAsItIs(_ driver: StoreDriver) async throws {
        var scene = try StoreScene(driver)
        try await scene.append(30)
        let (view, vectors, live) = (scene.store.view, scene.vectors, scene.live)
        let query = scene.random.gaussians(scene.dimension)
        let before = try await view.search(query, SearchRequest(k: 60))
        try await scene.append(30)
        try await scene.remove()
        _ = try await scene.store.compact(keeping: scene.entries)
        try await scene.store.publish([])
        #expect(scene.store.view.count == 0)
        #expect(view.count == live.count)
        #expect(try await view.search(query, SearchRequest(k: 60)) == before)
        #expect(try await view.vectors(of: Array(vectors.keys)) == vectors)
        for (id, entry) in live { #expect(try await view.entry(of: id) == entry) }
    }

    @Test(arguments: StoreDriver.allCases)
    func whatIsNotPublishedIsNotSeen(_ driver: StoreDriver) async throws {
        var scene = try StoreScene(driver, dimension: 2)
        try await scene.append([1], [[1, 0]])
        try await scene.append([1, 2], [[0, 1], [1, 1]], commits: false)
        let view = scene.store.view
        #expect(view.count == 1)
        #expect(try await view.search([1, 0], SearchRequest(k: 5))[0] == [Neighbour(id: 1, score: 1)])
        #expect(try await view.vectors(of: [1, 2]) == [1: [1, 0]])
    }

    @Test(arguments: StoreDriver.allCases)
    func vectorsOfANewerCatalogueAreKnownByTheirIDs(_ driver: StoreDriver) async throws {
        var scene = try StoreScene(driver, dimension: 2)
        try await scene.append([1, 2], [[1, 0], [0, 1]])
        #expect(try await scene.store.noteNewerVectors(from: 3) == nil)
        try await scene.append([500, 20], [[1, 1], [2, 1]], commits: false)
        #expect(try await scene.store.noteNewerVectors(from: 501) == nil)
        #expect(try await scene.store.noteNewerVectors(from: 100) == 500)
        #expect(scene.store.view.count == 2)
        #expect(try await scene.store.compact(keeping: scene.entries))
        #expect(try await scene.store.view.vectors(of: [1, 2, 20, 500]) == scene.vectors)
    }

    @Test(arguments: StoreDriver.allCases)
    func whatIsMissingIsSaid(_ driver: StoreDriver) async throws {
        var scene = try StoreScene(driver)
        try await scene.append(20)
        let vector = scene.random.gaussians(scene.dimension)
        let gone = try #require(try await scene.store.append(ids: [99], vectors: vector).first)
        _ = try await scene.store.compact(keeping: scene.entries)
        // As where an earlier catalogue is put back, which still refers to it.
        #expect(try await scene.store.vectors(of: [gone]) == [:])
        try await scene.store.publish(scene.entries + [gone])
        let view = scene.store.view
        #expect(view.damagedIDs == [99] && view.count == scene.live.count)
        #expect(try await view.readDamaged() == [99])
        #expect(try await view.isDamaged(99))
        #expect(try await view.vectors(of: [99]) == [:])
        #expect(try await scene.store.verify().damaged == [99])
        let found = try await view.search(vector, SearchRequest(k: 100))[0].map(\.id)
        #expect(Set(found) == Set(scene.live.keys))
        // A new vector mends it, and removing it ends it too.
        try await scene.store.publish(
            adding: try await scene.store.append(ids: [99], vectors: vector), removing: [])
        #expect(scene.store.view.damagedIDs == [])
        #expect(try await scene.store.view.vectors(of: [99]) == [99: vector])
        for publishes in [true, false] {
            if publishes {
                try await scene.store.publish(scene.entries + [gone])
            } else {
                try await scene.store.publish(adding: [gone], removing: [])
            }
            #expect(scene.store.view.damagedIDs == [99])
        }
        try await scene.store.publish(adding: [], removing: [99])
        #expect(scene.store.view.damagedIDs == [])
    }

    @Test(arguments: StoreDriver.allCases)
    func anEmptyStoreTakesAnotherDimension(_ driver: StoreDriver) async throws {
        var scene = try StoreScene(driver, dimension: 3)
        try await scene.append([1], [[1, 2, 3]], commits: false)
        let identity = scene.store.identity
        try await scene.store.reset(dimension: 5)
        #expect(scene.store.dimension == 5 && scene.store.view.dimension == 5)
        #expect(scene.store.identity == identity)
        try await scene.append([1], [[1, 2, 3, 4, 5]])
        await #expect(throws: (any Error).self) { try await scene.store.reset(dimension: 7) }
        try await scene.store.reset(dimension: 5)
        #expect(try await scene.store.view.vectors(of: [1]) == [1: [1, 2, 3, 4, 5]])
    }

    @Test(arguments: StoreDriver.allCases)
    func whatIsNoVectorIsRefused(_ driver: StoreDriver) async throws {
        var scene = try StoreScene(driver, dimension: 2)
        try await scene.append([1], [[1, 0]])
        for vectors in [[1], [1, 2, 3], [1, .nan], [-.infinity, 0]] as [[Float]] {
            await #expect(throws: (any Error).self) {
                try await scene.store.append(ids: [2], vectors: vectors)
            }
        }
        let view = scene.store.view
        await #expect(throws: IndexError.invalidResultCount(0)) {
            try await view.search([1, 0], SearchRequest(k: 0))
        }
        await #expect(throws: IndexError.dimensionMismatch(dimension: 2, valueCount: 3)) {
            try await view.search([1, 0, 0], SearchRequest(k: 1))
        }
        await #expect(throws: IndexError.notFinite(vector: 1, component: 0)) {
            try await view.search([1, 0, .nan, 0], SearchRequest(k: 1))
        }
        #expect(try await view.search([], SearchRequest(k: 1)) == [])
    }

    @Test(arguments: StoreDriver.allCases)
    func samplesAreOfWhatThereIs(_ driver: StoreDriver) async throws {
        var scene = try StoreScene(driver)
        #expect(try await scene.store.view.sample(3) == [])
        try await scene.append(40)
        for count in [0, 1, 7, 1_000] {
            let ids = try await scene.store.view.sample(count)
            #expect(ids.count == min(count, scene.live.count) && Set(ids).count == ids.count)
            #expect(ids.allSatisfy { scene.live[$0] != nil })
        }
    }
}
