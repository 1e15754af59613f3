import ArgumentParser
import Foundation
import LookalikeEngine

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a data folder of a backup.",
        usage: "lookalike restore <file> [--data-dir <path>] [options]",
        discussion: """
            The data folder must be empty, or not there. With --set-aside one that has data gets another name \
            first; nothing is deleted. The whole backup is checked before the folder can be used.

              lookalike restore lookalike.tar --data-dir fresh
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("The backup.", valueName: "file")) var file: String
    @Flag(help: "Give a data folder that is there another name first.") var setAside = false

    func run() async throws {
        let path = try await common.settings().engine(dataDirectory: common.dataDir).dataDirectory
        let display = ByteDisplay("restored")
        let restored = try await Interruptible.run(
            stopped: "Stopped: nothing was restored."
        ) { [file, setAside] in
            try await Backup.restore(file, into: DataDirectory(path), setsAside: setAside) {
                display.show($0)
            }
        }
        display.finish()
        if output.json { return try Terminal.printJSON(restored) }
        try Terminal.print(
            "\(restored.path) has \(restored.files) files, \(Terminal.size(Int(restored.bytes))), as of \(restored.moment.formatted(.iso8601))."
        )
        if let aside = restored.setAside { Terminal.note("What was there before is in \(aside).") }
        if let settings = restored.settings {
            Terminal.note("The settings of then are in \(settings): --config uses them.")
        }
    }
}
