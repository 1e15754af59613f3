import ArgumentParser
import Foundation

/// The menu of `lookalike setup`. Answers come from standard input, so that a script can give them.
struct SetupMenu {
    let steps: SetupSteps
    let numImages: Int?

    private static let text = """

        1  See what is installed
        2  Make the data folder and the gallery
        3  Fill the gallery with CIFAR-10
        4  Make the index and the prototypes anew
        5  Start the server
        6  See how the gallery is
        0  Quit
        """

    func run() async throws {
        while true {
            try Terminal.print(Self.text)
            guard let answer = try await ask("Your choice") else { return }
            do {
                switch answer {
                case "1": try await steps.check()
                case "2": try await steps.makeGallery()
                case "3": try await fill()
                case "4": try await steps.buildIndex()
                case "5": try serve()
                case "6": try await steps.showStatus()
                case "0", "q": return
                default: Terminal.note("Type a number from 0 to 6.")
                }
            } catch let failure as CommandFailure where failure.message.isEmpty {
                throw failure
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // What went wrong in a step is no reason to leave the menu.
                Terminal.complain((error as? CommandFailure ?? CommandFailure(error)).message)
            }
        }
    }

    private func fill() async throws {
        guard let path = try await ask("Where is CIFAR-10 (its folder)?"), !path.isEmpty else { return }
        let most = try await ask("How many images? (\(numImages ?? SetupSteps.numImages))") ?? ""
        guard most.isEmpty || Int(most).map({ $0 > 0 }) ?? false else {
            throw CommandFailure("'\(most)' is no number of images.")
        }
        try await steps.fill(from: path, numImages: Int(most) ?? numImages)
    }

    /// Becomes `lookalike serve`: the data folder, which this process holds, is let go of by that.
    private func serve() throws {
        if Terminal.caller.isOther { throw CommandFailure("The server is running already.") }
        guard let program = Bundle.main.executablePath else {
            throw CommandFailure("The program can't be found: run 'lookalike serve' instead.")
        }
        var arguments = [program, "serve"]
        if let folder = steps.common.dataDir { arguments += ["--data-dir", folder] }
        if let file = steps.common.config { arguments += ["--config", file] }
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        execv(program, &pointers)
        throw CommandFailure("\(program) can't be started: \(String(cString: strerror(errno))).")
    }

    /// - Returns: nil at the end of the input.
    private func ask(_ question: String) async throws -> String? {
        Terminal.showInPlace("\(question): ")
        return try await Terminal.caller.readLine()?.trimmingCharacters(in: .whitespaces)
    }
}
