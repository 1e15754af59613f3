import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeEvaluation
import LookalikePictures

struct Calibrate: ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what scores are worth.",
        usage: """
            lookalike calibrate --collection <name> [--by <categories|neighbours> | --attribute <name>] [options]
            lookalike calibrate <dir> ... --model <name> [options]
            """,
        discussion: """
            Afterwards answers say beside each score how likely the result is to show the same thing, and which \
            score is a sensible limit.

            For a collection: images with the same category or attribute show the same thing; the share of results \
            that do is counted, score by score. --by neighbours needs no labels and is less certain: it goes by how \
            rare a score is among the collection's own images.

            For a model: give folders with one folder of images per class, as for 'lookalike eval'. All collections \
            of the model use the scale, unless they have their own. It is written into the model's model.json.

              lookalike calibrate --collection products --attribute kind
              lookalike calibrate photos products --model clip-vit-b-32
            """)

    enum Source: String, ExpressibleByArgument, CaseIterable {
        case categories, neighbours
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("Folders of class folders, or CSV files.", valueName: "dir"))
    var sources: [String] = []

    @Option(help: ArgumentHelp("The collection.", valueName: "name"))
    var collection: String?

    @Option(help: ArgumentHelp("What tells which images show the same thing.", valueName: "what"))
    var by: Source?

    @Option(help: ArgumentHelp("The attribute that tells it.", valueName: "name"))
    var attribute: String?

    @Option(help: ArgumentHelp("The model.", valueName: "name"))
    var model: String?

    func validate() throws {
        guard (collection == nil) != (model == nil) else {
            throw ValidationError("Give --collection, or folders and --model.")
        }
        if collection != nil {
            guard sources.isEmpty else { throw ValidationError("Folders are for --model.") }
            guard (by == nil) != (attribute == nil) else {
                throw ValidationError("Give --by categories, --by neighbours or --attribute <name>.")
            }
        } else {
            guard !sources.isEmpty else { throw ValidationError("Name a folder of class folders.") }
            guard by == nil, attribute == nil else {
                throw ValidationError("--by and --attribute are for --collection.")
            }
        }
    }

    /// A model is measured on files.
    var usesDataFolder: Bool { collection != nil }

    func run() async throws {
        let scale: LikenessScale
        if let collection {
            scale = try await calibrate(collection: collection)
        } else if let model {
            scale = try await measure(model: model)
        } else {
            throw ValidationError("Give --collection, or folders and --model.")
        }
        if output.json { return try Terminal.printJSON(scale) }
        try Terminal.print(Self.text(scale))
    }

    private func calibrate(collection name: String) async throws -> LikenessScale {
        let engine = try await common.engine(purpose: "'lookalike calibrate'")
        let labels = attribute.map { LikenessLabels.attribute($0) } ?? (by == .categories ? .categories : nil)
        return try await engine.calibrate(try await engine.collection(named: name), by: labels)
    }

    private func measure(model name: String) async throws -> LikenessScale {
        let configuration = try await common.settings().engine(dataDirectory: common.dataDir)
        let embedder = try EmbedderFactory.make(configuration)
        let loaded = try await embedder.model(named: name)
        var scales: [LikenessScale] = []
        for source in sources {
            let (vectors, images) = try await LabelledFiles.embed(
                try LabelledFiles.find(source), with: loaded, embedder)
            let copies = try await copyScores(images, vectors, loaded, embedder)
            scales.append(
                try LikenessScale.measured(vectors: vectors, labels: images.map(\.label), copies: copies))
        }
        let scale = LikenessScale.mean(of: scales)
        let installed = try embedder.library.model(named: name)
        if installed.folder == nil {
            Terminal.note("'\(name)' is part of the program: its scale is only shown, not stored.")
        } else {
            try installed.store(scale)
        }
        return scale
    }

    /// Scores of up to 200 images with copies of them that lack a narrow border.
    private func copyScores(
        _ images: [LabelledImage], _ vectors: [[Float]], _ model: LoadedModel, _ embedder: Embedder
    ) async throws -> [Double] {
        var scores: [Double] = []
        for index in stride(from: 0, to: images.count, by: max(1, images.count / 200)) {
            // It could be read a moment ago; if it is gone now, the others suffice.
            guard let bytes = FileManager.default.contents(atPath: images[index].path) else { continue }
            let copy = try await embedder.embed(
                [UInt8](bytes), region: .withoutBorder, with: model, priority: .bulk)
            scores.append(cosine(vectors[index], copy.vector))
        }
        return scores
    }

    private static func text(_ scale: LikenessScale) -> String {
        func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "not known" }
        var table = TextTable(header: [("SCORE FROM", .right), ("MEANING", .left)])
        table.rows = [
            [number(scale.samePicture), "the same picture"],
            [
                number(scale.score(forLikeness: LikenessScale.sameThing)),
                "the same thing, more likely than not",
            ],
            [number(scale.suggestedThreshold), "suggested limit: one in three is the same thing"],
            [number(scale.score(forLikeness: LikenessScale.sameKind)), "the same kind; below: unrelated"],
        ]
        return "measured on \(scale.images) images\n" + table.text
    }
}
