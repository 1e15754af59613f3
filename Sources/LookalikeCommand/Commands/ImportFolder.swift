import ArgumentParser
import Engine
import Foundation
import Pictures
import Server

struct ImportFolder: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-folder",
        abstract: "Take pictures in, a folder a category.",
        usage: "lookalike import-folder <dir> [--collection <name>] [options]",
        discussion: """
            The folders below the named one are the categories; where it has 'train' and 'test', those below these. \
            The pictures are stored in the data folder. Run again, it takes only what is new. The same picture twice \
            is stored once.

              lookalike import-folder animals            animals/cats/tom.jpg is a cat
              lookalike import-folder animals --num-images 1000
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: ImportOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The folder of categories.", valueName: "dir"))
    var directory: String

    func run() async throws {
        let folder = try await CategoryFolder(directory, limit: target.numImages)
        guard folder.count > 0 else {
            throw CommandFailure("\(directory) has no pictures in it.")
        }
        for problem in folder.problems { Terminal.note("  \(problem.path): \(problem.detail)") }
        PassedByText.note(folder.passedBy.count, folder.passedBy.kinds())
        let gallery = try await common.settings().gallery()
        let command = ImportCommand(gallery: gallery, target: target, json: output.json) {
            try await common.engine(purpose: "'lookalike import-folder'")
        }
        try await command.run(count: folder.count, categories: folder.categories, firstID: nil) {
            folder.item($0, largest: $1)
        }
    }
}

/// What both commands that import pictures take.
struct ImportOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection. (default: gallery)", valueName: "name"))
    var collection: String?

    @Option(
        help: ArgumentHelp("The model of a new collection; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @Option(
        name: [.long, .customLong("num_images")],
        help: ArgumentHelp("Take at most this many, by turns from each category.", valueName: "n"))
    var numImages: Int?

    func validate() throws {
        if let numImages, numImages < 1 { throw ValidationError("--num-images is at least 1.") }
    }
}

/// The part that both commands share.
struct ImportCommand {
    let gallery: GalleryConfiguration
    let target: ImportOptions
    let json: Bool
    /// Opens the data folder: not before it is known that there is something to take in.
    let open: () async throws -> Engine

    /// - Parameters:
    ///   - firstID: the id of the first category, where it is free.
    ///   - item: gives the picture of a place; the second number is the largest file that is read.
    func run(
        count: Int, categories: [String], firstID: Int64?,
        item: @escaping @Sendable (Int, Int) -> ImportItem
    ) async throws {
        let engine = try await open()
        let largest = engine.configuration.limits.maximumBytes
        let collection = try await collection(engine)
        let display = ProgressDisplay("imported")
        let report: ImportReport
        do {
            report = try await Interruptible.run(
                stopped: "Stopped. What was imported so far is kept; run it again to go on."
            ) {
                try await engine.makeCategories(categories, firstID: firstID, in: collection)
                let report = try await engine.importPictures(count, into: collection) {
                    display.show($0)
                } item: {
                    item($0, largest)
                }
                // The gallery's statistics tell it.
                try await engine.measureTwoStageRecall(in: collection)
                return report
            }
        } catch {
            display.finish()
            throw error
        }
        display.finish()
        try show(report, of: collection)
    }

    /// One of another model is never made where the command line names a model.
    private func collection(_ engine: Engine) async throws -> Collection {
        let name = target.collection ?? gallery.collection
        if let asked = target.model { return try engine.collection(named: name, creatingWith: asked) }
        return try await ServedCollection(
            engine, name: name, model: gallery.model, indexKind: gallery.indexKind
        ).made()
    }

    private func show(_ report: ImportReport, of collection: Collection) throws {
        if json {
            var report = report
            report.seconds = (report.seconds * 1000).rounded() / 1000
            return try Terminal.printJSON(report)
        }
        for problem in report.problems + report.marks {
            Terminal.note("  \(problem.path): \(problem.detail)")
        }
        let counts = [
            ("added", report.added), ("changed", report.changed), ("unchanged", report.unchanged),
            ("copies", report.copies), ("failed", report.failed),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
        let seconds = String(format: "%.1f", report.seconds)
        try Terminal.print(
            "'\(report.collection)' has \(collection.count) pictures in \(report.categories) categories: \(counts), in \(seconds) s."
        )
    }
}
