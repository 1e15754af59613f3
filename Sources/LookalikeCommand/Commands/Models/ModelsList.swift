import ArgumentParser
import Foundation
import LookalikeAssets
import LookalikeEmbedding
import LookalikeEngine

extension Models {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the installed models.", usage: "lookalike models list [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let place = try await ModelPlace(common)
            let (configuration, (models, problems)) = (place.configuration, place.library.scan())
            let defaultModel = configuration.defaultModel ?? models.first?.manifest.name
            for problem in problems { Terminal.complain("\(problem.folder): \(problem.detail)") }
            if let defaultModel, !models.contains(where: { $0.manifest.name == defaultModel }) {
                Terminal.complain("the default model '\(defaultModel)' is not installed")
            }
            let lines = models.map { model in
                ModelLine(
                    name: model.manifest.name, dimension: model.manifest.dimension,
                    input: "\(model.manifest.input.width)×\(model.manifest.input.height)",
                    isDefault: model.manifest.name == defaultModel, folder: model.folder,
                    suggestedThreshold: model.manifest.thresholdForImages,
                    description: model.manifest.description,
                    license: model.manifest.license)
            }
            if output.json { return try Terminal.printJSON(["models": lines]) }
            if lines.isEmpty { return Terminal.note(CommandFailure.noModel) }
            var table = TextTable(
                header: [
                    ("NAME", .left), ("DIMENSION", .right), ("INPUT", .right), ("FROM", .left), ("", .left),
                ])
            table.rows = lines.map {
                [
                    $0.name, "\($0.dimension)", $0.input, $0.folder ?? "the program",
                    $0.isDefault ? "(default)" : "",
                ]
            }
            try Terminal.print(table.text)
        }
    }
}

private struct ModelLine: Encodable {
    let name: String
    let dimension: Int
    let input: String
    let isDefault: Bool
    let folder: String?
    let suggestedThreshold: Double?
    let description: String?
    let license: String?

    enum CodingKeys: String, CodingKey {
        case name, dimension, input, folder, description, license
        case isDefault = "default"
        case suggestedThreshold = "suggested_threshold"
    }
}
