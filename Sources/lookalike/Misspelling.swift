/// What somebody meant who wrote a name that there is not.
enum Misspelling {
    /// The name that is most like a word; nil where none is like it. Capitals and small letters are the same.
    static func nearest(to word: String, among names: [String]) -> String? {
        let nearest = names.map { (name: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(1, min(2, nearest.name.count / 2)) else { return nil }
        return nearest.name
    }

    /// How many letters have to be put in, left out, changed, or changed places with the next one (Damerau and
    /// Levenshtein, each place once); 1 where the first begins the second.
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
