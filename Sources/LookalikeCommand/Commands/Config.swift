import ArgumentParser
import Foundation

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Convert settings of other systems.", subcommands: [Translate.self])

    struct Translate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Convert a .env file of one of the five systems into Lookalike's settings.",
            usage: "lookalike config translate --system <n> <file> [--output <file>]",
            discussion: """
                Prints LOOKALIKE_… settings for a .env file. Settings without an equivalent are kept as comments \
                and reported. Secrets are not copied.

                The systems: 1 product catalogue, 2 event photos, 3 gallery, 4 multi-tenant, 5 million scale.

                  lookalike config translate --system 3 gallery.env > .env
                """)

        @Option(help: ArgumentHelp("The system, 1 to 5.", valueName: "n"))
        var system: Int

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("Write into this file, which must not exist.", valueName: "file"))
        var output: String?

        @Argument(help: ArgumentHelp("The .env file.", valueName: "file"))
        var file: String

        func validate() throws {
            guard SystemRules.systems.contains(system) else {
                throw ValidationError("--system goes from 1 to 5.")
            }
        }

        func run() async throws {
            let translated = TranslatedFile(
                EnvFile(try text()), rules: SystemRules.rules(of: system), system: system)
            if let output {
                try write(translated.text, to: output)
            } else {
                try Terminal.print(String(translated.text.dropLast()))
            }
            for problem in translated.problems { Terminal.note("\(file): \(problem)") }
            if !translated.unknown.isEmpty {
                Terminal.note(
                    "\(file): unknown, kept as comments: \(translated.unknown.joined(separator: ", "))")
            }
        }

        private func text() throws -> String {
            let limit = 1 << 20
            guard let handle = FileHandle(forReadingAtPath: file),
                let data = try? handle.read(upToCount: limit + 1) ?? Data()
            else {
                throw CommandFailure("\(file) can't be read.")
            }
            guard data.count <= limit, let text = String(data: data, encoding: .utf8) else {
                throw CommandFailure("\(file) is no .env file: it is not UTF-8, or larger than 1 MB.")
            }
            return text
        }

        private func write(_ text: String, to path: String) throws {
            do {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            } catch CocoaError.fileWriteFileExists {
                throw CommandFailure("\(path) exists already; it is left as it is.")
            } catch {
                throw CommandFailure("\(path) can't be written: \(error.localizedDescription)")
            }
        }
    }
}
