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

    /// As ``ask(_:isGiven:)``, about something that others may change while the question is open.
    ///
    /// - Parameters:
    ///   - question: is made of what `look` found.
    ///   - look: what it is at the moment.
    /// - Returns: what it is.
    /// - Throws: ``CommandFailure`` also where it is something else after the answer.
    static func ask<Facts: Equatable>(
        isGiven: Bool, _ question: (Facts) -> String, look: () async throws -> Facts
    ) async throws -> Facts {
        let shown = try await look()
        if isGiven { return shown }
        try await ask(question(shown), isGiven: false)
        guard try await look() == shown else {
            throw CommandFailure("Nothing was deleted: it has changed since the question. Run it again.")
        }
        return shown
    }
}
