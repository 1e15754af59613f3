import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// One collection whose files are damaged, beside one that is sound.
@Suite(.timeLimit(.minutes(10))) struct DamagedCollectionTests {
    /// - Parameters:
    ///   - bad: the collection to damage; the other is called `sound`.
    ///   - damage: gets the path of its vector file.
    private static func serve(
        damaging bad: String = "shoes", _ damage: (String) throws -> Void,
        _ body: @escaping @Sendable (LiveServer) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let path: String
        do {
            let engine = try await TestEngine.make(folder.path)
            for (name, seed) in [(bad, 1), ("sound", 2)] as [(String, UInt64)] {
                let collection = try await engine.createCollection(named: name)
                _ = try await engine.put(try TestPicture.jpeg(seed: seed), as: "a", in: collection)
            }
            path = await engine.vectorPath(of: try engine.collection(named: bad))
        }
        try damage(path)
        try await LiveServer.run(engine: try TestEngine.make(folder.path)) { server in
            try await body(server)
            withExtendedLifetime(folder) {}
        }
    }

    private static func cut(_ path: String) throws {
        try Data("no vectors".utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func `It is listed with its problem, and the others as ever`() async throws {
        try await Self.serve(Self.cut) { server in
            let list = try await server.get("/collections")
            #expect(list.status == 200)
            let all = list.json["collections"]?.arrayValue ?? []
            #expect(all.map { $0["name"] } == ["shoes", "sound"])
            #expect(all.map { $0["state"] } == ["damaged", "ready"])
            #expect(all.map { $0["images"] } == [1, 1])
            let problem = all.first?["problem"]?.stringValue ?? ""
            #expect(problem.hasPrefix("Storage damaged: the collection 'shoes' can't be used."))
            #expect(all.last?["problem"] == nil)
            #expect(try await server.get("/collections/shoes").json == all.first)
            #expect(try await server.get("/api/companies").status == 200)
            #expect(try await server.get("/metrics").status == 200)
            #expect(try await server.get("/jobs").status == 200)
        }
    }

    @Test func `What needs it is answered as the server's fault, with its name`() async throws {
        try await Self.serve(Self.cut) { server in
            let picture = try TestPicture.jpeg(seed: 1)
            for (method, path, body) in [
                ("GET", "/images", nil), ("GET", "/images/a", nil), ("GET", "/images/a/content", nil),
                ("POST", "/search", picture), ("PUT", "/images/b", picture), ("DELETE", "/images/a", nil),
                ("GET", "/categories", nil),
            ] as [(String, String, [UInt8]?)] {
                let answer = try await server.send(method, "/collections/shoes" + path, body: body)
                #expect(answer.status == 503, "\(method) \(path)")
                #expect(answer.detail.stringValue?.contains("'shoes'") == true, "\(method) \(path)")
            }
            let sound = try await server.json("POST", "/collections/sound/search", ["image_id": "a"])
            #expect(sound.status == 200)
            let company = try await server.form(
                "POST", "/api/search/shoes", files: [(name: "image", filename: "a.jpg", bytes: picture)])
            #expect(company.status == 503)
            #expect(company.companyError?.contains("'shoes'") == true)
        }
    }

    @Test func `It can be deleted`() async throws {
        try await Self.serve(Self.cut) { server in
            #expect(try await server.send("DELETE", "/collections/shoes").status == 200)
            let list = try await server.get("/collections").json["collections"]?.arrayValue
            #expect(list?.map { $0["name"] } == ["sound"])
        }
    }

    @Test func `A damaged vector is the server's fault too`() async throws {
        // The first numbers of the first row: the header takes 4,096 bytes.
        let damage = { (path: String) in
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try file.seek(toOffset: 4_096)
            try file.write(contentsOf: Data([1, 2, 3, 4, 5, 6, 7, 8]))
            try file.close()
        }
        try await Self.serve(damage) { server in
            let answer = try await server.json("POST", "/collections/shoes/search", ["image_id": "a"])
            #expect(answer.status == 503)
            let sentence = answer.detail.stringValue ?? ""
            #expect(
                sentence.hasPrefix("Storage damaged: the collection 'shoes' can't be used."), "\(sentence)")
            let unknown = try await server.json("POST", "/collections/shoes/search", ["image_id": "b"])
            #expect(unknown.status == 404)
        }
    }

    @Test(arguments: ["products", "gallery", "events"])
    func `The health of an interface says it`(surface: String) async throws {
        try await Self.serve(damaging: surface, Self.cut) { server in
            switch surface {
            case "products":
                let health = try await server.get("/health")
                #expect(health.status == 200)
                #expect(health.json["status"] == "degraded" && health.json["features_loaded"] == false)
                #expect(health.json["problem"]?.stringValue?.contains("'products'") == true)
            case "gallery":
                let status = try await server.get("/status")
                #expect(status.status == 200)
                #expect(status.json["status"] == "degraded" && status.json["faiss_index_loaded"] == false)
                #expect(status.json["problem"]?.stringValue?.contains("'gallery'") == true)
            default: break
            }
            // Neither of the interfaces that share it has anything.
            if surface != "gallery" { #expect(try await server.get("/stats").status == 503) }
        }
    }

    @Test func `Statistics that two interfaces give together go on with the other's`() async throws {
        try await Self.serve(damaging: "products", Self.cut) { server in
            let order: JSONValue = [
                "filename": "a.jpg", "file_path": "a.jpg",
                "vector": .array((0..<2_048).map { .double(Double($0 % 7)) }),
                "event_code": "11111111-2222-3333-4444-555555555555", "metadata": [:],
            ]
            #expect(try await server.json("POST", "/add_image", order).status == 200)
            let statistics = try await server.get("/stats")
            #expect(statistics.status == 200)
            #expect(statistics.json["total_vectors_faiss"] == 1)
            #expect(statistics.json["total_products"] == 0)
        }
    }
}
