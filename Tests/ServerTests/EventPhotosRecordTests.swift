import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Photos one by one and by event.
@Suite(.timeLimit(.minutes(10))) struct EventPhotosRecordTests {
    @Test func `A photo is fetched and removed by the id that it was given`() async throws {
        try await Event.open { server in
            var ids: [Int] = []
            for angle in [0.1, 0.2] {
                ids.append(
                    try #require(try await server.addPhoto(angle, "\(angle).jpg").json["id"]?.intValue))
            }
            let shown = try await server.get("/photos/\(ids[0])")
            #expect(shown.status == 200)
            #expect(shown.json["id"] == .int(ids[0]))
            #expect(shown.json["filename"] == "0.1.jpg")
            #expect(shown.json["file_path"] == "/uploads/0.1.jpg")
            #expect(shown.json["event_code"] == .string(Event.codes[0]))
            #expect(shown.json["width"] == 800 && shown.json["height"] == 600)
            #expect(shown.json["metadata"] == [:])
            let native = try await server.get("/collections/events/images?number=\(ids[0])")
            #expect(native.json["total"] == 1)
            #expect(native.json["images"]?[0]?["name"] == "0.1.jpg")
            let removed = try await server.send("DELETE", "/photos/\(ids[0])")
            #expect(removed.json == ["id": .int(ids[0]), "message": "success"])
            for method in ["GET", "DELETE"] {
                let gone = try await server.send(method, "/photos/\(ids[0])")
                #expect(gone.status == 404)
                #expect(gone.detail == "Photo not found")
            }
            #expect(try await server.get("/collections/events/images?number=\(ids[0])").status == 404)
            #expect(try await server.searchPhotos(0).json.arrayValue?.map { $0["id"] } == [.int(ids[1])])
            #expect(try await server.get("/photos/x").status == 422)
        }
    }

    @Test func `An event's photos are listed in pages and removed together`() async throws {
        try await Event.open { server in
            #expect(try await server.get("/photos/1").status == 404)
            let path = "/events/\(Event.codes[0])/photos"
            #expect(try await server.get(path).json == ["photos": [], "total": 0])
            for angle in [0.1, 0.2, 0.3] { _ = try await server.addPhoto(angle, "\(angle).jpg") }
            _ = try await server.addPhoto(0.4, "other.jpg", event: 1)
            let first = try await server.get(path + "?limit=2")
            #expect(first.json["total"] == 3)
            let next = try #require(first.json["next"]?.intValue)
            let second = try await server.get(path + "?limit=2&after=\(next)")
            #expect(second.json["next"] == nil)
            let names = [first, second].flatMap { $0.json["photos"]?.arrayValue ?? [] }.map { $0["filename"] }
            #expect(names == ["0.1.jpg", "0.2.jpg", "0.3.jpg"])
            // In any of the ways that a UUID is written.
            let upper = "/events/" + Event.codes[0].uppercased() + "/photos"
            let removed = try await server.send("DELETE", upper)
            #expect(removed.json["deleted"] == 3)
            #expect(removed.json["event_code"] == .string(Event.codes[0]))
            #expect(try await server.searchPhotos(0).json.arrayValue?.map { $0["filename"] } == ["other.jpg"])
            #expect(try await server.send("DELETE", path).json["deleted"] == 0)
            let wrong = try await server.send("DELETE", "/events/party/photos")
            #expect(wrong.status == 422)
            #expect(wrong.detail[0]?["loc"] == ["path", "event_code"])
        }
    }

    @Test func `A filter that is not known gets 422 rather than every event's photos`() async throws {
        try await Event.open { server in
            _ = try await server.addPhoto(0.1)
            let filters: [JSONValue] = [
                ["eventCode": .string(Event.codes[1])], ["event_code": .string(Event.codes[0]), "a": 1],
            ]
            for (filter, name) in zip(filters, ["eventCode", "a"]) {
                let answer = try await server.searchPhotos(0, ["filters": filter])
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["type"] == "extra_forbidden")
                #expect(answer.detail[0]?["loc"] == ["body", "filters", .string(name)])
                #expect(answer.detail[0]?["input"] == filter[name])
            }
            for filter: JSONValue in [nil, [:], ["event_code": nil]] {
                #expect(try await server.searchPhotos(0, ["filters": filter]).json.arrayValue?.count == 1)
            }
        }
    }
}
