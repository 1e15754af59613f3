import ArgumentParser
import LookalikeEmbedding
import LookalikeEngine
import LookalikeModelRegistry

extension Models {
    struct Available: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the published models that can be installed.",
            usage: "lookalike models available [options]",
            discussion: """
                HASH is what a download is compared with: 'published' is its makers' hash. Where they publish none, the hash of \
                the first download is pinned, and later ones have to be equal: 'pinned' where that has happened, 'at first \
                download' where not. '-' cannot be downloaded: 'models pull' says how to get it.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let entries = try ModelPlace.registry().entries
            let place = try await ModelPlace(common)
            let installed = Set(place.library.scan().models.map(\.manifest.name))
            let mirror = try await common.settings().modelMirror
            let download = ModelDownload(folder: place.data.models, mirror: mirror)
            if output.json {
                let lines = entries.map {
                    AvailableLine(
                        entry: $0, isInstalled: installed.contains($0.name),
                        isDownloadable: download.canFetch($0), hash: download.hashSource(of: $0))
                }
                return try Terminal.printJSON(AvailableLines(models: lines, mirror: mirror != nil))
            }
            var table = TextTable(
                header: [
                    ("NAME", .left), ("NUMBERS", .right), ("SIZE", .right), ("WORDS", .left), ("FOR", .left),
                    ("LICENCE", .left), ("HASH", .left), ("", .left),
                ])
            table.rows = entries.map { entry in
                [
                    entry.name, "\(entry.dimension)", entry.weights.bytes.map(Terminal.size) ?? "-",
                    entry.text == nil ? "" : "yes", entry.systems?.joined(separator: ", ") ?? "",
                    entry.license, download.canFetch(entry) ? download.hashSource(of: entry).words : "-",
                    installed.contains(entry.name) ? "(installed)" : "",
                ]
            }
            try Terminal.print(table.text)
        }
    }
}

extension HashSource {
    fileprivate var words: String { self == .firstDownload ? "at first download" : rawValue }
}

private struct AvailableLines: Encodable {
    let models: [AvailableLine]
    let mirror: Bool
}

private struct AvailableLine: Encodable {
    let entry: RegistryEntry
    let isInstalled: Bool
    let isDownloadable: Bool
    let hash: HashSource

    private enum Key: String, CodingKey { case installed, downloadable, hash }

    func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(isInstalled, forKey: .installed)
        try container.encode(isDownloadable, forKey: .downloadable)
        try container.encode(hash, forKey: .hash)
    }
}
