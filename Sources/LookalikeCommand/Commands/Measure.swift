import ArgumentParser
import Foundation
import LookalikeEngine

/// For `make bench`: the cost of images on one core, and the speed of the pipeline on all cores.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the embedding of images, step by step and as a whole.",
        usage: "lookalike measure <dir> [--model <name>] [options]", shouldDisplay: false)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("A folder of images.", valueName: "dir"))
    var directory: String

    @Option(help: ArgumentHelp("The model.", valueName: "name"))
    var model: String?

    func run() async throws {
        let configuration = try await common.settings().engine(dataDirectory: common.dataDir)
        let embedder = try EmbedderFactory.make(configuration)
        let name = try model ?? configuration.defaultModel ?? EmbedderFactory.firstModel(of: embedder)
        let loaded = try await embedder.model(named: name)
        let files = ImageList.expand([directory]).files
        guard !files.isEmpty else { throw CommandFailure("There are no images in \(directory).") }
        // The best of three, because other programs can only slow it down.
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
                millisecondsPerImage: best * 1_000 / Double(files.count)))
    }
}

private struct Measurement: Encodable {
    let model: String
    let cores: Int
    /// On one core, milliseconds per image.
    let times: CoreTimes
    /// Of the whole pipeline on all cores.
    let millisecondsPerImage: Double

    enum CodingKeys: String, CodingKey {
        case model, cores
        case times = "core_ms"
        case millisecondsPerImage = "pipeline_ms"
    }
}
