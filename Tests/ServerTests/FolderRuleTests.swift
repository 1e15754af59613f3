import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// Whoever can index a folder can fetch its pictures, so clients can't name any.
@Suite(.timeLimit(.minutes(10))) struct FolderRuleTests {
    private static func statuses(_ shop: Shop, _ folder: String) async throws -> [Int] {
        let name = "c\(UInt32.random(in: 0...UInt32.max))"
        let made = try await shop.server.json(
            "POST", "/collections", ["name": .string(name), "directory": .string(folder)])
        _ = try await shop.server.json("POST", "/collections", ["name": "empty"])
        let synced = try await shop.server.json(
            "POST", "/collections/empty/sync", ["directory": .string(folder), "dry_run": true])
        return [made.status, synced.status]
    }

    @Test func `Only folders below the roots may be named`() async throws {
        let outside = try TemporaryFolder()
        let inside = try TemporaryFolder()
        for folder in [outside, inside] { try folder.write(try TestPicture.jpeg(seed: 1), to: "below/a.jpg") }
        try FileManager.default.createSymbolicLink(
            atPath: inside.path + "/link", withDestinationPath: outside.path)
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.syncRoots = [inside.path]
        }
        try await Shop.open(["a.jpg": 1], configure: settings) { shop in
            for folder in [inside.path, inside.path + "/below", shop.pictures] {
                let statuses = try await Self.statuses(shop, folder)
                #expect(statuses == [201, 202], "\(folder)")
            }
            for folder in [
                "/", "/etc", outside.path, outside.path + "/below", inside.path + "/link",
                inside.path + "/link/below",
                inside.path + "/../" + (outside.path as NSString).lastPathComponent, inside.path + "2", "..",
                "/nowhere",
                shop.folder.path, shop.folder.path + "/data",
            ] {
                let statuses = try await Self.statuses(shop, folder)
                #expect(statuses == [403, 403], "\(folder)")
            }
        }
    }

    @Test func `Without roots, the current directory is one, and folders that collections have`() async throws
    {
        let outside = try TemporaryFolder()
        try await Shop.open { shop in
            let current = FileManager.default.currentDirectoryPath
            #expect(try await Self.statuses(shop, current + "/Tests")[0] == 201)
            let answer = try await shop.server.json(
                "POST", "/collections", ["name": "x", "directory": .string(outside.path)])
            #expect(answer.status == 403)
            #expect(answer.detail.stringValue?.contains("LOOKALIKE_SYNC_ROOTS") == true)
            // As the command line does, which may name any.
            _ = try await shop.server.engine.createCollection(named: "known", directory: outside.path)
            #expect(try await Self.statuses(shop, outside.path) == [201, 202])
            #expect(try await shop.server.send("POST", "/collections/known/sync").status == 202)
        }
    }
}
