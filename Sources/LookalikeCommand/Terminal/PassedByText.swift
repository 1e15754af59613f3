import LookalikeEngine

/// What was passed by, for people.
enum PassedByText {
    private static let shown = 5

    /// Says it, where there is something to say.
    static func note(_ count: Int, _ kinds: [PassedBy.Kind]) {
        if count > 0 { Terminal.note(sentence(count, kinds)) }
    }

    /// Such as: Passed by 4 files that are not images: 3 .txt (notes.txt), 1 without an ending (LICENSE).
    private static func sentence(_ count: Int, _ kinds: [PassedBy.Kind]) -> String {
        var parts = kinds.prefix(shown).map { kind in
            let name = kind.ending.isEmpty ? "without an ending" : ".\(kind.ending)"
            return "\(kind.count) \(name) (\(ListLine.text(kind.example)))"
        }
        let rest = count - kinds.prefix(shown).reduce(0) { $0 + $1.count }
        if rest > 0 { parts.append("\(rest) others") }
        let files = count == 1 ? "1 file that is not an image" : "\(count) files that are not images"
        return "Passed by \(files): \(parts.joined(separator: ", "))."
    }
}
