/// Finds the name that a misspelt name stands for.
enum Misspelling {
    /// The name most similar to a word, ignoring case; nil if none is similar.
    static func nearest(to word: String, among names: [String]) -> String? {
        let nearest = names.map { (name: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(1, min(2, nearest.name.count / 2)) else { return nil }
        return nearest.name
    }

    /// The Damerau-Levenshtein distance (insertions, deletions, substitutions and transpositions, each position
    /// once); 1 if the second word begins with the first.
    private static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.lowercased()), Array(b.lowercased()))
        if a.count > 2, b.starts(with: a) { return a.count == b.count ? 0 : 1 }
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                let change = rows[i][j] + (a[i] == b[j] ? 0 : 1)
                var least = min(rows[i][j + 1] + 1, row[j] + 1, change)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
