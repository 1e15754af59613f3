import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// Videos over HTTP.
@Suite(.timeLimit(.minutes(10))) struct NativeVideoTests {
    /// A server with a collection `films` of one video of three scenes and one picture.
    private static func open(
        _ body: @escaping @Sendable (LiveServer, String) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let films = folder.path + "/films"
        try folder.write(try TestPicture.jpeg(seed: 9), to: "films/still.jpg")
        let path = films + "/boat.webm"
        try await TestVideo.write(
            [.init(1, 1), .init(2, 1.48), .init(3, 1)], to: path,
            options: "-c:v libvpx -b:v 1M -deadline realtime")
        let engine = try await TestEngine.make(folder.path + "/data")
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.syncRoots = [films]
        }
        try await LiveServer.run(engine: engine, configure: settings) { server in
            let made = try await server.json(
                "POST", "/collections",
                ["name": "films", "directory": .string(films), "frames": ["videos": true]])
            #expect(made.status == 201)
            #expect(made.json["frames"] == ["videos": true, "every": 5, "pages": false, "raw": false])
            let started = try await server.json("POST", "/collections/films/sync", [:])
            let job = try #require(started.json["id"]?.stringValue)
            try await eventually("the sync ended") {
                try await server.get("/jobs/" + job).json["finished_at"] != nil
            }
            let done = try await server.get("/jobs/" + job).json
            #expect(done["result"]?["frames"] == 3 && done["result"]?["added"] == 2)
            try await body(server, path)
        }
        withExtendedLifetime(folder) {}
    }

    private static let frame = "/collections/films/images/boat.webm%23t%3D1.000"

    private static func query(_ seed: UInt64, _ more: [String: JSONValue] = [:]) throws -> JSONValue {
        let picture = try TestScene.jpeg(TestScene.pixels(seed: seed, width: 160, height: 120))
        return .object(more.merging(["image": .string(Data(picture).base64EncodedString())]) { a, _ in a })
    }

    @Test func `An image of a video names the file and the second`() async throws {
        try await Self.open { server, _ in
            let image = try await server.get(Self.frame).json
            #expect(image["id"] == "boat.webm#t=1.000" && image["path"] == "boat.webm")
            #expect(image["frame"]?["kind"] == "video" && image["frame"]?["seconds"] == 1)
            #expect(image["media_type"] == "video/webm")
            #expect(image["file_url"]?.stringValue == Self.frame + "/file")
            let frames = try await server.get(Self.frame + "/frames").json["images"]?.arrayValue ?? []
            #expect(frames.map { $0["frame"]?["seconds"]?.doubleValue } == [0, 1, 2.48])
            let content = try await server.send("GET", Self.frame + "/content")
            #expect(
                content.headers["content-type"] == "image/jpeg" && content.body.prefix(2) == [0xFF, 0xD8])
            #expect(try await server.send("GET", Self.frame + "/thumbnail?size=64").status == 200)
        }
    }

    @Test func `A search answers one result a video, or all its frames`() async throws {
        try await Self.open { server, _ in
            let folded = try await server.json("POST", "/collections/films/search", Self.query(2)).json
            let results = folded["results"]?.arrayValue ?? []
            #expect(results.count == 2 && results.first?["id"] == "boat.webm#t=1.000")
            #expect(results.first?["frame"]?["seconds"] == 1 && results.first?["frames"]?["count"] == 3)
            let matches = results.first?["frames"]?["matches"]?.arrayValue ?? []
            #expect(matches.count == 3 && matches.first?["id"] == "boat.webm#t=1.000")
            let all = try await server.json(
                "POST", "/collections/films/search", Self.query(2, ["frames": "all"])
            ).json
            #expect(all["results"]?.arrayValue?.count == 4)
            #expect(all["results"]?.arrayValue?.first?["frames"] == nil)
            let wrong = try await server.json(
                "POST", "/collections/films/search", Self.query(2, ["frames": "some"]))
            #expect(wrong.status == 422)
        }
    }

    @Test func `Parts of the file are served as players ask for them`() async throws {
        try await Self.open { server, path in
            let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            let whole = try await server.send("GET", Self.frame + "/file")
            #expect(whole.status == 200 && whole.body == file)
            #expect(
                whole.headers["accept-ranges"] == "bytes" && whole.headers["content-type"] == "video/webm")
            let tag = try #require(whole.headers["etag"])
            func part(_ range: String, _ more: [String: String] = [:]) async throws -> LiveServer.Answer {
                try await server.send(
                    "GET", Self.frame + "/file", headers: more.merging(["Range": range]) { a, _ in a })
            }
            let some = try await part("bytes=10-99")
            #expect(some.status == 206 && some.body == Array(file[10...99]))
            #expect(some.headers["content-range"] == "bytes 10-99/\(file.count)")
            #expect(try await part("bytes=-7").body == file.suffix(7))
            let rest = try await part("bytes=100-")
            #expect(rest.status == 206 && rest.body == Array(file[100...]))
            #expect(try await part("bytes=0-999999999").body == file)
            let none = try await part("bytes=\(file.count)-")
            #expect(none.status == 416 && none.headers["content-range"] == "bytes */\(file.count)")
            #expect(try await part("bytes=5-9", ["If-Range": tag]).status == 206)
            #expect(try await part("bytes=5-9", ["If-Range": "\"another\""]).status == 200)
            for odd in ["bytes=9-5", "bytes=a-b", "lines=1-2", "bytes=1-2,5-6", "bytes=-"] {
                #expect(try await part(odd).status == 200)
            }
            let same = try await server.send("GET", Self.frame + "/file", headers: ["If-None-Match": tag])
            #expect(same.status == 304)
            #expect(try await server.send("GET", "/collections/films/images/none/file").status == 404)
        }
    }

    @Test func `A collection is told what to take, and refuses what it can't`() async throws {
        try await Self.open { server, _ in
            let changed = try await server.json(
                "PATCH", "/collections/films", ["frames": ["every": 10, "pages": true]])
            #expect(changed.json["frames"] == ["videos": true, "every": 10, "pages": true, "raw": false])
            for wrong in [["every": 0.1], ["every": 9_999]] as [JSONValue] {
                #expect(try await server.json("PATCH", "/collections/films", ["frames": wrong]).status == 400)
            }
            let unknown = try await server.json("PATCH", "/collections/films", ["frames": ["movies": true]])
            #expect(unknown.status == 422)
        }
    }
}
