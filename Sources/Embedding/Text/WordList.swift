internal import Foundation

/// A word list: plain text in UTF-8. `[objects]`, `[colours]`, `[materials]` and `[ignored]` begin sections; of the
/// first three, each line is a concept: its terms, separated by commas, and after `=` what the training takes it from,
/// which is not read here. `[ignored]` has words that mean nothing for a search. `#` begins a comment.
struct WordList: Sendable {
    enum Kind: String, Sendable {
        case object = "objects"
        case colour = "colours"
        case material = "materials"
    }

    struct Concept: Sendable {
        let kind: Kind
        /// Each as ``PlainWords`` writes it, its words separated by single spaces.
        let terms: [String]
        /// From 1.
        let line: Int
    }

    static let largestFile = 4 << 20
    static let mostConcepts = 16_384
    static let longestTerm = 6

    private(set) var concepts: [Concept] = []
    private(set) var ignored: Set<String> = []

    init(_ data: Data) throws(WordDirections.Failure) {
        guard data.count <= Self.largestFile, let text = String(bytes: data, encoding: .utf8) else {
            throw .list(line: 1, detail: "it is no UTF-8 text or larger than 4 MiB")
        }
        var section: String?
        for (index, raw) in PlainWords.folded(text).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = (raw.prefix { $0 != "#" }).trimmingCharacters(in: .whitespacesAndNewlines)
            if line.isEmpty { continue }
            if line.hasPrefix("[") {
                section = String(line.dropFirst().prefix { $0 != "]" })
            } else {
                try add(line, of: section, number: index + 1)
            }
        }
    }

    private mutating func add(
        _ line: String, of section: String?, number: Int
    ) throws(WordDirections.Failure) {
        let terms = line.prefix { $0 != "=" }.split(separator: ",", omittingEmptySubsequences: false)
            .map { PlainWords.words(ofFolded: $0) }
        guard terms.allSatisfy({ !$0.isEmpty && $0.count <= Self.longestTerm }), !terms.isEmpty else {
            throw .list(line: number, detail: "a term needs 1 to \(Self.longestTerm) words")
        }
        if section == "ignored" {
            ignored.formUnion(terms.joined())
            return
        }
        guard let kind = section.flatMap(Kind.init) else {
            throw .list(line: number, detail: "it is in no section")
        }
        guard concepts.count < Self.mostConcepts else {
            throw .list(line: number, detail: "there are more than \(Self.mostConcepts) lines")
        }
        concepts.append(Concept(kind: kind, terms: terms.map { $0.joined(separator: " ") }, line: number))
    }
}
