import ArgumentParser
import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
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
            let facts = try ModelFacts(model, place)
            if output.json { return try Terminal.printJSON(facts) }
            var table = TextTable(header: [("", .left), ("", .left)])
            table.rows = facts.rows
            try Terminal.print(table.text)
        }
    }
}

/// What `models show` tells.
private struct ModelFacts: Encodable {
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
        manifest = model.manifest
        folder = model.folder
        switch model.network {
        case .memory(let bytes): networkBytes = bytes.pointer.count
        case .file(let path):
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            networkBytes = size ?? 0
        }
        let network = try place.backend().load(
            manifest, identity: try ModelLibrary.identity(of: model), network: model.network,
            precision: place.configuration.precision, maximumBatch: 1)
        precision = network.precision.rawValue
        let input = [[Float](repeating: 0.1, count: manifest.inputCount)]
        _ = try network.run(input)
        var times: [Duration] = []
        for _ in 0..<7 {
            let begin = ContinuousClock.now
            _ = try network.run(input)
            times.append(ContinuousClock.now - begin)
        }
        let median = times.sorted()[times.count / 2].components
        millisecondsPerImage = Double(median.seconds) * 1_000 + Double(median.attoseconds) / 1e15
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
