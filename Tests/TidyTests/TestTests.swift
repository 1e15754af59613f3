import Testing

/// Of the tests themselves: each ends, whatever the machine's speed.
@Suite(.timeLimit(.minutes(10))) struct TestTests {
    private static let tests = Repository.swift.filter { $0.path.hasPrefix("Tests/") }

    /// A test that hangs is ended and told. Tests in an extension have the limit of the suite that they extend.
    @Test func everySuiteHasATimeLimit() {
        var suites = 0
        for file in Self.tests where !file.path.hasPrefix("Tests/Support/") {
            for type in file.typesWithTests {
                suites += 1
                #expect(
                    type.attributes.contains("@Suite(") && type.attributes.contains(".timeLimit("),
                    "\(file.path):\(type.line) has no @Suite(.timeLimit(…))")
            }
            for (number, line) in file.lines.enumerated() where line.hasPrefix("@Test") {
                Issue.record("\(file.path):\(number + 1) is a test outside of a suite")
            }
        }
        #expect(suites > 100)
    }

    /// A sleep is too short on a slow machine and too long on a fast one: `eventually` waits for what is meant.
    @Test func nothingSleeps() {
        let own = ["Tests/Support/Eventually.swift", "Tests/TidyTests/TestTests.swift"]
        for file in Self.tests where !own.contains(file.path) {
            for (number, line) in file.lines.enumerated() {
                let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line[...]
                #expect(
                    !code.contains(/\b(?:u|nano)?sleep\s*\(/),
                    "\(file.path):\(number + 1) sleeps: use eventually")
                #expect(
                    !(code.contains("while ") && code.contains("Task.yield")),
                    "\(file.path):\(number + 1) waits without an end: use eventually")
            }
        }
    }

    /// Foundation's own corrupts memory when many are started, which ends the whole run.
    @Test func processesAreChildProcesses() {
        for file in Self.tests where file.path != "Tests/TidyTests/TestTests.swift" {
            for (number, line) in file.lines.enumerated() where line.contains(/\bProcess\(\)/) {
                Issue.record("\(file.path):\(number + 1) starts a Process: use ChildProcess")
            }
        }
    }
}

extension Repository.File {
    /// The types at the file's own level that are suites or have tests, with what is written before them.
    fileprivate var typesWithTests: [(line: Int, attributes: String)] {
        var types: [(line: Int, attributes: String)] = []
        for (number, line) in lines.enumerated()
        where line.contains(/^(?:@Suite\b.*\s|\w+ )*(?:struct|class|actor|enum) \w/)
            && !line.hasSuffix("}")
        {
            // The lines above it, up to an empty one or the end of what comes before.
            let above = lines[..<number].reversed().prefix { $0 != "" && $0 != "}" }
            let attributes = (above.reversed() + [line]).joined(separator: "\n")
            let body = lines[(number + 1)...].prefix { $0 != "}" }
            guard attributes.contains("@Suite") || body.contains(where: { $0.contains(/^    @Test\b/) })
            else {
                continue
            }
            types.append((number + 1, attributes))
        }
        return types
    }
}
