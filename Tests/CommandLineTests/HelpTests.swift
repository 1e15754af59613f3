import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct HelpTests {
    static let commands: [[String]] = [
        [], ["serve"], ["sync"], ["search"], ["embed"], ["eval"], ["models"], ["models", "list"],
        ["collections"],
        ["collections", "list"], ["collections", "stats"], ["collections", "delete"],
        ["collections", "rename"], ["backup"], ["restore"], ["demo"], ["load"],
        ["version"],
        ["import-folder"], ["import-cifar10"], ["setup"],
        ["generate"], ["config"], ["config", "translate"], ["collections", "index"],
        ["collections", "verify"], ["import"], ["export"], ["orphans"], ["orphans", "list"],
        ["orphans", "adopt"], ["orphans", "remove"], ["measure"], ["measure-index"],
    ]

    @Test(arguments: commands)
    func helpFitsATerminalOf80Columns(command: [String]) async throws {
        let place = try Workplace()
        let result = try await place.run(command + ["--help"])
        #expect(result.code == 0)
        #expect(result.errors.isEmpty)
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { $0.count > 80 } == [])
        let sentences = result.output.replacing(/\s+/, with: " ")
        #expect(!sentences.contains(/\(default: [^)]*\) \(default/))
        // A text that was broken by hand and then by the terminal has short lines in the middle of sentences.
        let ragged = zip(lines, lines.dropFirst()).filter { line, next in
            !line.hasPrefix(" ") && line.count < 45 && line.last?.isLetter == true
                && next.first?.isLetter == true
        }
        #expect(ragged.map(\.0) == [])
    }

    @Test(arguments: [
        ["sync"], ["search"], ["embed"], ["demo"], ["load"], ["serve"], ["import-folder"], ["import-cifar10"],
        ["setup"], ["generate"], ["import"], ["export"], ["backup"], ["restore"],
    ])
    func helpShowsAnExample(command: [String]) async throws {
        let result = try await Workplace().run(command + ["--help"])
        #expect(result.output.contains("\n  lookalike \(command[0]) "))
    }

    @Test func theProgramAloneTeaches() async throws {
        let result = try await Workplace().run()
        #expect(result.code == 0)
        for part in [
            "lookalike sync photos", "lookalike search query.jpg", "lookalike serve", "LOOKALIKE_", "75 busy",
        ] {
            #expect(result.output.contains(part))
        }
    }

    @Test func version() async throws {
        let place = try Workplace()
        let short = try await place.run("--version")
        #expect(short.code == 0)
        let number = short.output.split(separator: "\n").first.map(String.init) ?? ""
        #expect(number.contains(/^\d+\.\d+\.\d+$/))
        #expect(try await place.run("version").output == "lookalike \(number)\n")
        #expect(try await place.json("version")["version"]?.stringValue == number)
        let facts = try await place.json("version", "--verbose")
        #expect(facts["cores"]?.intValue ?? 0 > 0)
        #expect(["f32", "bf16"].contains(facts["precision"]?.stringValue))
        #expect(facts["vector_kernels"]?.stringValue?.isEmpty == false)
    }

    @Test(
        arguments: [
            (["srch", "x.jpg"], "There is no command 'srch'. Did you mean 'search'?"),
            (["serv"], "Did you mean 'serve'?"), (["snyc", "photos", "-c", "x"], "Did you mean 'sync'?"),
            (
                ["collections", "lits"],
                "There is no command 'collections lits'. Did you mean 'collections list'?"
            ),
            (["frobnicate"], "There is no command 'frobnicate'. 'lookalike --help' lists"),
        ])
    func aCommandThatThereIsNotGetsASuggestion(arguments: [String], sentence: String) async throws {
        let result = try await Workplace().run(arguments)
        #expect(result.code == 64)
        #expect(result.errors.hasPrefix("Error: ") && result.errors.contains(sentence), "\(result.errors)")
    }

    @Test(arguments: [
        ["bogus"], ["search"], ["embed", "x"], ["embed", "x", "--output", "x.bin"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "1001"], ["search", "x", "--top-k", "many"],
        ["search", "x", "--threshold", "high"],
        ["sync", "x", "--batch-size", "0"], ["sync", "x", "--batch-size", "129"],
        ["sync", "x", "--surprise"],
        ["serve", "--port", "99999"], ["serve", "--port", "1,x"], ["serve", "--port", ""],
        ["serve", "--port", "80,80"],
        ["serve", "--log-level", "loud"], ["embed", "x", "-o", "x.npy", "--precision", "f8"],
        ["collections", "stats"], ["collections", "delete"], ["demo"],
        ["generate", "--company", "A"], ["generate", "--input_dir", "x"], ["config", "translate", "x"],
        ["search", "x", "--images_base_dir", "y"],
    ])
    func wrongUsageIsExplained(arguments: [String]) async throws {
        let place = try Workplace()
        let result = try await place.run(arguments)
        #expect(result.code == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("Error: "))
        #expect(result.errors.contains("Usage: lookalike "))
        #expect(result.errors.contains("--help' for more information"))
        #expect(!place.exists("data"))
    }
}
