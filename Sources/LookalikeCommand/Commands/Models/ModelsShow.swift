import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import LookalikeModelTools
import LookalikeTokenizers

extension Models {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a model is, and how fast it is here.",
            usage: "lookalike models show <name> [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The model.") var name: String

        func run() async throws {
            let place = try await ModelPlace(common)
            let model = try place.library.model(named: name)
            let facts = try ShownModel(model, place)
            if output.json { return try Terminal.printJSON(facts) }
            var table = TextTable(header: [("", .left), ("", .left)])
            table.rows = facts.rows
            try Terminal.print(table.text)
        }
    }
}

/// What `models show` tells.
private struct ShownModel: Encodable {
    let manifest: ModelManifest
    let folder: String?
    let networkBytes: Int
    let millisecondsPerImage: Double
    let precision: String

    enum CodingKeys: String, CodingKey {
        case manifest, folder, precision
        case networkBytes = "network_bytes"
        case millisecondsPerImage = "ms_per_image"
    }

    init(_ model: InstalledModel, _ place: ModelPlace) throws {
        let facts = try ModelFacts(model)
        (manifest, folder, networkBytes) = (facts.manifest, facts.folder, facts.networkBytes)
        let network = try place.backend().load(
            manifest, identity: try ModelLibrary.identity(of: model), network: model.network,
            precision: place.configuration.precision, maximumBatch: 1)
        precision = network.precision.rawValue
        millisecondsPerImage = try NetworkTimes.medians([network], rounds: 7)[0]
    }

    var rows: [[String]] {
        let input = manifest.input
        var rows = [
            ["name", manifest.name], ["description", manifest.description ?? "-"],
            ["numbers", "\(manifest.dimension)\(manifest.normalize ? ", L2-normalised" : "")"],
            ["input", "\(input.width)×\(input.height)"],
            ["layers", manifest.layers.map { "\($0)" } ?? "-"],
            [
                "parameters",
                manifest.parameters.map { String(format: "%.1f million", Double($0) / 1e6) } ?? "-",
            ], ["preprocessing", manifest.preprocessing.sentence],
            ["network", "\(manifest.network), \(Terminal.size(networkBytes))"],
            ["licence", manifest.license ?? "-"], ["source", manifest.source ?? "-"],
            ["folder", folder ?? "part of the program"],
            [
                "speed here",
                String(format: "%.1f ms per image on one core, in \(precision)", millisecondsPerImage),
            ],
        ]
        if let text = manifest.text {
            rows.insert(
                ["words", "\(text.tokenizer.kind.rawValue), \(text.tokenizer.contextLength) tokens"], at: 3)
        }
        return rows
    }
}
