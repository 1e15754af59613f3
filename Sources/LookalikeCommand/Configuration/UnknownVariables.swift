import Foundation

/// Variables named like settings that are none: a misspelt one would otherwise be ignored silently. Other programs
/// may have set them, so they are not an error.
enum UnknownVariables {
    /// A sentence for each one in the environment or the `.env` file, by name.
    static func sentences() -> [String] {
        sentences(of: Array(ProcessInfo.processInfo.environment.keys), place: "")
            + sentences(of: namesInFile(".env"), place: " in .env")
    }

    private static func sentences(of names: [String], place: String) -> [String] {
        let known = Setting.allCases.map(\.variable) + Setting.otherVariables
        return Set(names).subtracting(known).filter { $0.hasPrefix(Setting.prefix) }.sorted().map { name in
            let begin = "\(name)\(place) is no setting and changes nothing"
            let rest = { (variable: String) in String(variable.dropFirst(Setting.prefix.count)) }
            let nearest = Misspelling.nearest(to: rest(name), among: known.map(rest))
            return begin + (nearest.map { ": did you mean \(Setting.prefix)\($0)?" } ?? ".")
        }
    }

    private static func namesInFile(_ path: String) -> [String] {
        // If it is unreadable, reading the settings has reported that.
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return EnvFile(text).lines.compactMap { line in
            if case .entry(let name, _) = line { name } else { nil }
        }
    }
}
