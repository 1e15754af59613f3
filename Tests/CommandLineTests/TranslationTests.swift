import Foundation
import TestSupport
import Testing

/// `lookalike config translate`.
@Suite(.timeLimit(.minutes(10))) struct TranslationTests {
    private func translate(
        _ text: String, system: Int
    ) async throws -> (lines: [String], settings: [String], notes: String) {
        let place = try Workplace()
        try place.write(text, to: "theirs.env")
        let result = try await place.run("config", "translate", "--system", "\(system)", "theirs.env")
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        return (lines, lines.filter { !$0.hasPrefix("#") }, result.errors)
    }

    @Test func `The gallery's file, comments after values included`() async throws {
        let (lines, settings, notes) = try await translate(
            """
            # Database Configuration
            DB_HOST=localhost
            DB_PORT=5432
            DB_NAME=imsrc
            DB_USER=postgres
            DB_PASSWORD=your_password

            # Model Configuration
            MODEL_NAME=resnet18  # or resnet18
            DEVICE=auto          # auto, cpu, cuda

            FAISS_INDEX_PATH=data/faiss_index.bin
            FAISS_INDEX_TYPE=flatl2  # flatl2, ivfflat, hnsw
            USE_PROTOTYPE_FILTERING=true

            MAX_UPLOAD_SIZE=10485760  # 10MB
            DEFAULT_SEARCH_LIMIT=10
            API_HOST=0.0.0.0
            API_PORT=8000
            """, system: 3)
        #expect(
            settings == [
                "LOOKALIKE_GALLERY_MODEL=resnet18", "LOOKALIKE_GALLERY_INDEX=flat",
                "LOOKALIKE_GALLERY_MAX_UPLOAD_BYTES=10485760",
                "LOOKALIKE_GALLERY_SEARCH_LIMIT=10", "LOOKALIKE_HOST=0.0.0.0", "LOOKALIKE_PORT=8000",
            ])
        #expect(lines.contains("# Model Configuration"))
        // It only permits what a request asks for.
        #expect(
            lines.contains { $0.hasPrefix("# USE_PROTOTYPE_FILTERING=true  (a search uses prototypes where") }
        )
        #expect(lines.contains { $0.hasPrefix("# DB_HOST=localhost  (") })
        #expect(!lines.contains { $0.contains("your_password") })
        #expect(notes.isEmpty)
    }

    @Test(arguments: ["true", "True", "1", "on", "false", "no", "0", "maybe", ""])
    func `Permitting prototypes is no default of requests`(value: String) async throws {
        let (lines, settings, notes) = try await translate("USE_PROTOTYPE_FILTERING=\(value)\n", system: 3)
        #expect(settings == [])
        #expect(lines.contains { $0.hasPrefix("# USE_PROTOTYPE_FILTERING=\(value)  (") })
        #expect(notes.contains("USE_PROTOTYPE_FILTERING: ") == !["true", "True", "1", "on"].contains(value))
    }

    @Test func `The million-scale engine's file`() async throws {
        let (lines, settings, notes) = try await translate(
            """
            APP_NAME=Image Similarity Engine
            API_PORT=8000
            LOG_LEVEL=INFO
            MODEL_NAME=openai/clip-vit-base-patch32
            DEVICE=auto  # auto, cuda, mps, cpu
            BATCH_SIZE=32
            QDRANT_HOST=localhost
            QDRANT_PORT=6333
            QDRANT_COLLECTION_NAME=image_features
            REDIS_HOST=localhost
            REDIS_PORT=6379
            CACHE_TTL=3600
            """, system: 5)
        #expect(
            settings == [
                "LOOKALIKE_PORT=8000", "LOOKALIKE_LOG_LEVEL=info", "LOOKALIKE_MAX_BATCH=32",
                "LOOKALIKE_MILLION_SCALE_COLLECTION=image_features", "LOOKALIKE_SEARCH_CACHE_SECONDS=3600",
            ])
        #expect(lines.contains { $0.hasPrefix("# MODEL_NAME=openai/clip-vit-base-patch32  (") })
        #expect(notes.isEmpty)
    }

    @Test func `The event photos' file, and the companies'`() async throws {
        let events = try await translate(
            "DB_HOST=localhost\nDB_PASS=secret # mine\nAPI_PORT=8001\n", system: 2)
        #expect(events.settings == ["LOOKALIKE_PORT=8001"])
        #expect(!events.lines.contains { $0.contains("secret #") || $0.contains("=secret") })
        let companies = try await translate("EMBEDDINGS_DIR=/srv/embeddings\nPORT=5000\n", system: 4)
        #expect(companies.settings == ["LOOKALIKE_COMPANIES_DIR=/srv/embeddings", "LOOKALIKE_PORT=5000"])
    }

    /// One name means different things.
    @Test func `A name is translated as its system means it`() async throws {
        let three = try await translate("MODEL_NAME=resnet50\n", system: 3)
        #expect(three.settings == ["LOOKALIKE_GALLERY_MODEL=resnet50"])
        let five = try await translate("MODEL_NAME=openai/clip-vit-large-patch14\n", system: 5)
        #expect(five.settings == ["LOOKALIKE_MILLION_SCALE_MODEL=clip-vit-l-14"])
        let one = try await translate("MODEL_NAME=x\n", system: 1)
        #expect(one.settings == [])
        #expect(one.notes.contains("unknown, kept as comments: MODEL_NAME"))
    }

    @Test func `No secret is copied, wherever it stands`() async throws {
        let (lines, _, _) = try await translate(
            """
            DATABASE_URL=postgresql://u:hush@h/db
            RABBITMQ_URL=amqp://u:hush@h
            JWT_KEY=hush
            DB_PASSWORD="hush
            PRIVATE_KEY="begin
            hush
            end"
            # DB_PASSWORD=hush
            # was redis://u:hush@h
            # harmless=1
            """, system: 5)
        #expect(!lines.contains { $0.contains("hush") })
        #expect(lines.contains("# harmless=1"))
    }

    @Test func `Values are written as our own files have them`() async throws {
        let one = try await translate("PRODUCT_IMAGES_DIR=\"/srv/my pictures\"\n", system: 1)
        #expect(one.settings == ["LOOKALIKE_PRODUCTS_DIR=/srv/my pictures"])
        let origins = try await translate("CORS_ORIGINS=[\"http://a\", \"http://b\"]\n", system: 1)
        #expect(origins.settings == ["LOOKALIKE_CORS_ORIGINS=http://a,http://b"])
        let lines = try await translate("PRODUCT_IMAGES_DIR=\"a\\nPORT=1\"\n", system: 1)
        #expect(lines.settings == [] && lines.notes.contains("PRODUCT_IMAGES_DIR: a value has one line"))
    }

    @Test func `What is unknown is kept as a comment and reported`() async throws {
        let (lines, settings, notes) = try await translate(
            "FOO=bar # why\nexport API_PORT='9000'\nnonsense\nAPI_KEY=abc\nBAZ=\"a b\"\n", system: 3)
        #expect(settings == ["LOOKALIKE_PORT=9000"])
        for line in [
            "# FOO=bar  (unknown to Lookalike)", "# (line 3 is no setting, and is not copied)",
            "# BAZ=a b  (unknown to Lookalike)",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!lines.contains { $0.contains("abc") })
        #expect(notes.contains("unknown, kept as comments: FOO, API_KEY, BAZ"))
        #expect(notes.contains("line 3 is no setting"))
    }

    @Test func `A value that can't be taken over is reported`() async throws {
        let (lines, settings, notes) = try await translate(
            """
            API_PORT=http
            FAISS_INDEX_TYPE=pq
            DEFAULT_SEARCH_LIMIT=500
            DEVICE=cuda
            USE_PROTOTYPE_FILTERING=maybe
            MAX_UPLOAD_SIZE=33554432
            """, system: 3)
        #expect(
            settings == [
                "LOOKALIKE_GALLERY_MAX_UPLOAD_BYTES=33554432", "LOOKALIKE_MAX_UPLOAD_BYTES=33554432",
            ])
        for name in [
            "API_PORT", "FAISS_INDEX_TYPE", "DEFAULT_SEARCH_LIMIT", "DEVICE", "USE_PROTOTYPE_FILTERING",
        ] {
            #expect(notes.contains("\(name): "), "\(name)")
            #expect(lines.contains { $0.hasPrefix("# \(name)=") })
        }
    }

    @Test(
        arguments: [
            ("API_PORT=1#2", nil), ("API_PORT=12 #34", "12"), ("API_PORT=\"12\" # x", "12"),
            ("API_PORT = 12", "12"), ("  API_PORT=12  ", "12"), ("API_PORT=#12", nil), ("API_PORT=", nil),
            ("API_PORT='12", nil), ("API_PORT=1\nAPI_PORT=2", "2"), ("#API_PORT=12", nil),
            ("\u{FEFF}API_PORT=12\r\nFOO=1\r\n", "12"),
        ] as [(String, String?)])
    func `Lines are read as python-dotenv reads them`(text: String, port: String?) async throws {
        let settings = try await translate(text, system: 2).settings
        #expect(settings == (port.map { ["LOOKALIKE_PORT=\($0)"] } ?? []))
    }

    /// What comes out is a `.env` file that the program takes.
    @Test func `The program runs with what it translated`() async throws {
        let place = try Workplace()
        try place.write("CACHE_TTL=60\nBATCH_SIZE=8 # small\nLOG_LEVEL=WARN\n", to: "theirs.env")
        let result = try await place.run(
            "config", "translate", "--system", "5", "theirs.env", "--output", ".env")
        #expect(result.code == 0)
        #expect(result.output.isEmpty)
        try await place.index()
        let again = try await place.run(
            "config", "translate", "--system", "5", "theirs.env", "--output", ".env")
        #expect(again.code == 1)
        #expect(again.complains(".env exists already"))
    }

    @Test func `Wrong usage is explained`() async throws {
        let place = try Workplace()
        #expect(try await place.run("config", "translate", "--system", "6", "x").code == 64)
        #expect(try await place.run("config", "translate", "x").code == 64)
        let missing = try await place.run("config", "translate", "--system", "1", "nowhere.env")
        #expect(missing.code == 1)
        #expect(missing.complains("nowhere.env can't be read."))
    }
}
