import ArgumentParser

/// What to say of a command that there is not.
enum CommandSuggestion {
    /// Nil where the arguments begin with a command, or with an option.
    static func sentence(for arguments: [String], of program: any ParsableCommand.Type) -> String? {
        var command = program
        var path: [String] = []
        for argument in arguments {
            if argument.hasPrefix("-") { return nil }
            let known = command.configuration.subcommands
            if known.isEmpty || argument == "help" { return nil }
            guard let next = known.first(where: { $0._commandName == argument }) else {
                return sentence(for: argument, among: known, after: path)
            }
            command = next
            path.append(argument)
        }
        return nil
    }

    private static func sentence(
        for word: String, among commands: [any ParsableCommand.Type], after path: [String]
    ) -> String {
        let names = commands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        let nearest = names.map { (name: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
        let before = path.map { $0 + " " }.joined()
        let begin = "There is no command '\(before)\(word)'."
        if let nearest, nearest.distance <= max(1, min(2, nearest.name.count / 2)) {
            return "\(begin) Did you mean '\(before)\(nearest.name)'?"
        }
        return "\(begin) 'lookalike \(before)--help' lists those that there are."
    }

    /// How many letters have to be put in, left out, changed, or changed places with the next one (Damerau and
    /// Levenshtein, each place once); 1 where one word begins the other.
    private static func distance(_ a: String, _ b: String) -> Int {
        if a.count > 2, b.hasPrefix(a) { return 1 }
        let (a, b) = (Array(a.lowercased()), Array(b))
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
