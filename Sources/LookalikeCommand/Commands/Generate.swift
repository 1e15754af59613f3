import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine

struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create or update a company's folder from a folder of images.",
        usage: "lookalike generate --input_dir <dir> --company <name> [<options>]",
        discussion: """
            Reads and writes the same files as the multi-tenant system: faiss_index.bin, metadata.json, \
            index_info.json, embeddings.npy and, if images can't be read, failed_files.txt. Unchanged images keep \
            their vectors, even those made by that system's script. A running server uses the new files at its \
            next search. No data folder is needed or touched.

              lookalike generate --input_dir photos/AOF --company AOF
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var place: CompanyPlace
    @OptionGroup var output: OutputOptions

    @Option(
        name: [.customLong("input_dir"), .customLong("input-dir")],
        help: ArgumentHelp("The folder of images.", valueName: "dir"))
    var inputDirectory: String

    @Option(
        name: [.customLong("output_dir"), .customLong("output-dir")],
        help: ArgumentHelp("Write into this folder instead of the company's.", valueName: "dir"))
    var outputDirectory: String?

    @Option(
        name: [.customLong("batch_size"), .customLong("batch-size")],
        help: ArgumentHelp("Most images in one run of the network, 1 to 128.", valueName: "n"))
    var batchSize = 32

    @Option(
        help: ArgumentHelp(
            "The model. (default: the folder's, else LOOKALIKE_COMPANIES_MODEL)",
            valueName: "name"))
    var model: String?

    @Flag(help: "Embed every image again, changed or not.")
    var force = false

    func validate() throws {
        guard place.company != nil || outputDirectory != nil else {
            throw ValidationError("Either --company or --output_dir must be given.")
        }
        guard (1...128).contains(batchSize) else { throw ValidationError("--batch_size goes from 1 to 128.") }
    }

    func run() async throws {
        let settings = try await common.settings()
        var engine = try settings.engine(dataDirectory: common.dataDir)
        engine.maximumBatch = batchSize
        let embedder = try EmbedderFactory.make(engine)
        // Nothing is searched, so nothing needs to be kept open.
        let companies = Companies(
            embedder: embedder, cache: "", configuration: try settings.companies(),
            defaultModel: engine.defaultModel)
        let folder = try target(companies)
        let generation = CompanyGeneration(
            input: inputDirectory, output: folder, model: try chosenModel(companies, folder), force: force,
            assumedModel: companies.configuration.model)
        let display = ProgressDisplay("embedded")
        let report: CompanyGeneration.Report
        do {
            report = try await Interruptible.run(stopped: "Stopped. The company's folder is as it was.") {
                try await generation.run(embedder) { display.show($0) }
            }
        } catch EngineError.collectionBusy {
            display.finish()
            throw CommandFailure(
                "\(folder) is being made by another process.", code: CommandFailure.busy)
        } catch {
            display.finish()
            throw error
        }
        display.finish()
        try show(report)
    }

    private func target(_ companies: Companies) throws -> String {
        if let outputDirectory { return outputDirectory }
        let company = place.company ?? ""
        do {
            return try companies.folder(of: company)
        } catch {
            throw CommandFailure(
                "'\(company)' can't name a company: 1–200 bytes, no slash, backslash or control character, and no dot at its beginning."
            )
        }
    }

    private func chosenModel(_ companies: Companies, _ folder: String) throws -> String {
        if let model { return model }
        do {
            return try companies.model(forFolder: folder)
        } catch EngineError.modelNotInstalled(let model, _) {
            throw CommandFailure(
                "The vectors in \(folder) are of the model '\(model ?? "?")', which is not installed. Two models are never mixed: install it, or name another with --model, with which every image is embedded anew."
            )
        }
    }

    private func show(_ report: CompanyGeneration.Report) throws {
        if output.json { return try report.printJSON() }
        report.noteProblems()
        let counts = CompanyGeneration.Report.text(of: [
            ("embedded", report.embedded), ("unchanged", report.unchanged), ("removed", report.removed),
            ("failed", report.failed),
        ]).joined(separator: ", ")
        let images = "\(report.total) image\(report.total == 1 ? "" : "s")"
        let seconds = String(format: "%.1f", report.seconds)
        try Terminal.print(
            "\(report.folder) has \(images) of '\(report.model)': \(counts), in \(seconds) s.")
    }
}
