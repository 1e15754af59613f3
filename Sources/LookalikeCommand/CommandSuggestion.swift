import ArgumentParser

/// The message about an unknown command.
enum CommandSuggestion {
    /// Nil if the arguments begin with a command or an option.
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
        let before = path.map { $0 + " " }.joined()
        let begin = "There is no command '\(before)\(word)'."
        if let nearest = Misspelling.nearest(to: word, among: names) {
            return "\(begin) Did you mean '\(before)\(nearest)'?"
        }
        return "\(begin) 'lookalike \(before)--help' lists those that there are."
    }
}
