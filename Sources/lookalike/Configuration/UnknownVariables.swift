import Foundation

/// Variables that are called as settings are, and are none: a misspelt one would do nothing, silently. Other programs may
/// have set them, so that they are no reason to end.
enum UnknownVariables {
    /// A sentence of each that the environment or the `.env` file has, by name.
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
        // Where it can't be read, reading the settings has said so.
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return EnvFile(text).lines.compactMap { line in
            if case .entry(let name, _) = line { name } else { nil }
        }
    }
}
