import Foundation

/// Asks before something is lost.
enum Confirmation {
    /// Returns where the user agrees, or has agreed on the command line.
    ///
    /// - Throws: ``CommandFailure`` where not, and where there is nobody to ask.
    static func ask(_ question: String, isGiven: Bool) async throws {
        if isGiven { return }
        guard Terminal.caller.canBeAsked else {
            throw CommandFailure(
                "Nothing was deleted: there is no terminal to ask on. Add --yes to delete without asking.")
        }
        Terminal.showInPlace("\(question) [y/N] ")
        let answer =
            try await Terminal.caller.readLine()?.trimmingCharacters(in: .whitespaces).lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else { throw CommandFailure("Nothing was deleted.") }
    }
}
