/// Finds the terms of a word list in a text.
struct TermLookup: Sendable {
    struct Match: Sendable {
        /// Rows of the list's concepts, each once.
        var concepts: [Int] = []
        /// The words of the text that named them.
        var known: [String] = []
        var unknown: [String] = []
    }

    private let rows: [String: Int]
    private let longest: Int
    private let ignored: Set<String>
    /// The terms of one word, which suggestions are taken from.
    private let vocabulary: [[UInt8]]

    init(_ list: WordList) throws(WordDirections.Failure) {
        var rows: [String: Int] = [:]
        for (row, concept) in list.concepts.enumerated() {
            for term in concept.terms {
                guard rows[term] == nil else {
                    throw .list(line: concept.line, detail: "'\(term)' stands in the list twice")
                }
                rows[term] = row
            }
        }
        self.rows = rows
        longest = rows.keys.map { $0.split(separator: " ").count }.max() ?? 0
        ignored = list.ignored
        vocabulary = rows.keys.filter { !$0.contains(" ") }.sorted().map { Array($0.utf8) }
    }

    /// Takes the longest term that begins at each word.
    func match(_ words: [String]) -> Match {
        var match = Match()
        var next = 0
        while next < words.count {
            if let (row, count) = term(in: words[next...]) {
                if !match.concepts.contains(row) { match.concepts.append(row) }
                match.known.append(words[next..<next + count].joined(separator: " "))
                next += count
            } else {
                if !ignored.contains(words[next]), !match.unknown.contains(words[next]) {
                    match.unknown.append(words[next])
                }
                next += 1
            }
        }
        return match
    }

    private func term(in words: ArraySlice<String>) -> (row: Int, count: Int)? {
        for count in stride(from: min(longest, words.count), through: 1, by: -1) {
            let head = words.prefix(count - 1)
            for last in PlainWords.forms(of: words[words.startIndex + count - 1]) {
                if let row = rows[(head + [last]).joined(separator: " ")] { return (row, count) }
                // "back pack" is "backpack".
                if count == 2, let row = rows[head.joined() + last] { return (row, count) }
            }
        }
        return nil
    }

    /// Up to three known words within a small edit distance: 1 for words of up to 4 letters, otherwise 2.
    func nearest(to word: String) -> [String] {
        let asked = Array(word.utf8)
        guard asked.count > 2, asked.count <= EditDistance.longest else { return [] }
        let limit = asked.count <= 4 ? 1 : 2
        let found = vocabulary.compactMap { term -> (term: [UInt8], distance: Int)? in
            guard abs(term.count - asked.count) <= limit else { return nil }
            let distance = EditDistance.between(asked, term)
            return distance <= limit ? (term, distance) : nil
        }
        // Stable: the vocabulary is sorted.
        let closest = found.enumerated().sorted {
            ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
        }
        return closest.prefix(3).map { String(decoding: $0.element.term, as: UTF8.self) }
    }
}

/// Damerau's distance in its restricted form: letters inserted, left out, replaced, or two neighbours exchanged.
enum EditDistance {
    /// Longer words are not compared, so that a query's cost is bounded.
    static let longest = 40

    static func between(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var row = last
        for i in 0..<a.count {
            row[0] = i + 1
            for j in 0..<b.count {
                var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                row[j + 1] = least
            }
            (before, last, row) = (last, row, before)
        }
        return last[b.count]
    }
}
