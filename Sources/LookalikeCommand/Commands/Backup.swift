import ArgumentParser
import Foundation
import LookalikeEngine
import LookalikeServer

struct BackUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write all data into one file, also while a server runs.",
        usage: "lookalike backup <file> [options]",
        discussion: """
            The file is a tar archive with the catalogue and the vectors of one moment, the uploaded images, the \
            models that collections need, and the settings. The images of synced folders and the folders of \
            companies are not in it: they are yours. Stopped or killed, it goes on when it is run again.

              lookalike backup lookalike.tar
              lookalike backup lookalike.tar --check       read it and compare all of it with its hashes
              lookalike restore lookalike.tar --data-dir fresh
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("The backup.", valueName: "file")) var file: String
    @Option(help: "Which models of the data folder to take: needed (by a collection), all or none.")
    var models = Backup.Models.needed
    @Flag(help: "Replace an existing file.") var force = false
    @Flag(help: "Write nothing: check the backup of this name.") var check = false

    func run() async throws {
        if check { return try await Self.check(file, output) }
        OpenFiles.allowMany()
        let settings = try await common.settings()
        let data = DataDirectory(try settings.engine(dataDirectory: common.dataDir).dataDirectory)
        var options = Backup.Options()
        (options.models, options.replaces, options.settings) = (models, force, settings.asFile())
        let display = ByteDisplay("backed up")
        let report = try await Interruptible.run(
            stopped: "Stopped. Run it again to go on."
        ) { [file, options] in
            try await Backup.write(data, to: file, program: Version.current, options: options) {
                display.show($0)
            }
        }
        display.finish()
        if output.json { return try Terminal.printJSON(report) }
        try Terminal.print(
            "\(file) has \(report.files) files of \(data.path), \(Terminal.size(Int(report.bytes))).")
        if report.resumed > 0 {
            Terminal.note("\(report.resumed) of them were there from an attempt that had been cut off.")
        }
        for path in report.missing.prefix(10) {
            Terminal.complain("\(data.path)/\(path) is missing, although an image refers to it")
        }
        if report.missing.count > 10 {
            Terminal.complain("\(report.missing.count - 10) more uploads are missing")
        }
    }

    static func check(_ file: String, _ output: OutputOptions) async throws {
        let display = ByteDisplay("checked")
        let files = try await Interruptible.run(stopped: "Stopped.") {
            try await Backup.verify(file) { display.show($0) }
        }
        display.finish()
        if output.json { return try Terminal.printJSON(["path": file, "files": "\(files)"]) }
        try Terminal.print("\(file) is whole: \(files) files, each as it was written.")
    }
}
