import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct EventPhotosRefusalTests {
    /// A photo with one member changed, or without it.
    private static func changed(_ name: String, _ value: JSONValue?) -> JSONValue {
        var photo = Event.photo(0)
        photo[name] = value
        return .object(photo)
    }

    @Test(
        arguments: [
            ("filename", nil, "missing"), ("file_path", nil, "missing"), ("vector", nil, "missing"),
            ("event_code", nil, "missing"), ("filename", 3, "string_type"), ("file_path", 3, "string_type"),
            ("event_code", 3, "string_type"), ("event_code", "wedding", "uuid_parsing"),
            ("event_code", "", "uuid_parsing"),
            ("event_code", "0b8e2f3a-1c4d-4e5f-8a9b-0c1d2e3f4a5", "uuid_parsing"),
            ("vector", "0.1,0.2", "list_type"), ("vector", 3, "list_type"),
            ("metadata", 3, "model_attributes_type"),
            ("filename", .string(String(repeating: "a", count: 1_001)), "string_too_long"),
            ("file_path", .string(String(repeating: "a", count: 4_097)), "string_too_long"),
        ] as [(String, JSONValue?, String)])
    func `A field that is wrong is told by its name`(
        field: String, value: JSONValue?, type: String
    ) async throws {
        try await Event.open { server in
            let answer = try await server.json("POST", "/add_image", Self.changed(field, value))
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"] == ["body", .string(field)])
            #expect(answer.detail[0]?["type"] == .string(type))
            #expect(try await server.get("/").json["total_vectors"] == 0)
        }
    }

    @Test(arguments: ["/add_image", "/search"])
    func `A number that is none is told by its place`(path: String) async throws {
        try await Event.open { server in
            for (word, type) in [
                ("\"1\"", "float_type"), ("null", "float_type"), ("NaN", "finite_number"),
                ("-Infinity", "finite_number"), ("1e39", "finite_number"), ("[1]", "float_type"),
            ] {
                var photo = Event.photo(0)
                photo["vector"] = .string("VECTOR")
                let numbers = (["0"] + [word] + Array(repeating: "0", count: 2_046)).joined(separator: ",")
                let text = JSONValue.object(photo).description.replacing("\"VECTOR\"", with: "[\(numbers)]")
                let answer = try await server.send(
                    "POST", path, headers: ["Content-Type": "application/json"], body: Array(text.utf8))
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"] == ["body", "vector", 1])
                #expect(answer.detail[0]?["type"] == .string(type))
            }
        }
    }

    @Test(arguments: [0, 1, 2_047, 2_049, 4_000])
    func `A vector of another length is refused with both lengths`(count: Int) async throws {
        try await Event.open { server in
            _ = try await server.addPhoto(0)
            let vector = count == 0 ? JSONValue.array([]) : Event.vector(0, count: count)
            for (path, body) in [
                ("/add_image", Self.changed("vector", vector)), ("/search", ["vector": vector]),
            ] {
                let answer = try await server.json("POST", path, body)
                #expect(answer.status == 400)
                let detail = answer.detail.stringValue ?? ""
                #expect(detail.contains("\(count) numbers") && detail.contains("2048"))
            }
            #expect(try await server.get("/").json["total_vectors"] == 1)
        }
    }

    @Test func `A vector without an end is cut off`() async throws {
        try await Event.open { server in
            let many = "{\"vector\": [" + String(repeating: "1,", count: 20_000)
            let answer = try await server.send(
                "POST", "/search", headers: ["Content-Type": "application/json"], body: Array(many.utf8))
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["type"] == "too_long")
            let huge = [UInt8](repeating: UInt8(ascii: " "), count: 3 << 20)
            #expect(try await server.send("POST", "/search", body: huge).status == 413)
        }
    }

    @Test(
        arguments: [
            (["top_k": 0], ["body", "top_k"]), (["top_k": -3], ["body", "top_k"]),
            (["top_k": "x"], ["body", "top_k"]),
            (["filters": 3], ["body", "filters"]),
            (["filters": ["event_code": 3]], ["body", "filters", "event_code"]),
            (["filters": ["event_code": "wedding"]], ["body", "filters", "event_code"]),
        ] as [([String: JSONValue], JSONValue)])
    func `A search that is wrong is told by its field`(
        members: [String: JSONValue], loc: JSONValue
    ) async throws {
        try await Event.open { server in
            let answer = try await server.searchPhotos(0, members)
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"] == loc)
        }
    }

    @Test(
        arguments: [
            ["width": "800"], ["height": -1], ["width": 1.5], ["width": 4_294_967_296],
        ] as [JSONValue])
    func `Sides of a picture are whole numbers`(metadata: JSONValue) async throws {
        try await Event.open { server in
            let answer = try await server.json("POST", "/add_image", Self.changed("metadata", metadata))
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"]?[1] == "metadata")
        }
    }

    @Test(arguments: ["", "{", "[]", "null", "3", "\"x\"", "{\"vector\": [1, 2", "{\"vector\": [1 2]}"])
    func `What is no such JSON gets 422`(body: String) async throws {
        try await Event.open { server in
            for path in ["/add_image", "/search"] {
                let answer = try await server.send(
                    "POST", path, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
                #expect(answer.status == 422)
                #expect(answer.keys == ["detail"])
            }
        }
    }
}
