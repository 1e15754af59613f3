import ArgumentParser
import LookalikeEmbedding
import LookalikeModelRegistry

extension Models {
    struct Available: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the published models that can be installed.",
            usage: "lookalike models available [options]")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let entries = try ModelPlace.registry().entries
            let place = try await ModelPlace(common)
            let installed = Set(place.library.scan().models.map(\.manifest.name))
            if output.json {
                return try Terminal.printJSON([
                    "models": entries.map {
                        AvailableLine(entry: $0, isInstalled: installed.contains($0.name))
                    }
                ])
            }
            var table = TextTable(
                header: [
                    ("NAME", .left), ("NUMBERS", .right), ("SIZE", .right), ("WORDS", .left), ("FOR", .left),
                    ("LICENCE", .left), ("", .left),
                ])
            table.rows = entries.map { entry in
                [
                    entry.name, "\(entry.dimension)", entry.weights.bytes.map(Terminal.size) ?? "-",
                    entry.text == nil ? "" : "yes", entry.systems?.joined(separator: ", ") ?? "",
                    entry.license, installed.contains(entry.name) ? "(installed)" : "",
                ]
            }
            try Terminal.print(table.text)
        }
    }
}

private struct AvailableLine: Encodable {
    let entry: RegistryEntry
    let isInstalled: Bool

    private enum Key: String, CodingKey { case installed }

    func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(isInstalled, forKey: .installed)
    }
}
