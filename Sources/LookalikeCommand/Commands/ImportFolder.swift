import ArgumentParser
import Foundation
import LookalikeEngine
import LookalikePictures
import LookalikeServer

struct ImportFolder: ServedCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-folder",
        abstract: "Import images, one folder per category.",
        usage: "lookalike import-folder <dir> [--collection <name>] [options]",
        discussion: """
            The subfolders are the categories; if there are 'train' and 'test', the subfolders of these. The \
            images are stored in the data folder. When run again, it imports only new images. Identical images are \
            stored once.

              lookalike import-folder animals            animals/cats/tom.jpg is a cat
              lookalike import-folder animals --num-images 1000
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: ImportOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The folder of categories.", valueName: "dir"))
    var directory: String

    func run() async throws {
        let folder = try await CategoryFolder(Terminal.path(directory), limit: target.numImages)
        guard folder.count > 0 else {
            throw CommandFailure("\(directory) has no images in it.")
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

/// Options of both commands that import images.
struct ImportOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection. (default: gallery)", valueName: "name"))
    var collection: String?

    @Option(
        help: ArgumentHelp("The model of a new collection; see 'lookalike models list'.", valueName: "name"))
    var model: String?

    @Option(
        name: [.long, .customLong("num_images")],
        help: ArgumentHelp("Import at most this many, taking turns between categories.", valueName: "n"))
    var numImages: Int?

    func validate() throws {
        if let numImages, numImages < 1 { throw ValidationError("--num-images is at least 1.") }
    }
}

/// The common part of both commands.
struct ImportCommand {
    let gallery: GalleryConfiguration
    let target: ImportOptions
    let json: Bool
    /// Opens the data folder; called once it is known that there is something to import.
    let open: () async throws -> Engine

    /// - Parameters:
    ///   - firstID: the id of the first category, if it is free.
    ///   - item: returns the image at a place; the second number is the largest file size that is read.
    func run(
        count: Int, categories: [String], firstID: Int64?,
        item: @escaping @Sendable (Int, Int) -> IncomingImage
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
                let report = try await engine.importImages(count, into: collection) {
                    display.show($0)
                } item: {
                    item($0, largest)
                }
                // The gallery's statistics show it.
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

    /// If the command line names a model, a collection of another model is never created.
    private func collection(_ engine: Engine) async throws -> OpenCollection {
        let name = target.collection ?? gallery.collection
        if let asked = target.model { return try await engine.collection(named: name, creatingWith: asked) }
        return try await ServedCollection(
            engine, name: name, model: gallery.model, indexKind: gallery.indexKind
        ).made()
    }

    private func show(_ report: ImportReport, of collection: OpenCollection) throws {
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
            "'\(report.collection)' has \(collection.count) images in \(report.categories) categories: \(counts), in \(seconds) s."
        )
    }
}
