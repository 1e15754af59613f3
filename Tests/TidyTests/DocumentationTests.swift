import Testing

/// Examples in the documentation are code that the tests compile and run, or part of a network's file.
@Suite(.timeLimit(.minutes(10))) struct DocumentationTests {
    @Test func examplesAreThoseOfTheTests() {
        let code = Repository.swift.filter {
            $0.path.hasPrefix("Tests/LookalikeTests/") || $0.path.hasPrefix("Examples/")
                || $0.path.hasPrefix("Sources/Architectures/Networks/")
        }.map { Self.bare($0.lines) }
        var count = 0
        for file in Repository.texts where Self.isDocumentation(file.path) {
            for (line, block) in file.swiftBlocks {
                count += 1
                let wanted = Self.bare(block)
                #expect(
                    !wanted.isEmpty && code.contains { $0.contains(wanted) },
                    "\(file.path):\(line): no test and no example has this code")
            }
        }
        #expect(count > 15, "the examples were not found")
    }

    private static func isDocumentation(_ path: String) -> Bool {
        path.hasPrefix("Sources/Lookalike/") || path == "README.md"
            || path.hasPrefix("docs/") && path.hasSuffix(".md")
    }

    /// Code without its white space: it may be indented and broken into lines as it likes.
    private static func bare(_ lines: [String]) -> String {
        lines.joined().filter { !$0.isWhitespace }
    }
}

extension Repository.File {
    /// Blocks that are marked as Swift, in a page or in comments, with the numbers of their first lines.
    fileprivate var swiftBlocks: [(line: Int, lines: [String])] {
        var blocks: [(line: Int, lines: [String])] = []
        var open: (line: Int, lines: [String])?
        for (number, line) in lines.enumerated() {
            var text = line[...].drop { $0 == " " }
            if path.hasSuffix(".swift") {
                guard text.hasPrefix("///") else { continue }
                text = text.dropFirst(3)
            }
            let fence = text.drop { $0 == " " }
            if let block = open {
                if fence == "```" {
                    blocks.append(block)
                    open = nil
                } else {
                    open?.lines.append(String(text))
                }
            } else if fence == "```swift" {
                open = (number + 2, [])
            }
        }
        // One that is not closed is found by no test.
        if let open { blocks.append((open.line, ["a block that is not closed"])) }
        return blocks
    }
}
