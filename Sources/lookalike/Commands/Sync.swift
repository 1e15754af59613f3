import ArgumentParser
import Engine
import Foundation

struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Index a folder of pictures, or bring an index up to date.",
        discussion: """
            Compares the folder with the collection: new and changed pictures are embedded, renamed ones keep their
            record, those whose file is gone are removed. Files that did not change are not read. Stopped at any
            moment and run again, it goes on where it was. A broken picture is remembered and not tried again until
            its file changes.

              lookalike sync photos --collection holidays
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: CollectionOption
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The folder of pictures.", valueName: "dir"))
    var directory: String

    @Option(help: ArgumentHelp("The model of a new collection; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @Flag(help: "Embed every picture again, changed or not.")
    var force = false

    @Flag(help: "Compare every file by its MD5, rather than by size, times and inode.")
    var full = false

    @Flag(help: "Only print what would be done.")
    var dryRun = false

    @Option(help: ArgumentHelp("The largest batch given to the network, 1 to 128.", valueName: "n"))
    var batchSize = 32

    func validate() throws {
        guard (1...128).contains(batchSize) else { throw ValidationError("--batch-size goes from 1 to 128.") }
    }

    func run() async throws {
        let (batch, directory) = (batchSize, directory)
        let engine = try await common.engine(purpose: "'lookalike sync'") { $0.maximumBatch = batch }
        let options = SyncOptions(force: force, full: full, dryRun: dryRun, batchSize: batch)
        let existed = (try? engine.collection(named: target.collection)) != nil
        if !existed, !FileManager.default.fileExists(atPath: directory) {
            throw EngineError.folderUnreadable(path: directory, detail: "there is no such folder")
        }
        let collection = try engine.collection(named: target.collection, creatingWith: model)
        let display = ProgressDisplay("indexed")
        let report = try await Interruptible.run {
            try await engine.sync(collection, directory: directory, options: options) { display.show($0) }
        }
        display.finish()
        if dryRun, !existed { try await engine.deleteCollection(named: target.collection) }
        try show(report)
    }

    private func show(_ report: SyncReport) throws {
        if output.json { return try Terminal.printJSON(report) }
        for problem in report.problems { Terminal.note("  \(problem.path): \(problem.detail)") }
        let counts = [
            ("added", report.added), ("changed", report.changed), ("renamed", report.renamed),
            ("removed", report.removed), ("failed", report.failed), ("unchanged", report.unchanged),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        let summary = counts.isEmpty ? "no pictures found" : counts.joined(separator: ", ")
        let seconds = String(format: "%.1f", report.seconds)
        Terminal.print(
            dryRun
                ? "Would change '\(report.collection)': \(summary)."
                : "'\(report.collection)' has \(report.indexed) pictures: \(summary), in \(seconds) s.")
    }
}
