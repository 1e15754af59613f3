import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeEvaluation
import LookalikePictures
import SystemPackage

struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how well a model finds images of the same class.",
        usage: "lookalike eval <dir> [--model <name> ...] [options]",
        discussion: """
            Give a folder with one folder of images per class, or a CSV file of path,label lines. Each image is \
            searched among all others. Prints the share of correct first results (P@1), P@10, recall, mean average \
            precision, and the threshold that gives the requested precision. --html writes a page with the curve \
            and the worst mistakes. Several models are compared side by side:

              lookalike eval photos --model lookalike-small --model mine

            --augment measures searches by other views of each image beside those by the image as it is, in both \
            ways in which 'search --augment' combines them. It may be given several times. --turn-queries turns each \
            image that is searched by, so that it shows what finds things whichever way they lie:

              lookalike eval photos --augment turns --augment turns,mirror --augment crops
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("A folder of class folders, or a CSV file.", valueName: "dir"))
    var source: String

    @Option(help: ArgumentHelp("A model; may be given several times.", valueName: "name"))
    var model: [String] = []

    @Option(
        help: ArgumentHelp(
            "Measure searches by other views too: turns, mirror, crops, comma-separated.", valueName: "views")
    )
    var augment: [AugmentationFlag] = []

    @Flag(help: "Turn each image that is searched by clockwise by a quarter.")
    var turnQueries = false

    @Option(help: ArgumentHelp("Find the threshold for this precision, above 0 to 1.", valueName: "p"))
    var precision = 0.95

    @Option(help: ArgumentHelp("Write a page with the worst mistakes.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("How many mistakes per model the page shows.", valueName: "n"))
    var examples = 30

    func validate() throws {
        guard precision > 0, precision <= 1 else {
            throw ValidationError("--precision lies above 0 and up to 1.")
        }
        guard (0...1000).contains(examples) else { throw ValidationError("--examples goes from 0 to 1000.") }
    }

    func run() async throws {
        let configuration = try await common.settings().engine(dataDirectory: common.dataDir)
        let embedder = try EmbedderFactory.make(configuration)
        let images = try LabelledFiles.find(source)
        let fallback = try configuration.defaultModel ?? EmbedderFactory.firstModel(of: embedder)
        let names = model.isEmpty ? [fallback] : model
        var report = EvaluationReport(folder: source, images: 0, classes: 0, leftOut: 0, models: [])
        if turnQueries { report.turnedQueries = true }
        var shown: [String: [EvaluationPage.Example]] = [:]
        for name in names {
            let run = EvaluationRun(
                model: try await embedder.model(named: name), embedder: embedder, views: augment,
                turn: ImageTurn(quarters: turnQueries ? 1 : 0), precision: precision)
            let measured = try await run.measure(images)
            report.images = measured.images.count
            report.classes = Set(measured.images.map(\.label)).count
            report.leftOut = images.count - measured.images.count
            for (model, evaluation) in measured.results {
                report.models.append(model)
                if html == nil { continue }
                shown[model.title] = EvaluationExamples.make(evaluation, measured.images, examples)
            }
        }
        if let html {
            do {
                try EvaluationPage.html(report, examples: shown).write(
                    toFile: html, atomically: true, encoding: .utf8)
            } catch {
                throw CommandFailure("\(html) can't be written: \(error.localizedDescription)")
            }
        }
        if output.json { return try Terminal.printJSON(report) }
        try Terminal.print(Self.text(report))
        if let html { Terminal.note("The worst mistakes are in \(html).") }
    }

    private static func text(_ report: EvaluationReport) -> String {
        let isAugmented = report.models.contains { $0.augmentation != nil }
        var table = TextTable(
            header: [("MODEL", .left)] + (isAugmented ? [("SEARCHED BY", .left)] : []) + [
                ("P@1", .right), ("P@10", .right),
            ]
                + RetrievalMetrics.recallDepths.map { ("R@\($0)", .right) }
                + [("MAP", .right), ("THRESHOLD", .right), ("RECALL THERE", .right)])
        table.rows = report.models.map { model in
            let values =
                [model.metrics.precisionAt1, model.metrics.precisionAt10] + model.metrics.recall.map(\.value)
                + [model.metrics.meanAveragePrecision]
            let threshold = model.threshold.map { [$0.threshold, $0.recall] }
            let names = [model.model] + (isAugmented ? [model.augmentation ?? "the image"] : [])
            return names + (values + (threshold ?? [])).map { String(format: "%.4f", $0) }
                + (threshold == nil ? ["none", ""] : [])
        }
        let queries = report.models.first?.metrics.queries ?? 0
        let precision = String(format: "%.2f", report.models.first?.wantedPrecision ?? 0)
        return """
            \(report.images) images, \(report.classes) classes, \(queries) queries; \
            the threshold is for a precision of \(precision)\
            \(report.turnedQueries == true ? "; each query is turned by a quarter" : "")
            \(table.text)
            """
    }
}
