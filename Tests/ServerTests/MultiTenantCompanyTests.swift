import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct MultiTenantCompanyTests {
    @Test func `Health counts the companies, and names those that are loaded`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1], "CompanyB": ["b.jpg": 2]]) { tenants in
            let before = try await tenants.server.get("/api/health")
            #expect(before.status == 200)
            #expect(
                before.keys == [
                    "api_ready", "loaded_companies", "loaded_count", "model", "status", "timestamp",
                    "total_companies_available",
                ])
            #expect(before.json["status"] == "healthy")
            #expect(before.json["api_ready"] == true)
            #expect(before.json["total_companies_available"] == 2)
            #expect(before.json["loaded_companies"] == [])
            #expect(before.json["loaded_count"] == 0)
            // The contract's model is not installed: new companies get the default, and this says so.
            #expect(before.json["model"] == "tiny")
            #expect(before.headers["x-lookalike-model"] == "tiny")
            #expect(before.json["timestamp"]?.stringValue?.hasSuffix("Z") == true)
            _ = try await tenants.search("CompanyB", 1)
            let after = try await tenants.server.get("/api/health")
            #expect(after.json["loaded_companies"] == ["CompanyB"])
            #expect(after.json["loaded_count"] == 1)
        }
    }

    @Test func `A method that a path has not is refused in the system's shape`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            for (method, path) in [
                ("GET", "/api/search/AOF"), ("DELETE", "/api/companies"), ("POST", "/api/stats/AOF"),
                ("PUT", "/api/health"),
            ] {
                let answer = try await tenants.server.send(method, path)
                #expect(answer.status == 405)
                #expect(answer.companyError == "Method Not Allowed", "\(method) \(path)")
                #expect(answer.headers["allow"]?.isEmpty == false)
            }
        }
    }

    @Test func `Without a folder of companies there are none`() async throws {
        try await Tenants.open { tenants in
            #expect(try await tenants.server.get("/api/health").json["total_companies_available"] == 0)
            let list = try await tenants.server.get("/api/companies")
            #expect(list.json == ["success": true, "companies": [], "total": 0])
            #expect(try await tenants.search("AOF", 1).companyError == "Company 'AOF' not found")
        }
    }

    @Test func `Both kinds of folder are companies, and half of one is none`() async throws {
        try await Tenants.open([
            "AOF": ["a.jpg": 1], "Acme_embeddings": ["b.jpg": 2], "Two": ["c.jpg": 3],
            "Two_embeddings": ["d.jpg": 4], "Müller & Söhne": ["e.jpg": 5],
        ]) { tenants in
            try tenants.folder.write([1], to: "embeddings/NoMetadata/faiss_index.bin")
            try tenants.folder.write([1], to: "embeddings/NoVectors/metadata.json")
            try tenants.folder.write([1], to: "embeddings/file")
            _ = try await tenants.search("Acme", 2)
            let list = try await tenants.server.get("/api/companies")
            #expect(list.json["success"] == true)
            #expect(list.json["total"] == 5)
            let companies = list.json["companies"]?.arrayValue ?? []
            #expect(
                companies.compactMap { $0["name"]?.stringValue } == [
                    "AOF", "Acme", "Müller & Söhne", "Two", "Two_embeddings",
                ])
            #expect(companies.compactMap { $0["loaded"]?.boolValue } == [false, true, false, false, false])
            #expect(companies[1]["embeddings_path"]?.stringValue == tenants.shelf + "/Acme_embeddings")
            #expect(companies[0].objectValue?.keys.sorted() == ["embeddings_path", "loaded", "name"])
            for (name, paths) in [
                ("AOF", ["a.jpg"]), ("Acme", ["b.jpg"]), ("Acme_embeddings", ["b.jpg"]), ("Two", ["c.jpg"]),
                ("Two_embeddings", ["d.jpg"]), ("M%C3%BCller%20&%20S%C3%B6hne", ["e.jpg"]),
            ] {
                #expect(try await tenants.search(name, 1).paths == paths, "\(name)")
            }
            for name in ["NoMetadata", "NoVectors", "file"] {
                #expect(try await tenants.search(name, 1).companyError == "Company '\(name)' not found")
            }
        }
    }

    @Test func `Collections are companies too, unless they are there for something else`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            let server = tenants.server
            _ = try await server.json("POST", "/collections", ["name": "Shoes"])
            for (seed, id) in [(1, "one"), (2, "two")] {
                _ = try await server.put(UInt64(seed), id, in: "Shoes")
            }
            _ = try await server.json("POST", "/collections", ["name": "products"])
            _ = try await server.put(3, "p", in: "products")
            let names = try await server.get("/api/companies").json["companies"]?.arrayValue ?? []
            #expect(names.compactMap { $0["name"]?.stringValue } == ["AOF", "Shoes"])
            let answer = try await tenants.search("Shoes", 2)
            #expect(answer.json["total_results"] == 2)
            #expect(answer.json["results"]?[0]?["similarity"] == 100)
            #expect(answer.json["results"]?[0]?["type"] == "file")
            #expect(answer.headers["x-lookalike-model"] == "tiny")
            #expect(try await tenants.search("Shoes", 2).json["results"] == answer.json["results"])
            let stats = try await server.get("/api/stats/Shoes")
            #expect(stats.json["stats"]?["total_images"] == 2)
            #expect(stats.json["stats"]?["index_info"]?["embedding_dimension"] == 192)
            #expect(try await tenants.search("products", 1).companyError == "Company 'products' not found")
            #expect(try await tenants.loaded().contains("Shoes"))
        }
        try await Tenants.open(configure: Tenants.setting(\.collections, ["Hats"])) { tenants in
            for name in ["Hats", "Shoes"] {
                _ = try await tenants.server.json("POST", "/collections", ["name": .string(name)])
                _ = try await tenants.server.put(1, "x", in: name)
            }
            #expect(try await tenants.search("Hats", 1).status == 200)
            #expect(try await tenants.search("Shoes", 1).status == 400)
        }
    }

    @Test func `Statistics are what the folder says`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1, "b.jpg": 2]]) { tenants in
            let answer = try await tenants.server.get("/api/stats/AOF")
            #expect(answer.status == 200)
            #expect(
                answer.json == [
                    "success": true, "company": "AOF",
                    "stats": [
                        "total_images": 2,
                        "index_info": [
                            "total_images": 2, "embedding_dimension": 192, "model": "tiny",
                            "timestamp": "2025-10-27T10:00:00",
                        ],
                    ],
                ])
            try await Tenants.write(
                ["a.jpg": 1], to: tenants.shelf + "/Bare", tenants.server.engine, model: nil)
            let bare = try await tenants.server.get("/api/stats/Bare").json["stats"]?["index_info"]
            #expect(bare?["model"] == "mobilenet-v3-large")
            #expect(bare?["timestamp"]?.stringValue?.isEmpty == false)
            let unknown = try await tenants.server.get("/api/stats/InvalidCompany")
            #expect(unknown.status == 400)
            #expect(unknown.companyError == "Company 'InvalidCompany' not found")
        }
    }

    @Test func `No name leads out of the companies' folder`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            let engine = tenants.server.engine
            // All of these are there, and are nobody's.
            for path in ["secret", "embeddings/.hidden", "embeddings/AOF/inner"] {
                try await Tenants.write(["s.jpg": 9], to: "\(tenants.folder.path)/\(path)", engine)
            }
            let absolute = (tenants.folder.path + "/secret").replacing("/", with: "%2F")
            let names = [
                "..%2Fsecret", "..%2fsecret", "%2e%2e%2fsecret", "%2E%2E%2Fsecret", "..%5Csecret",
                "..%5csecret", "AOF%2F..%2F..%2Fsecret", "AOF%2Finner", "AOF%2F", "AOF%2F.", "%2FAOF",
                ".%2FAOF", "%2e%2fAOF", "..", "%2e%2e", ".", "%2e", "...", ".hidden", "%2ehidden", absolute,
                "%252e%252e%252fsecret", "..%252fsecret", "..%EF%BC%8Fsecret", "%EF%BC%8E%EF%BC%8E%2Fsecret",
                "AOF%00", "AOF%00.png", "%00",
                "AOF%0a", "AOF%0d%0aX", "%20AOF", "AOF%20", "~", "~root", "$HOME", "%24%7BHOME%7D",
                "file:%2F%2F%2Fetc%2Fpasswd", "C:%5CWindows", "%5C%5Cserver%5Cshare", "AOF;ls", "AOF|ls",
                "AOF%60id%60", "*", "A*", "A%3FF", "%5BA%5DOF", "aof", "..;%2fsecret",
                "....%2F%2Fsecret", "..%2F..%2F..%2F..%2Fetc", String(repeating: "A", count: 300),
                String(repeating: "..%2F", count: 100), "%E2%80%AEFOA", "embeddings",
            ]
            let picture = try TestPicture.jpeg(seed: 9)
            for name in names {
                for answer in [
                    try await tenants.server.get("/api/stats/\(name)"),
                    try await tenants.search(name, picture),
                ] {
                    #expect(answer.status == 400, "\(name)")
                    #expect(!answer.text.contains("s.jpg"), "\(name)")
                    #expect(answer.companyError?.hasSuffix("not found") == true, "\(name) \(answer.text)")
                }
            }
            #expect(try await tenants.loaded() == [])
            #expect(try await tenants.server.get("/api/companies").json["total"] == 1)
        }
    }

    /// What a well-behaved client does not send.
    @Test func `Raw dots in a path, and bytes that are no text, lead nowhere`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            try await Tenants.write(
                ["s.jpg": 9], to: tenants.folder.path + "/secret", tenants.server.engine)
            for path in [
                "/api/stats/../secret", "/api/stats/..", "/api/stats/AOF/../../secret",
                "/api/stats/..%c0%afsecret", "/api/stats/%e0%80%af..%e0%80%afsecret", "/api/stats/%FF",
                "/api/stats/%FE%FF", "/api/stats/%EF%BB%BFAOF", "/api/stats/AOF%", "/api/stats/AOF%4",
                "/api/stats/AOF%+4",
            ] {
                let connection = try RawConnection(port: tenants.server.port)
                connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                let answer = await connection.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 4"), "\(path)")
                #expect(!answer.contains("total_images"))
            }
            #expect(try await tenants.loaded() == [])
        }
    }
}
