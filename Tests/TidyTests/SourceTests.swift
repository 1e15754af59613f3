import Testing

@Suite(.timeLimit(.minutes(10))) struct SourceTests {
    /// A file is read in one sitting. One that must be longer says why on its first line.
    @Test func filesAreShort() {
        for file in Repository.sources where file.lines.count > 351 {
            let first = file.lines[0].drop { $0 == "/" || $0 == "*" || $0 == " " }
            #expect(
                file.lines[0].hasPrefix("/") && first.count > 20,
                "\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    /// What the compiler can't check is explained where it stands.
    @Test(arguments: ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "unsafeBitCast"])
    func whatIsUncheckedIsExplained(construct: String) {
        for file in Repository.swift where !file.path.hasPrefix("Tests/TidyTests/") {
            for (number, line) in file.lines.enumerated() where Self.code(line).contains(construct) {
                let near = file.lines[max(0, number - 4)...min(file.lines.count - 1, number + 4)]
                #expect(near.contains { $0.contains("//") }, "\(file.path):\(number + 1)")
            }
        }
    }

    private static func code(_ line: String) -> Substring {
        line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line[...]
    }

    /// A checkout works wherever it lies, and gets its packages from wherever its machine does.
    @Test func nothingNamesAMachineOrARegistry() {
        // In halves, so that this file does not name them itself.
        let registries = [
            "files.python" + "hosted.org", "pypi" + ".org/", "registry.npm" + "js.org", "deb.deb" + "ian.org",
        ]
        let folders = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
        for file in Repository.texts {
            for (number, line) in file.lines.enumerated() {
                for name in registries {
                    #expect(!line.contains(name), "\(file.path):\(number + 1) names \(name)")
                }
                for folder in folders {
                    let found = line.ranges(of: folder).contains { Self.beginsPath(line, $0.lowerBound) }
                    #expect(!found, "\(file.path):\(number + 1) names \(folder)")
                }
            }
        }
    }

    /// Whether a path begins here, rather than going on: `a/home/` and `https://x.org/home/` are nobody's folder.
    private static func beginsPath(_ line: String, _ index: String.Index) -> Bool {
        guard index > line.startIndex else { return true }
        let before = line[line.index(before: index)]
        return !(before.isLetter || before.isNumber || "._-~}/)*".contains(before))
    }
}
