import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// The pictures themselves, where a company's files say which folder of this machine they are in.
@Suite(.timeLimit(.minutes(10))) struct CompanyPictureTests {
    /// A company of two pictures in `photos`, of which one is in a folder.
    ///
    /// - Parameters:
    ///   - information: members of index_info.json beside the usual ones; `ROOT` stands for the folder's path.
    ///   - metadata: the rows.
    private static func open(
        information: [String: String] = ["input_dir": "ROOT"],
        metadata: [[String: String]] = [["path": "a.jpg"], ["path": "sub/ü b.jpg"]],
        _ body: @escaping @Sendable (Tenants) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write(try TestPicture.jpeg(seed: 1), to: "photos/a.jpg")
        try folder.write(try TestPicture.jpeg(seed: 2), to: "photos/sub/ü b.jpg")
        let root = folder.path + "/photos"
        @Sendable func text(_ value: String) -> JSONValue {
            .string(value.replacingOccurrences(of: "ROOT", with: root))
        }
        try await Tenants.open(in: folder) { tenants in
            try await Tenants.write(
                ["a.jpg": 1, "sub/ü b.jpg": 2], to: tenants.shelf + "/AOF", tenants.server.engine,
                metadata: .array(metadata.map { .object($0.mapValues(text)) }))
            let path = tenants.shelf + "/AOF/index_info.json"
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            var members = try JSONDecoder().decode([String: JSONValue].self, from: data)
            members.merge(information.mapValues(text)) { $1 }
            try JSONEncoder().encode(members).write(to: URL(fileURLWithPath: path))
            try await body(tenants)
        }
    }

    @Test(
        arguments: [
            (["input_dir": "ROOT"], [["path": "a.jpg"], ["path": "sub/ü b.jpg"]]),
            ([:], [["path": "ROOT/a.jpg"], ["path": "ROOT/sub/ü b.jpg"]]),
            (
                [:],
                [
                    ["image_path": "ROOT/a.jpg", "relative_path": "a.jpg"],
                    ["image_path": "ROOT/sub/ü b.jpg", "relative_path": "sub/ü b.jpg"],
                ]
            ),
        ] as [([String: String], [[String: String]])])
    func `What a search finds can be looked at`(
        information: [String: String], metadata: [[String: String]]
    ) async throws {
        try await Self.open(information: information, metadata: metadata) { tenants in
            for (seed, path) in [(1, "a.jpg"), (2, "sub/ü b.jpg")] as [(UInt64, String)] {
                #expect(try await tenants.search("AOF", seed).paths.first == path)
                let whole = try await tenants.picture("content", path)
                #expect(whole.status == 200 && whole.headers["content-type"] == "image/jpeg")
                #expect(try whole.body == TestPicture.jpeg(seed: seed))
                let small = try await tenants.picture("thumbnail", path, "&size=32")
                #expect(small.status == 200 && small.body.starts(with: [0xFF, 0xD8, 0xFF]))
                #expect(small.body.count < whole.body.count)
                let tag = try #require(small.headers["etag"])
                let again = try await tenants.picture(
                    "thumbnail", path, "&size=32", headers: ["If-None-Match": tag])
                #expect(again.status == 304)
            }
        }
    }

    @Test func `Nothing else is given`() async throws {
        try await Self.open(
            metadata: [["path": "a.jpg"], ["path": "../outside.jpg"]]
        ) { tenants in
            try tenants.folder.write(try TestPicture.jpeg(seed: 3), to: "outside.jpg")
            try tenants.folder.write(try TestPicture.jpeg(seed: 4), to: "photos/unlisted.jpg")
            for path in [
                "../outside.jpg", "unlisted.jpg", "/etc/passwd", "sub/../a.jpg", "./a.jpg", "", "a.jpg/",
                "none.jpg", "a.jpg\u{0}",
            ] {
                for kind in ["content", "thumbnail"] {
                    let answer = try await tenants.picture(kind, path)
                    #expect(answer.status == 404, "\(kind) \(path)")
                    #expect(answer.companyError != nil)
                }
            }
            #expect(try await tenants.picture("content", "a.jpg").status == 200)
            let unknown = try await tenants.server.get("/api/companies/none/content?path=a.jpg")
            #expect(unknown.status == 400 && unknown.companyError == "Company 'none' not found")
        }
    }

    @Test func `A link that leads out of the folder, and what is no picture, are not given`() async throws {
        try await Self.open { tenants in
            let root = tenants.folder.path + "/photos"
            try tenants.folder.write(try TestPicture.jpeg(seed: 3), to: "outside.jpg")
            try FileManager.default.removeItem(atPath: root + "/a.jpg")
            try FileManager.default.createSymbolicLink(
                atPath: root + "/a.jpg", withDestinationPath: tenants.folder.path + "/outside.jpg")
            #expect(try await tenants.picture("content", "a.jpg").status == 404)
            try FileManager.default.removeItem(atPath: root + "/a.jpg")
            try tenants.folder.write(Array("secret".utf8), to: "photos/a.jpg")
            #expect(try await tenants.picture("content", "a.jpg").status == 404)
            #expect(try await tenants.picture("thumbnail", "a.jpg").status == 404)
        }
    }

    @Test func `Where nothing says where they are, there are none`() async throws {
        try await Self.open(information: [:]) { tenants in
            #expect(try await tenants.search("AOF", 1).paths.first == "a.jpg")
            let answer = try await tenants.picture("content", "a.jpg")
            #expect(answer.status == 404)
            #expect(
                answer.companyError == "There is no image 'a.jpg' of the company 'AOF' on this machine.")
        }
    }

    @Test func `A collection's pictures are found by what a search calls them`() async throws {
        try await Shop.open(["a.jpg": 1, "deep/a.jpg": 2]) { shop in
            _ = try await shop.server.json("POST", "/collections", ["name": "shelf"])
            _ = try await shop.server.put(3, "one", in: "shelf")
            let picture = try TestPicture.jpeg(seed: 3)
            let found = try await shop.server.form(
                "POST", "/api/search/shelf", files: [(name: "image", filename: "q.jpg", bytes: picture)])
            let path = try #require(found.paths.first)
            let answer = try await shop.server.get("/api/companies/shelf/content?path=\(path)")
            #expect(answer.status == 200 && answer.body == picture)
            #expect(try await shop.server.get("/api/companies/shelf/content?path=two").status == 404)
        }
    }
}

extension Tenants {
    /// Asks for a picture of the company AOF.
    fileprivate func picture(
        _ kind: String, _ path: String, _ more: String = "", headers: [String: String] = [:]
    ) async throws -> LiveServer.Answer {
        let unreserved = CharacterSet.alphanumerics
        let escaped = path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? path
        return try await server.get("/api/companies/AOF/\(kind)?path=\(escaped)\(more)", headers: headers)
    }
}
