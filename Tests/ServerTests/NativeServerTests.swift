import LookalikeFetching
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeServerTests {
    @Test func `The server says whether it fetches images`() async throws {
        try await Shop.open { shop in
            let answer = try await shop.server.get("/server")
            #expect(answer.status == 200 && answer.json["fetches_images"] == false)
            #expect(answer.json["version"]?.stringValue?.isEmpty == false)
        }
        let configure = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.fetcher = ImageFetcher()
        }
        try await Shop.open(configure: configure) { shop in
            let answer = try await shop.server.get("/server")
            #expect(answer.json["fetches_images"] == true)
        }
    }

    @Test func `A job tells that its collection was deleted`() async throws {
        try await Shop.open { shop in
            let server = shop.server
            func make() async throws -> String {
                #expect(try await server.json("POST", "/collections", ["name": "again"]).status == 201)
                let job = try await server.send("POST", "/collections/again/map")
                let id = try #require(job.json["id"]?.stringValue)
                try await eventually("the job ended") {
                    try await server.get("/jobs/\(id)").json["state"] == "succeeded"
                }
                return id
            }
            func deleted() async throws -> [String: Bool] {
                let jobs = try await server.get("/jobs").json["jobs"]?.arrayValue ?? []
                return Dictionary(
                    uniqueKeysWithValues: jobs.filter { $0["collection"] == "again" }.map {
                        ($0["id"]?.stringValue ?? "", $0["collection_deleted"]?.boolValue ?? false)
                    })
            }
            let first = try await make()
            #expect(try await deleted() == [first: false])
            #expect(try await server.send("DELETE", "/collections/again").status == 200)
            #expect(try await deleted() == [first: true])
            let second = try await make()
            #expect(try await deleted() == [first: true, second: false])
            #expect(try await server.get("/jobs/\(first)").json["collection_deleted"] == true)
            #expect(try await server.get("/jobs/\(second)").json["collection_deleted"] == nil)
        }
    }
}
