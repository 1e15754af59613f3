import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeBackupTests {
    private static func finished(_ answer: LiveServer.Answer, _ server: LiveServer) async throws -> JSONValue
    {
        let id = try #require(answer.json["id"]?.stringValue)
        var job: JSONValue = .null
        try await eventually("the job ended") {
            job = try await server.get("/jobs/\(id)").json
            return ["succeeded", "failed", "cancelled"].contains(job["state"]?.stringValue)
        }
        return job
    }

    @Test func `A backup is ordered, listed, downloaded and restored`() async throws {
        let folder = try TemporaryFolder()
        let settings = Array(#"{"port": 8001}"#.utf8)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/backups", withIntermediateDirectories: true)
        let configure = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.backupDirectory = folder.path + "/backups"
            server.settingsOfBackups = settings
        }
        try await Shop.open(["mug.jpg": 1, "shoe.jpg": 2], configure: configure) { shop in
            let server = shop.server
            #expect(try await server.get("/backups").json == ["backups": []])
            let order = try await server.json("POST", "/backups", ["name": "one.tar", "models": "none"])
            #expect(order.status == 202 && order.json["kind"] == "backup")
            let job = try await Self.finished(order, server)
            #expect(job["state"] == "succeeded" && job["result"]?["missing"] == [])
            let list = try await server.get("/backups").json["backups"]?.arrayValue ?? []
            #expect(list.map { $0["name"] } == ["one.tar"])
            let archive = try await server.get("/backups/one.tar")
            #expect(archive.status == 200 && archive.headers["content-type"] == "application/x-tar")
            #expect(list.first?["bytes"] == .int(archive.body.count))
            let file = try folder.write(archive.body, to: "downloaded.tar")
            let copy = DataDirectory(folder.path + "/copy")
            let restored = try await Backup.restore(file, into: copy)
            let kept = try #require(restored.settings.flatMap(FileManager.default.contents))
            #expect(Array(kept) == settings)
            let engine = try await TestEngine.make(copy.path)
            #expect(try await engine.collection(named: "products").count == 2)
            // The time names one that has no name.
            let other = try await Self.finished(try await server.send("POST", "/backups"), server)
            #expect(other["state"] == "succeeded")
            #expect(try await server.get("/backups").json["backups"]?.arrayValue?.count == 2)
        }
    }

    @Test func `A download that broke off goes on where it ended`() async throws {
        let folder = try TemporaryFolder()
        let file = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try folder.write(file, to: "backups/one.tar")
        let configure = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.backupDirectory = folder.path + "/backups"
        }
        try await Shop.open(configure: configure) { shop in
            func get(_ headers: [String: String] = [:]) async throws -> LiveServer.Answer {
                try await shop.server.send("GET", "/backups/one.tar", headers: headers)
            }
            let whole = try await get()
            #expect(whole.status == 200 && whole.body == file && whole.headers["accept-ranges"] == "bytes")
            #expect(whole.headers["content-disposition"] == "attachment; filename=\"one.tar\"")
            let tag = try #require(whole.headers["etag"])
            let rest = try await get(["Range": "bytes=300001-", "If-Range": tag])
            #expect(rest.status == 206 && rest.body == Array(file[300_001...]))
            #expect(rest.headers["content-range"] == "bytes 300001-599999/600000")
            let none = try await get(["Range": "bytes=600000-"])
            #expect(none.status == 416 && none.headers["content-range"] == "bytes */600000")
            // Another backup of the name is sent whole.
            try folder.write(Array(file.reversed()), to: "backups/next")
            try #require(rename("\(folder.path)/backups/next", "\(folder.path)/backups/one.tar") == 0)
            let other = try await get(["Range": "bytes=300001-", "If-Range": tag])
            #expect(other.status == 200 && other.body == file.reversed())
        }
    }

    @Test func `Clients write nowhere but into the configured folder`() async throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "backups/taken.tar")
        try folder.write([1], to: "secret.tar")
        let configure = { @Sendable (server: inout LookalikeServerConfiguration) in
            server.backupDirectory = folder.path + "/backups"
        }
        try await Shop.open(configure: configure) { shop in
            let server = shop.server
            for name in ["../x.tar", "/tmp/x.tar", "a/b.tar", ".x.tar", "x.zip", "", "x\u{0}.tar"] {
                let refused = try await server.json("POST", "/backups", ["name": .string(name)])
                #expect(refused.status == 400, "\(name)")
            }
            #expect(try await server.json("POST", "/backups", ["name": "taken.tar"]).status == 409)
            #expect(try await server.json("POST", "/backups", ["models": "some"]).status == 422)
            #expect(try await server.json("POST", "/backups", ["path": "x"]).status == 422)
            #expect(try await server.get("/backups/none.tar").status == 404)
            #expect(try await server.get("/backups/..%2Fsecret.tar").status == 400)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
        }
    }

    @Test func `Without a configured folder there are no backups`() async throws {
        try await Shop.open { shop in
            for answer in [
                try await shop.server.get("/backups"), try await shop.server.get("/backups/x.tar"),
                try await shop.server.send("POST", "/backups"),
            ] {
                #expect(answer.status == 501)
                #expect(answer.detail.stringValue?.contains("LOOKALIKE_BACKUP_DIR") == true)
            }
        }
    }
}
