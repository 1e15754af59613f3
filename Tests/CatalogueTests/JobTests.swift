import Foundation
import LookalikeCatalogue
import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct JobTests {
    private func job(_ number: Int, _ state: JobRecord.State) -> JobRecord {
        JobRecord(
            id: "job \(number)", kind: "batch", collection: "c", state: state, done: 1, total: 2,
            parameters: ["x": 1], createdAt: someDay.addingTimeInterval(Double(number)))
    }

    @Test(arguments: Driver.allCases)
    func aJobIsKeptAsItWasPut(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var one = job(1, .running)
        try await scene.catalogue.put(one)
        #expect(try await scene.catalogue.job("job 1") == one)
        (one.state, one.done, one.result, one.error) = (.failed, 2, ["ok": [1, 2]], "it broke")
        one.finishedAt = someDay
        try await scene.catalogue.put(one)
        #expect(try await driver.open(scene.folder).job("job 1") == one)
        #expect(try await scene.catalogue.job("job 2") == nil)
    }

    @Test(arguments: Driver.allCases)
    func theLatestAreListedAndOldOnesForgotten(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let states: [JobRecord.State] = [.queued, .succeeded, .failed, .running, .cancelled, .succeeded]
        for (number, state) in states.enumerated() {
            try await scene.catalogue.put(job(number, state))
        }
        func listed(_ limit: Int) async throws -> [String] {
            try await scene.catalogue.jobs(finalLimit: limit).map { String($0.id.dropFirst(4)) }
        }
        #expect(try await listed(10) == ["5", "4", "3", "2", "1", "0"])
        #expect(try await listed(2) == ["5", "4", "3", "0"])
        #expect(try await listed(0) == ["3", "0"])
        try await scene.catalogue.forgetJobs(keeping: 1)
        #expect(try await listed(10) == ["5", "3", "0"])
    }

    @Test(arguments: Driver.allCases)
    func headsAndSummariesLeaveOutWhatIsLong(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var one = job(1, .succeeded)
        one.result = [
            "done": 3, "share": 0.5, "name": "x", "is_fine": true, "was": false, "none": nil,
            "results": [["id": 1]], "more": ["a": 1],
        ]
        try await scene.catalogue.put(one)
        try await scene.catalogue.put(job(2, .running))
        var heads = [job(2, .running), one]
        for place in heads.indices { (heads[place].parameters, heads[place].result) = ([:], nil) }
        #expect(try await scene.catalogue.jobHeads(finalLimit: 10) == heads)
        #expect(try await scene.catalogue.jobHeads(finalLimit: 0).map(\.id) == ["job 2"])
        await #expect(
            try scene.catalogue.resultSummary(ofJob: "job 1")
                == ["done": 3, "share": 0.5, "name": "x", "is_fine": true, "was": false, "none": nil])
        #expect(try await scene.catalogue.resultSummary(ofJob: "job 2") == nil)
        #expect(try await scene.catalogue.resultSummary(ofJob: "job 3") == nil)
    }

    /// Another collection may have the name by then, and gets jobs of its own.
    @Test(arguments: Driver.allCases)
    func jobsOfADeletedCollectionAreTold(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let catalogue = scene.catalogue
        func put(_ id: String, _ name: String) async throws {
            try await catalogue.put(
                JobRecord(id: id, kind: "sync", collection: name, state: .succeeded, createdAt: someDay))
        }
        func deleted() async throws -> [String] {
            let heads = try await catalogue.jobHeads(finalLimit: 10)
            #expect(try await catalogue.jobs(finalLimit: 10).map(\.id) == heads.map(\.id))
            return heads.filter(\.isOfDeletedCollection).map { "\($0.id) \($0.collection)" }.sorted()
        }
        let name = scene.collection.name
        try await put("1", name)
        try await put("2", "other")
        #expect(try await deleted() == [])
        try await catalogue.deleteCollection(scene.collection.recordID)
        #expect(try await deleted() == ["1 \(name)"])
        let next = try await catalogue.create(.sample(name))
        try await put("3", name)
        // A job that ends after the collection is gone is still one of it.
        try await put("1", name)
        #expect(try await deleted() == ["1 \(name)"])
        try await catalogue.renameCollection(next.recordID, to: "next")
        #expect(try await deleted() == ["1 \(name)"])
        #expect(try await catalogue.job("3")?.collection == "next")
        #expect(try await driver.open(scene.folder).job("1")?.isOfDeletedCollection == true)
    }
}
