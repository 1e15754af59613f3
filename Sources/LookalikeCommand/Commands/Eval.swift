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
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("A folder of class folders, or a CSV file.", valueName: "dir"))
    var source: String

    @Option(help: ArgumentHelp("A model; may be given several times.", valueName: "name"))
    var model: [String] = []

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
        var shown: [String: [EvaluationPage.Example]] = [:]
        for name in names {
            let measured = try await measure(images, with: try await embedder.model(named: name), embedder)
            report.images = measured.images.count
            report.classes = Set(measured.images.map(\.label)).count
            report.leftOut = images.count - measured.images.count
            report.models.append(measured.report)
            if html != nil {
                shown[name] = EvaluationExamples.make(measured.evaluation, measured.images, examples)
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

    private struct Measured {
        let report: ModelReport
        let evaluation: Evaluation
        let images: [LabelledImage]
    }

    private func measure(
        _ images: [LabelledImage], with model: LoadedModel, _ embedder: Embedder
    ) async throws -> Measured {
        let (vectors, readable) = try await LabelledFiles.embed(images, with: model, embedder)
        let labels = readable.map(\.label)
        let evaluation = try Evaluation(vectors: vectors, labels: labels)
        let report = ModelReport(
            model: model.manifest.name, dimension: model.manifest.dimension, evaluation: evaluation,
            labels: labels,
            wantedPrecision: precision)
        return Measured(report: report, evaluation: evaluation, images: readable)
    }

    private static func text(_ report: EvaluationReport) -> String {
        var table = TextTable(
            header: [("MODEL", .left), ("P@1", .right), ("P@10", .right)]
                + RetrievalMetrics.recallDepths.map { ("R@\($0)", .right) }
                + [("MAP", .right), ("THRESHOLD", .right), ("RECALL THERE", .right)])
        table.rows = report.models.map { model in
            let values =
                [model.metrics.precisionAt1, model.metrics.precisionAt10] + model.metrics.recall.map(\.value)
                + [model.metrics.meanAveragePrecision]
            let threshold = model.threshold.map { [$0.threshold, $0.recall] }
            return [model.model] + (values + (threshold ?? [])).map { String(format: "%.4f", $0) }
                + (threshold == nil ? ["none", ""] : [])
        }
        let queries = report.models.first?.metrics.queries ?? 0
        let precision = String(format: "%.2f", report.models.first?.wantedPrecision ?? 0)
        return """
            \(report.images) images, \(report.classes) classes, \(queries) queries; \
            the threshold is for a precision of \(precision)
            \(table.text)
            """
    }
}
