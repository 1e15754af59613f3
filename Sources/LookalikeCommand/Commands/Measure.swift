import ArgumentParser
import Engine
import Foundation

/// For `make bench`: what pictures cost on one core, and how fast the pipeline is on all of them.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the embedding of pictures, step by step and as a whole.", shouldDisplay: false)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("A folder of pictures.", valueName: "dir"))
    var directory: String

    @Option(help: ArgumentHelp("The model.", valueName: "name"))
    var model: String?

    func run() async throws {
        let configuration = try await common.settings().engine(dataDirectory: common.dataDir)
        let embedder = try EmbedderFactory.make(configuration)
        let name = try model ?? configuration.defaultModel ?? EmbedderFactory.firstModel(of: embedder)
        let loaded = try await embedder.model(named: name)
        let files = PictureList.expand([directory]).files
        guard !files.isEmpty else { throw CommandFailure("There are no pictures in \(directory).") }
        // Three times; the best counts, as other programs disturb and none helps.
        var best = Double.infinity
        for _ in 0..<3 {
            let begin = ContinuousClock.now
            try await embedder.embed(files: files, with: loaded) { _, _ in }
            best = min(best, (ContinuousClock.now - begin).seconds)
        }
        let times = try CoreTimes.measure(files, model: loaded)
        try Terminal.printJSON(
            Measurement(
                model: name, cores: configuration.resolvedWorkers, times: times,
                millisecondsPerPicture: best * 1_000 / Double(files.count)))
    }
}

private struct Measurement: Encodable {
    let model: String
    let cores: Int
    /// On one core, milliseconds a picture.
    let times: CoreTimes
    /// Of the whole pipeline on all cores.
    let millisecondsPerPicture: Double

    enum CodingKeys: String, CodingKey {
        case model, cores
        case times = "core_ms"
        case millisecondsPerPicture = "pipeline_ms"
    }
}
