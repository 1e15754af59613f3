import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct EventPhotosTests {
    @Test func `The state is JSON for programs and the page for browsers`() async throws {
        try await Event.open { server in
            #expect(try await server.get("/").json == ["status": "ready", "total_vectors": 0])
            _ = try await server.addPhoto(0)
            for accept in ["*/*", "application/json, text/plain, */*", "application/json"] {
                let state = try await server.get("/", headers: ["Accept": accept])
                #expect(state.json == ["status": "ready", "total_vectors": 1])
                #expect(state.headers["content-type"] == "application/json")
                #expect(state.headers["vary"]?.contains("Accept") == true)
                #expect(state.headers["x-lookalike-model"] == "resnet50-places365")
            }
            let page = try await server.get("/", headers: ["Accept": "text/html,*/*;q=0.8"])
            #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
        }
    }

    @Test func `A photo is added and found at once`() async throws {
        try await Event.open { server in
            let added = try await server.addPhoto(0.3, "Đám cưới.jpg")
            #expect(added.status == 200)
            #expect(added.keys == ["faiss_index", "id", "message"])
            #expect(added.json["message"] == "success")
            let id = try #require(added.json["id"]?.intValue)
            #expect(added.json["faiss_index"]?.intValue != nil)
            let found = try await server.searchPhotos(0)
            #expect(found.status == 200)
            let match = try #require(found.json[0])
            #expect(
                match.objectValue?.keys.sorted() == ["event_code", "filename", "id", "similarity_score"])
            #expect(match["id"] == .int(id))
            #expect(match["filename"] == "Đám cưới.jpg")
            #expect(match["event_code"] == .string(Event.codes[0]))
            #expect(abs((match["similarity_score"]?.doubleValue ?? 0) - cos(0.3)) < 1e-6)
        }
    }

    @Test func `The score is the cosine, however long the vectors are`() async throws {
        try await Event.open { server in
            var photo = Event.photo(0)
            photo["vector"] = Event.vector(0.5, scale: 900)
            _ = try await server.json("POST", "/add_image", .object(photo))
            _ = try await server.addPhoto(0.4, "near.jpg")
            let order: JSONValue = ["vector": Event.vector(0, scale: 0.001)]
            let found = try await server.json("POST", "/search", order)
            let scores = found.json.arrayValue?.compactMap { $0["similarity_score"]?.doubleValue } ?? []
            #expect(found.json[0]?["filename"] == "near.jpg")
            #expect(scores.count == 2)
            #expect(zip(scores, [cos(0.4), cos(0.5)]).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test func `Ten results unless told otherwise, and within an event as many as asked`() async throws {
        try await Event.open { server in
            for number in 0..<24 {
                _ = try await server.addPhoto(Double(number) / 100, "\(number).jpg", event: number % 2)
            }
            #expect(try await server.searchPhotos(0).json.arrayValue?.count == 10)
            #expect(
                try await server.searchPhotos(0, ["top_k": 5, "filters": nil]).json.arrayValue?.count == 5)
            #expect(try await server.searchPhotos(0, ["top_k": 1_000_000]).json.arrayValue?.count == 24)
            let filters: JSONValue = ["event_code": .string(Event.codes[1].uppercased())]
            let inside = try await server.searchPhotos(0, ["top_k": 12, "filters": filters])
            #expect(inside.json.arrayValue?.count == 12)
            #expect(
                inside.json.arrayValue?.allSatisfy { $0["event_code"] == .string(Event.codes[1]) } == true)
            #expect(inside.json[0]?["filename"] == "1.jpg")
            for none: JSONValue in [[:], ["event_code": nil]] {
                #expect(try await server.searchPhotos(0, ["filters": none]).json.arrayValue?.count == 10)
            }
            let nobody: JSONValue = ["event_code": "99999999-2222-3333-4444-555555555555"]
            #expect(try await server.searchPhotos(0, ["filters": nobody]).json == [])
        }
    }

    @Test(arguments: [
        "{0b8e2f3a-1c4d-4e5f-8a9b-0c1d2e3f4a5b}", "0b8e2f3a1c4d4e5f8a9b0c1d2e3f4a5b",
        "0B8E2F3A-1C4D-4E5F-8A9B-0C1D2E3F4A5B", "urn:uuid:0b8e2f3a-1c4d-4e5f-8a9b-0c1d2e3f4a5b",
    ])
    func `An event's code may be written in each of a UUID's ways`(code: String) async throws {
        try await Event.open { server in
            var photo = Event.photo(0)
            photo["event_code"] = .string(code)
            #expect(try await server.json("POST", "/add_image", .object(photo)).status == 200)
            let filters: JSONValue = ["event_code": .string(code)]
            let found = try await server.searchPhotos(0, ["filters": filters])
            #expect(found.json[0]?["event_code"] == .string(Event.codes[0]))
        }
    }

    @Test func `What is kept with a photo can be seen`() async throws {
        try await Event.open { server in
            var photo = Event.photo(0)
            photo["metadata"] = ["width": 800, "height": nil, "camera": "X100"]
            photo["surprise"] = true
            #expect(try await server.json("POST", "/add_image", .object(photo)).status == 200)
            photo["metadata"] = nil
            #expect(try await server.json("POST", "/add_image", .object(photo)).status == 200)
            let images = try await server.get("/collections/events/images").json["images"]
            #expect(images?[0]?["width"] == 800)
            #expect(images?[0]?["height"] == 0)
            #expect(images?[0]?["path"] == "/uploads/cat.jpg")
            #expect(
                images?[0]?["attributes"] == ["camera": "X100", "event_code": .string(Event.codes[0])])
            #expect(images?[1]?["attributes"] == ["event_code": .string(Event.codes[0])])
        }
    }

    @Test func `A deletion moves nobody's number`() async throws {
        try await Event.open { server in
            var numbers: [JSONValue] = []
            for number in 0..<3 {
                let added = try await server.addPhoto(Double(number) / 10, "\(number).jpg").json
                numbers.append([added["id"] ?? nil, added["faiss_index"] ?? nil])
            }
            #expect(Set(numbers).count == 3)
            let key = try #require(
                try await server.get("/collections/events/images").json["images"]?[0]?["id"]?.stringValue)
            #expect(try await server.send("DELETE", "/collections/events/images/\(key)").status == 200)
            let left = try await server.searchPhotos(0).json
            let ids = left.arrayValue?.compactMap { $0["id"] } ?? []
            #expect(ids == numbers.dropFirst().compactMap { $0[0] })
            let next = try await server.addPhoto(1).json
            #expect(!numbers.contains { $0[0] == next["id"] || $0[1] == next["faiss_index"] })
        }
    }

    @Test func `An empty server finds nothing, and says so of a wrong vector`() async throws {
        try await Event.open { server in
            let found = try await server.searchPhotos(0)
            #expect(found.json == [])
            let order: JSONValue = ["vector": [1, 2, 3]]
            #expect(try await server.json("POST", "/search", order).status == 400)
            #expect(try await server.get("/collections/events").status == 404)
        }
    }

    @Test func `Node's ways of sending are all understood`() async throws {
        try await Event.open { server in
            let order = Array(JSONValue.object(["vector": Event.vector(0), "filters": nil]).description.utf8)
            for type in [
                "application/json", "application/json;charset=UTF-8", "Application/JSON; charset=utf-8",
                "text/plain;charset=UTF-8", "application/vnd.api+json",
            ] {
                let answer = try await server.send(
                    "POST", "/search", headers: ["Content-Type": type], body: order)
                #expect(answer.status == 200)
                #expect(answer.json == [])
            }
            #expect(try await server.send("POST", "/search", body: order).status == 200)
        }
    }

    @Test func `After a restart everything is there`() async throws {
        let folder = try TemporaryFolder()
        func run(_ body: @escaping @Sendable (LiveServer) async throws -> Void) async throws {
            try await LiveServer.run(engine: try TestEngine.make(folder.path + "/data"), body)
        }
        try await run { server in
            for number in 0..<5 { _ = try await server.addPhoto(Double(number) / 10, "\(number).jpg") }
        }
        try await run { server in
            #expect(try await server.get("/").json["total_vectors"] == 5)
            let found = try await server.searchPhotos(0.1, ["top_k": 1])
            #expect(found.json[0]?["filename"] == "1.jpg")
        }
    }
}
