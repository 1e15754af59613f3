import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SettingsTests {
    /// A flag beats the environment, which beats `.env`, which beats `lookalike.json`.
    @Test func theNearerSettingWins() async throws {
        let place = try Workplace()
        for name in ["flag", "variable", "dotenv", "file"] {
            try place.draw("\(name)/\(name).jpg")
            let result = try await place.run(
                "sync", name, "--collection", name, adding: ["LOOKALIKE_DATA_DIR": "data-\(name)"])
            try #require(result.code == 0)
        }
        try place.write("{\"dataDir\": \"data-file\"}", to: "lookalike.json")
        let bare: [String: String?] = ["LOOKALIKE_DATA_DIR": nil]
        try await #expect(seen(place, adding: bare) == "file")
        try place.write("# Comment\nLOOKALIKE_DATA_DIR=data-dotenv\n", to: ".env")
        try await #expect(seen(place, adding: bare) == "dotenv")
        try await #expect(seen(place, adding: ["LOOKALIKE_DATA_DIR": "data-variable"]) == "variable")
        try await #expect(
            seen(place, "--data-dir", "data-flag", adding: ["LOOKALIKE_DATA_DIR": "data-variable"]) == "flag")
    }

    private func seen(_ place: Workplace, _ arguments: String..., adding: [String: String?]) async throws
        -> String?
    {
        let result = try await place.run(["collections", "list", "--json"] + arguments, adding: adding)
        let list = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
        return list["collections"]?[0]?["name"]?.stringValue
    }

    @Test func aFileMayHaveAnotherName() async throws {
        let place = try Workplace()
        try await place.index()
        try place.write(
            "{\"dataDir\": \"data\", \"modelDirs\": [\"\(Fixtures.models)\"], \"port\": 8123}",
            to: "mine.json")
        let bare: [String: String?] = ["LOOKALIKE_DATA_DIR": nil, "LOOKALIKE_MODEL_DIRS": nil]
        let flag = try await place.run("search", "photos/a.jpg", "--config", "mine.json", adding: bare)
        #expect(flag.code == 0, "\(flag.errors)")
        let variable = try await place.run(
            "collections", "stats", "products", adding: bare.merging(["LOOKALIKE_CONFIG": "mine.json"]) { $1 }
        )
        #expect(variable.code == 0, "\(variable.errors)")
        let missing = try await place.run("models", "list", "--config", "nowhere.json")
        #expect(missing.code == 1)
        #expect(missing.complains("There is no settings file nowhere.json."))
    }

    @Test(arguments: [
        ("LOOKALIKE_PORT", "abc", "port"), ("LOOKALIKE_PORT", "70000", "port"),
        ("LOOKALIKE_WORKERS", "-1", "0 to 256"),
        ("LOOKALIKE_MAX_UPLOAD_BYTES", "16MB", "whole number"),
        ("LOOKALIKE_PRECISION", "f8", "auto, f32, bf16 or f16"),
        ("LOOKALIKE_MAX_BATCH", "0", "1 to 128"), ("LOOKALIKE_LOG_LEVEL", "loud", "trace, debug"),
        ("LOOKALIKE_LOG_FORMAT", "xml", "text or json"), ("LOOKALIKE_COMPRESSION", "br", "gzip or off"),
        ("LOOKALIKE_QUEUE_SECONDS", "1.5", "whole number"),
        ("LOOKALIKE_CORS_ORIGINS", "shop.example", "https://shop.example"),
        ("LOOKALIKE_HOSTS", "http://shop.example/", "names such as"),
        ("LOOKALIKE_WATCH", "a/b", "names of collections"),
    ])
    func aWrongValueIsToldByItsName(name: String, value: String, expected: String) async throws {
        let result = try await Workplace().run("serve", adding: [name: value])
        #expect(result.code == 1)
        #expect(result.complains(name, "'\(value)'", expected), "\(result.errors)")
    }

    @Test(arguments: [
        ("{", "is not JSON"), ("[1]", "must be a JSON object"),
        ("{\"modle\": \"x\"}", "'modle' is no setting"),
        ("{\"data_dir\": \"x\"}", "'data_dir' is no setting; there are: backupDir, companies, compression"),
        ("{\"products\": 1}", "'products' must be an object"),
        ("{\"products\": {\"folder\": \"x\"}}", "'folder' is no setting"),
        ("{\"workers\": \"many\"}", "'many'"), ("{\"workers\": 999}", "0 to 256"),
    ])
    func aWrongFileIsToldInOneLine(text: String, sentence: String) async throws {
        let place = try Workplace()
        try place.write(text, to: "lookalike.json")
        let result = try await place.run("collections", "list")
        #expect(result.code == 1)
        #expect(result.complains(sentence), "\(result.errors)")
    }

    /// What a settings file may have is what the documentation says, in the words of both columns.
    @Test func everySettingIsDocumented() async throws {
        let text = try String(contentsOfFile: Fixtures.root + "/docs/configuration.md", encoding: .utf8)
        let rows = text.matches(of: /\| `LOOKALIKE_([A-Z_]+)` \| `([A-Za-z.]+)` \|/)
        #expect(rows.count > 30)
        for row in rows {
            let variable = row.2.replacing(/[A-Z]/) { "_" + $0.output }.replacing(".", with: "_").uppercased()
            #expect(variable == row.1)
        }
        let documented = Set(rows.map { String($0.2) })
        let place = try Workplace()
        var known: Set<String> = []
        for name in try await Self.settings(place, "{\"?\": 1}") {
            let section = documented.contains { $0.hasPrefix(name + ".") }
            let inside = section ? try await Self.settings(place, "{\"\(name)\": {\"?\": 1}}") : []
            known.formUnion(section ? inside.map { "\(name).\($0)" } : [name])
        }
        #expect(known == documented)
    }

    /// Those that the program lists when a file has one that there is not.
    private static func settings(_ place: Workplace, _ file: String) async throws -> [String] {
        try place.write(file, to: "lookalike.json")
        let errors = try await place.run("collections", "list").errors
        let list = try #require(
            errors.firstMatch(of: /'\?' is no setting; there are: (.*)\./)?.1, "\(errors)")
        return list.split(separator: ", ").map(String.init)
    }

    @Test(arguments: [
        ("file", "it is a file"), ("file/below", "it is below a file"), ("link", "it is a link to away"),
    ])
    func aDataFolderThatCannotBeUsedIsTold(name: String, sentence: String) async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        try place.write("x", to: "file")
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/link", withDestinationPath: "away")
        for command in [
            ["sync", "photos"], ["search", "photos/a.jpg"], ["collections", "list"], ["orphans", "list"],
            ["serve", "--port", "0"],
        ] {
            let result = try await place.run(command + ["--data-dir", name])
            #expect(result.code == 1 && result.output.isEmpty)
            #expect(
                result.complains("The data folder \(name) can't be used: \(sentence)", "name a"),
                "\(command): \(result.errors)")
        }
    }

    /// Root may write anywhere: its tests run the program as nobody.
    private static let withoutRights = getuid() == 0 ? "setpriv --reuid=65534 --clear-groups " : ""

    @Test(
        .enabled { try await Shell.run("\(withoutRights)'\(CommandLineProgram.path)' --version").code == 0 })
    func aDataFolderThatMayNotBeWrittenIsTold() async throws {
        let place = try Workplace()
        try await place.index()
        chmod(place.path, 0o755)
        chmod(place.data, 0o555)
        defer { chmod(place.data, 0o755) }
        let variables = place.environment.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        let program = "\(variables) \(Self.withoutRights)'\(CommandLineProgram.path)'"
        for command in ["collections list", "search photos/a.jpg", "sync photos", "serve --port 0"] {
            let (code, output) = try await Shell.run("\(program) \(command)", in: place.path)
            #expect(code == 1, "\(command): \(output)")
            #expect(
                output.contains(place.data) && output.contains("this user may not read and write"),
                "\(output)")
            #expect(output.split(separator: "\n").count == 1 && !output.contains("SQLite"), "\(output)")
        }
    }
}
